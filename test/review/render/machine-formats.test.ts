import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { renderJUnit } from '../../../review/render/junit/render-junit';
import { renderJson } from '../../../review/render/json/render-json';
import { findSchemaErrors } from '../published-schema';
import { declaration, HOSTILE_TEXTS, mixedPlan, plan, refused, version } from './plan-fixtures';

interface JUnitCase {
  readonly name: string;
  readonly classname: string;
  readonly failure?: { readonly type: string; readonly message: string };
}

interface JUnitSuites {
  readonly testsuites: {
    readonly tests: string;
    readonly failures: string;
    readonly testsuite: readonly { readonly name: string; readonly testcase: readonly JUnitCase[] }[];
  };
}

function parseJUnit(text: string): JUnitSuites {
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    htmlEntities: true,
    isArray: (name) => name === 'testsuite' || name === 'testcase',
  });
  return parser.parse(text) as JUnitSuites;
}

describe('JUnit', () => {
  test('JUnit has a failed case for each refused version, and a passed one for each other version', () => {
    const { testsuites } = parseJUnit(renderJUnit(plan([declaration([version('1.0.0'), refused])])));
    expect(testsuites).toMatchObject({ tests: '2', failures: '1' });
    const cases = testsuites.testsuite.flatMap(({ testcase }) => testcase);
    expect(cases.map(({ failure }) => failure !== undefined)).toEqual([false, true]);
    expect(cases[1]?.failure?.type).toBe(refused.code);
  });

  test('JUnit has a failed case for each problem, so that an incomplete plan never looks green', () => {
    const { testsuites } = parseJUnit(
      renderJUnit(plan([], { complete: false, problems: ['A macro may add anything.'] })),
    );
    expect(testsuites.testsuite[0]?.testcase[0]?.failure?.message).toBe('A macro may add anything.');
  });

  test('JUnit has a case for each acknowledged problem, and for each guard that the change lowers', () => {
    const problem = { id: 'macro' as const, stack: 'Disposal', message: 'A macro may add anything.' };
    const lowered = {
      guard: 'limit' as const,
      constructPath: 'clean-up.yaml',
      message: 'limits.versions was 9, and is none',
    };
    const { testsuites } = parseJUnit(renderJUnit(plan([], { acknowledged: [problem], loweredGuards: [lowered] })));
    const names = testsuites.testsuite.flatMap(({ name, testcase }) => testcase.map((each) => [name, each.name]));
    expect(names).toEqual([
      ['plan', 'Look twice'],
      ['plan', 'Acknowledged'],
      ['Less protection than the base', 'clean-up.yaml: limits.versions was 9, and is none'],
    ]);
  });

  test('JUnit has a failed case for each rule of the guard that the change breaks', () => {
    const message = 'the guard requires a pin for each version';
    const guard = { isEdited: true, violations: [{ rule: 'requirePins' as const, message }] };
    const { testsuites } = parseJUnit(renderJUnit(plan([], { guard })));
    const cases = testsuites.testsuite.flatMap(({ testcase }) => testcase);
    expect(cases.map(({ name, failure }) => [name, failure?.message])).toEqual([
      ['The change edits the guard', undefined],
      ['requirePins', message],
    ]);
  });

  test('JUnit stays well-formed whatever a registry or a template holds', () => {
    const texts = [...HOSTILE_TEXTS, '<![CDATA[', ']]>', '"', "'", '&amp;', '\u0000\ufffe'];
    const versions = texts.map((text) => version(text, { verdict: 'refused', code: text, message: text }));
    const { testsuites } = parseJUnit(renderJUnit(plan([declaration(versions, { constructPath: texts.join('') })])));
    expect(testsuites.tests).toBe(String(texts.length));
  });
});

test('The JSON of a plan fits the published schema: npm run schemas', () => {
  const document = JSON.parse(renderJson(mixedPlan)) as object;
  expect(findSchemaErrors('plan', document)).toEqual([]);
  expect(findSchemaErrors('plan', { ...document, unknown: true })).not.toEqual([]);
});
