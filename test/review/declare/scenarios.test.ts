import { type Format, FORMATS } from '../../../declaration/package-format';
import type { SelectionRules } from '../../../review/declare/selection-rules';
import { readSuites } from '../../declaration/version-schemes/vectors';
import { cases } from '../../fixtures/selections.json';
import { packageOf, selectFrom } from './packages';

/** What the command makes of the options: an exception that keeps nothing is refused, as wrong notation is. */
function selectOrRefuse(format: Format, versions: readonly string[], options: Partial<SelectionRules>) {
  try {
    const { versions: pinned, idleExceptions } = selectFrom(packageOf(format, versions), options);
    return idleExceptions.length > 0 ? 'refused' : pinned.map(({ version }) => version);
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return 'refused';
  }
}

describe.each(FORMATS)('for %s', (format) => {
  const scenarios = cases
    .filter((scenario) => scenario.format === format)
    .map((scenario) => [JSON.stringify(scenario.options), scenario.why, scenario] as const);

  test.each(scenarios)('The rule %s selects what its user means, since %s', (_options, _why, scenario) => {
    const { versions, options, mustKeep, shouldSelect, refusalIsRight = false } = scenario;
    const result = selectOrRefuse(format, versions, options);
    if (result === 'refused') {
      expect(refusalIsRight).toBe(true);
    } else {
      expect(result.filter((version) => mustKeep.includes(version))).toEqual([]);
      expect(result).toEqual(expect.arrayContaining(shouldSelect));
    }
  });
});

describe.each(['pypi', 'ruby', 'nuget', 'maven'] as const)('The release histories of real %s packages', (format) => {
  const histories = readSuites(format).flatMap((suite) => suite.histories ?? []);

  test('--keep-latest by version keeps every latest version, and selects most of the others', () => {
    let [older, gone] = [0, 0];
    for (const { latest, earlier } of histories) {
      const found = selectFrom(packageOf(format, [...latest, ...earlier]), {
        keepLatest: latest.length,
        latestBy: 'version',
      }).versions.map(({ version }) => version);
      expect(found.filter((version) => latest.includes(version))).toEqual([]);
      older += earlier.length;
      gone += found.length;
    }
    expect(histories.length).toBeGreaterThan(10);
    expect(gone / older).toBeGreaterThan(0.5);
  });
});
