import fc, { type Arbitrary } from 'fast-check';
import type { Format } from '../../../declaration/package-format';

/** Few numbers, so that versions meet, and some beyond the integers that a double holds exactly. */
const number = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('0', '1', '2', '10') },
  { weight: 1, arbitrary: fc.constantFrom('2147483648', '9007199254740992', '9007199254740993') },
);
const smallNumber = fc.constantFrom('0', '1', '2', '10');

function join(parts: Arbitrary<string>, separator: string, { min, max }: { min: number; max: number }) {
  return fc.array(parts, { minLength: min, maxLength: max }).map((texts) => texts.join(separator));
}

function optional(prefix: string, arbitrary: Arbitrary<string>): Arbitrary<string> {
  return fc.option(arbitrary, { nil: undefined }).map((text) => (text === undefined ? '' : prefix + text));
}

function concat(...parts: Arbitrary<string>[]): Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(''));
}

const label = fc.constantFrom('0', '1', '10', 'a', 'alpha', 'beta', 'rc', 'rc1', 'RC1', 'x-y');
const labels = join(label, '.', { min: 1, max: 3 });
const semantic = concat(join(smallNumber, '.', { min: 3, max: 3 }), optional('-', labels));

/** Versions of each format that are alike enough to be close in the order, or equal. */
export const VERSIONS: Record<Exclude<Format, 'generic'>, Arbitrary<string>> = {
  npm: semantic,
  swift: semantic,
  cargo: semantic,
  pypi: concat(
    fc.constantFrom('', '0!', '1!'),
    join(number, '.', { min: 1, max: 4 }),
    optional('', concat(fc.constantFrom('a', '-alpha', 'b', 'rc', '.c'), fc.constantFrom('', '0', '1', '10'))),
    optional('', concat(fc.constantFrom('.post', '-r', '-'), smallNumber)),
    optional('.dev', smallNumber),
  ),
  ruby: join(fc.constantFrom('0', '1', '2', '10', 'a', 'rc', 'rc1', '9007199254740993'), '.', { min: 0, max: 4 }).map(
    (rest) => (rest === '' ? '1' : `1.${rest}`),
  ),
  nuget: concat(join(smallNumber, '.', { min: 1, max: 4 }), optional('-', labels)),
  maven: concat(
    join(number, '.', { min: 1, max: 4 }),
    join(
      concat(
        fc.constantFrom('', '-', '.'),
        fc.constantFrom('alpha', 'a', 'beta', 'b', 'm', 'rc', 'cr', 'SNAPSHOT', 'ga', 'Final', 'sp', 'jre', 'x'),
        optional('', concat(fc.constantFrom('', '-', '.'), number)),
      ),
      '',
      { min: 0, max: 2 },
    ),
  ),
};
