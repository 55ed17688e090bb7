import { describeLosses, findLosses } from '../../declaration/losses';
import type { Format } from '../../declaration/package-format';

/** Versions, of which those with a minus before them go. */
function lossesOf(format: Format, ...texts: string[]): string | undefined {
  const losses = findLosses(
    format,
    texts.map((text) => ({ version: text.replace(/^-/, ''), stays: !text.startsWith('-') })),
  );
  return losses && describeLosses(losses);
}

describe('A package', () => {
  test.each([
    ['npm', ['1.0.0', '-1.1.0', '2.0.0'], undefined],
    ['npm', ['-1.0.0', '-2.0.0-rc.1'], 'loses every version'],
    ['npm', ['-1.0.0', '-2.0.0', '3.0.0-rc.1'], 'loses its last release'],
    ['npm', ['-1.0.0', '-1.1.0', '1.2.0-rc.1', '2.0.0'], 'loses the last release of major 1'],
    ['npm', ['-10.0.0', '-2.0.0', '3.0.0'], 'loses the last release of the majors 2, 10'],
    ['npm', ['-1.0.0-rc.1', '2.0.0'], undefined],
    ['maven', ['-1.0', '1.1-SNAPSHOT', '1.1-20220801.101010-1'], 'loses its last release'],
    ['maven', ['-Greenwich.SR1', 'Hoxton.SR1'], 'loses the last release of major greenwich'],
    ['generic', ['-a', '-b'], 'loses every version'],
    ['generic', ['-a', 'b'], undefined],
    ['npm', [], undefined],
  ] as const)('A package of %s with %j: %s', (format, texts, expected) => {
    expect(lossesOf(format, ...texts)).toBe(expected);
  });
});
