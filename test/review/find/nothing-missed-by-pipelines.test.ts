import fc from 'fast-check';
import type { Resource } from '../assembly-of-templates';
import { stackOf, TemplatePlanner } from '../template-planner';
import { ALL_VALUES, deployed, PARAMETERS, template, type Template, VALUES, type Values } from './arbitrary-template';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
  planner.registry.publish(...VALUES.map((value) => `1.${value}`));
});
afterAll(() => planner.stop());

/** Where an action has the value of a parameter from: a text, or a source that the assembly does not have. */
const source = fc.constantFrom(undefined, undefined, ...VALUES, '#{Build.one}', '#{Build.other}');
const parameters = fc.record({ P: source, Q: source }, { requiredKeys: ['P', 'Q'] });
type Sources = Readonly<Record<string, string | undefined>>;

interface Action {
  readonly overrides: Sources;
  /** The values of a file; null if the assembly does not have the file. */
  readonly file?: Sources | null;
  readonly isElsewhere: boolean;
}

const action: fc.Arbitrary<Action> = fc.record({
  overrides: parameters,
  file: fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.record({ P: fc.constantFrom(...VALUES), Q: fc.constantFrom(...VALUES) }) },
  ),
  isElsewhere: fc.boolean(),
});
const actions = fc.uniqueArray(action, { maxLength: 2, selector: ({ isElsewhere }) => isElsewhere });

/** Values of sources that no assembly has: the same in the base and in the change. */
type Unread = Readonly<Record<string, string>>;
const ALL_UNREAD: Unread[] = VALUES.flatMap((one) =>
  VALUES.flatMap((other) => VALUES.map((file) => ({ '#{Build.one}': one, '#{Build.other}': other, file }))),
);

/** The values of a deployment; what it does not give stays as it was. */
function valuesOf({ overrides, file }: Action, before: Values, unread: Unread): Values {
  return Object.fromEntries(
    PARAMETERS.map((name) => {
      const given = overrides[name] ?? (file === null ? unread['file'] : file?.[name]);
      return [name, given === undefined ? before[name]! : (unread[given] ?? given)];
    }),
  );
}

function assemblyOf({ Resources, ...sections }: Template, pipeline: readonly Action[]): string {
  const made = pipeline.map(({ overrides, file, isElsewhere }) => ({
    Name: isElsewhere ? 'There' : 'Here',
    ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CloudFormation', Version: '1' },
    ...(isElsewhere && { Region: 'eu-west-1' }),
    Configuration: {
      ActionMode: 'CREATE_UPDATE',
      StackName: 'Disposal',
      TemplatePath: 'Build::Disposal.template.json',
      ParameterOverrides: JSON.stringify(overrides),
      ...(file !== undefined && { TemplateConfiguration: `Build::${isElsewhere ? 'there' : 'here'}.json` }),
    },
  }));
  const resources: Resource =
    made.length === 0
      ? { Topic: { Type: 'AWS::SNS::Topic' } }
      : {
          Pipeline: {
            Type: 'AWS::CodePipeline::Pipeline',
            Properties: { Stages: [{ Name: 'Deploy', Actions: made }] },
          },
        };
  const files = pipeline.flatMap(({ file, isElsewhere }) =>
    file ? [[`${isElsewhere ? 'there' : 'here'}.json`, { Parameters: file }] as const] : [],
  );
  return planner.assembly(
    {
      Disposal: { ...stackOf(Resources, sections)['Disposal']!, stackName: 'Disposal' },
      Delivery: { template: { Resources: resources } },
    },
    { files: Object.fromEntries(files) },
  );
}

/** The same pipeline with another source of one value. */
function editFirst(pipeline: readonly Action[], { name, text }: { name: string; text: string | undefined }): Action[] {
  return pipeline.map((each, n) => (n === 0 ? { ...each, overrides: { ...each.overrides, [name]: text } } : each));
}

/** The versions that a deployment of the change adds at one place. */
function added(
  [base, before]: [Template, Action | undefined],
  [head, now]: [Template, Action | undefined],
  { initial, unread, isElsewhere }: { initial: Values; unread: Unread; isElsewhere: boolean },
): string[] {
  const valuesBefore = before === undefined ? initial : valuesOf(before, initial, unread);
  const isThere = !isElsewhere || before !== undefined;
  const old = isThere ? deployed(base, valuesBefore) : [];
  if (isElsewhere && now === undefined) {
    return [];
  }
  const values = now === undefined ? valuesBefore : valuesOf(now, valuesBefore, unread);
  return deployed(head, values).filter((version) => !old.includes(version));
}

test('A complete plan that disposes nothing is one whose pipelines add no version, whatever is kept and not read', async () => {
  const counts = { silent: 0, spoken: 0, silentWithPipeline: 0 };
  const sections = fc.constantFrom<(keyof Template)[]>([], [], ['Mappings'], ['Resources', 'Conditions']);
  const edit = fc.record({ name: fc.constantFrom(...PARAMETERS), text: source });
  const next = fc.oneof(fc.constant(undefined), actions, edit, edit);
  const scenario = fc.tuple(template, template, sections, actions, next);
  await fc.assert(
    fc.asyncProperty(scenario, async ([head, other, changed, before, after]) => {
      const base = { ...head, ...Object.fromEntries(changed.map((section) => [section, other[section]])) };
      const now = after === undefined || Array.isArray(after) ? (after ?? before) : editFirst(before, after);
      const plan = await planner.planOf(assemblyOf(head, now), { base: assemblyOf(base, before) });
      if (!plan.complete || plan.totals.willBeDisposed > 0 || plan.totals.refused > 0) {
        counts.spoken += 1;
        return;
      }
      counts.silent += 1;
      counts.silentWithPipeline += now.length > 0 ? 1 : 0;
      for (const isElsewhere of [false, true]) {
        const find = (all: readonly Action[]) => all.find((each) => each.isElsewhere === isElsewhere);
        for (const initial of ALL_VALUES) {
          for (const unread of ALL_UNREAD) {
            const place = { initial, unread, isElsewhere };
            expect(added([base, find(before)], [head, find(now)], place)).toEqual([]);
          }
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(counts.silentWithPipeline).toBeGreaterThan(10);
  expect(counts.spoken).toBeGreaterThan(20);
});
