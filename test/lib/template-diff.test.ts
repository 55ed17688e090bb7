import type { DisposedPackageVersionsProps } from '../../lib';
import { declare, synthesize } from './synthesize';

type Props = Partial<DisposedPackageVersionsProps>;

/** The template as `cdk synth --json` prints it. */
function linesOf(props: Props): string[] {
  return JSON.stringify(
    synthesize((stack) => declare(stack, props)),
    null,
    1,
  ).split('\n');
}

/** The lines between what both begin with and what both end with. */
function diff(before: Props, after: Props) {
  const [old, now] = [linesOf(before), linesOf(after)];
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) {
    start++;
  }
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) {
    end++;
  }
  const changed = (lines: string[]) => lines.slice(start, lines.length - end).map((line) => line.trim());
  return { removed: changed(old), added: changed(now) };
}

const FIFTY = Array.from({ length: 50 }, (_, index) => `1.${index}.0`);

test('One more version is one more line', () => {
  expect(diff({ versions: FIFTY }, { versions: [...FIFTY, '1.17.1'] })).toEqual({ removed: [], added: ['"1.17.1",'] });
});

test('One more version at the end of the list is one more line, and a comma', () => {
  expect(diff({ versions: ['1.0.0'] }, { versions: ['1.0.0', '1.0.1'] })).toEqual({
    removed: ['"1.0.0"'],
    added: ['"1.0.0",', '"1.0.1"'],
  });
});

test('One version less is one line less', () => {
  expect(diff({ versions: FIFTY }, { versions: FIFTY.filter((text) => text !== '1.17.0') })).toEqual({
    removed: ['"1.17.0",'],
    added: [],
  });
});

test('One more pin is one more line', () => {
  const pins = Object.fromEntries(FIFTY.map((text) => [text, `r${text}`]));
  const { '1.17.0': pin, ...others } = pins;
  expect(diff({ versions: FIFTY, versionRevisions: others }, { versions: FIFTY, versionRevisions: pins })).toEqual({
    removed: [],
    added: [`"1.17.0": "${pin}",`],
  });
});

test('A reordered list changes nothing', () => {
  expect(diff({ versions: FIFTY }, { versions: [...FIFTY].reverse() })).toEqual({ removed: [], added: [] });
});

test('Reordered pins change nothing', () => {
  const pins = FIFTY.map((text) => [text, `r${text}`] as const);
  expect(
    diff(
      { versions: FIFTY, versionRevisions: Object.fromEntries(pins) },
      { versions: FIFTY, versionRevisions: Object.fromEntries([...pins].reverse()) },
    ),
  ).toEqual({ removed: [], added: [] });
});
