import type { Plan, PlannedDeclaration, PlannedVersion } from '../../plan/plan-model';
import { oneLine } from '../../text/sanitize';
import { packageText } from '../labels/package-text';
import { dangerLists, findDangers } from '../labels/dangers';
import { packageGroupLists } from '../labels/package-group-labels';
import { removalLists } from '../labels/removal-labels';
import { acknowledgedText, headline, remarks, versionText } from '../labels/plan-labels';

/** Characters of one message. */
const MAX_JUNIT_MESSAGE = 1_000;

/** A test case of the plan: it fails if the deployment would refuse it, or if it is not known. */
interface TestCase {
  readonly suite: string;
  readonly name: string;
  /** Absent if it passes. */
  readonly failure?: { readonly type: string; readonly message: string };
  readonly output?: string;
}

/**
 * The plan in the JUnit format, for CI systems that show tests, such as GitLab, Bitbucket and CodeBuild: a test case for each version, and
 * one for each problem.
 */
export function renderJUnit(plan: Plan): string {
  const cases = [
    ...plan.problems.map((problem) => ({
      suite: 'plan',
      name: 'The plan is complete',
      failure: { type: 'unknown', message: problem },
    })),
    ...findDangers(plan)
      .filter(({ urgent }) => !urgent)
      .map(({ sentence }) => ({ suite: 'plan', name: 'Look twice', output: sentence })),
    ...(plan.guard?.isEdited
      ? [{ suite: 'guard', name: 'The change edits the guard', output: 'The guard of the base counts for it.' }]
      : []),
    ...(plan.guard?.violations ?? []).map(({ rule, message }) => ({
      suite: 'guard',
      name: rule,
      failure: { type: rule, message },
    })),
    ...plan.acknowledged.map((problem) => ({ suite: 'plan', name: 'Acknowledged', output: acknowledgedText(problem) })),
    ...listDangers(plan),
    ...plan.declarations.flatMap(listCases),
  ];
  const suites = new Map<string, TestCase[]>();
  for (const testCase of cases) {
    suites.set(testCase.suite, [...(suites.get(testCase.suite) ?? []), testCase]);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name: headline(plan), ...countCases(cases) })}>`,
    ...[...suites].flatMap(([name, each]) => [
      `  <testsuite ${attributes({ name, ...countCases(each) })}>`,
      ...each.flatMap(renderCase),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

/** The lists of the other formats. What the guard forbids has failed cases. */
function listDangers(plan: Plan): TestCase[] {
  const lists = [...dangerLists({ ...plan, guard: undefined }), ...packageGroupLists(plan), ...removalLists(plan)];
  return lists.flatMap(({ title, lines }) => lines.map((output) => ({ suite: title, name: output, output })));
}

function listCases(declaration: PlannedDeclaration): TestCase[] {
  const suite = packageText(declaration);
  const { problem, constructPath } = declaration;
  return [
    ...(problem ? [{ suite, name: constructPath, failure: { type: problem.code, message: problem.message } }] : []),
    ...declaration.versions.map((version) => makeCase(suite, version)),
  ];
}

function makeCase(suite: string, version: PlannedVersion): TestCase {
  const { verdict, code } = version;
  const text = [verdict, ...remarks(version)].join('; ');
  const name = versionText(version);
  return verdict === 'refused' || verdict === 'unknown'
    ? { suite, name, failure: { type: code ?? verdict, message: text } }
    : { suite, name, output: text };
}

function countCases(cases: readonly TestCase[]) {
  return { tests: cases.length, failures: cases.filter(({ failure }) => failure).length, errors: 0 };
}

function renderCase({ suite, name, failure, output }: TestCase): string[] {
  const element = `testcase ${attributes({ classname: suite, name })}`;
  const content = failure
    ? `<failure ${attributes({ type: failure.type, message: failure.message })} />`
    : `<system-out>${escapeXml(output ?? '')}</system-out>`;
  return [`    <${element}>${content}</testcase>`];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(' ');
}

/** Text from a template or the registry on one line, without characters that XML does not allow. */
function escapeXml(text: string): string {
  return oneLine(text, MAX_JUNIT_MESSAGE).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
