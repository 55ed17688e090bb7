import { readExplanation } from '../../../review/declare/policy/read-explanation';
import { addKeptVersions } from '../../../review/render/html/kept-versions';
import { reportData } from '../../../review/render/html/plan-data';
import { declaration, plan, version } from './plan-fixtures';

const READ_AT = new Date('2026-02-01T00:00:00Z');
const HEADER = 'format\tpackage\tversion\tstatus\tstays\n';
const FILE = 'disposals/my-repo.disposals.explain.tsv';
const KEPT = [
  'npm\t@my-scope/left-pad\t1.0.0\tPublished\tkept: held by hold.txt',
  'npm\t@my-scope/left-pad\t2.0.0\tPublished\tkept: among the latest 5 (rule 1)',
  'npm\tother\t3.0.0\tUnlisted\tnot selected: younger than 365 days',
  'npm\tuntouched\t*\t\tnot selected: no rule that selects matches the package',
].join('\n');

const data = reportData(plan([declaration([version('1.0.0'), version('1.1.0')])]), READ_AT);
const read = (text: string, file = FILE) => readExplanation(file, `${HEADER}${text}\n`);
const rowsOf = (report: typeof data) =>
  report.columns.version.map((name, row) => [
    name,
    report.verdicts[report.columns.verdict[row]!],
    report.rules[report.columns.rule[row]!],
  ]);

test('The report has the versions that stay after those that go, each with the rule that keeps it', () => {
  expect(rowsOf(addKeptVersions(data, read(KEPT)))).toEqual([
    ['1.0.0', 'will be disposed', ''],
    ['1.1.0', 'will be disposed', ''],
    ['2.0.0', 'stays', 'kept: among the latest 5 (rule 1)'],
    ['3.0.0', 'stays', 'not selected: younger than 365 days'],
  ]);
});

test('A version that stays has the package of the plan where its repository is the same, and another one elsewhere', () => {
  const ofKept = (file: string) => addKeptVersions(data, read(KEPT, file));
  expect(ofKept(FILE).packages.map(({ name }) => name)).toEqual(['@my-scope/left-pad', 'other']);
  expect(ofKept('other-repo.disposals.explain.tsv').packages.map(({ location }) => location)).toEqual([
    'my-domain/my-repo, eu-west-1',
    'other-repo',
    'other-repo',
  ]);
});

test('A report without versions that stay is as it was', () => {
  expect(addKeptVersions(data, [])).toBe(data);
});

test.each([
  ['another header', 'format\tpackage\n', 'line 1: an explanation must have the columns format, package'],
  ['a line with too few columns', `${HEADER}npm\tleft-pad\t1.0.0\n`, 'line 2: a line must have 5 columns'],
  ['an unknown format', `${HEADER}nmp\tleft-pad\t1.0.0\tPublished\tkept: x\n`, 'line 2: The format must be one of'],
])('An explanation with %s is an error that names its line', (_, text, message) => {
  expect(() => readExplanation(FILE, text)).toThrow(message);
});
