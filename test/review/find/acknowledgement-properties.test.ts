import fc from 'fast-check';
import { declaration, type Resource } from '../assembly-of-templates';
import { stackOf, type Sections, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const call = (version: string): Resource => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Target: {
      Arn: 'arn:aws:scheduler:::aws-sdk:codeartifact:disposePackageVersions',
      Input: `{"versions":["${version}"]}`,
    },
  },
});
const event = (Input: unknown): Resource => ({
  Type: 'AWS::Events::Rule',
  Properties: { Targets: [{ Arn: { 'Fn::GetAtt': ['Disposer', 'Arn'] }, Input }] },
});
const nested = (TemplateURL: unknown): Resource => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL },
});

/** What a reviewer may have acknowledged under one name, and what may stand there later. */
const RESOURCES: readonly Resource[] = [
  { Type: 'AWS::SNS::Topic' },
  call('1.0.0'),
  call('1.1.0'),
  { ...call('1.0.0'), Condition: 'On' },
  event('{"RequestType":"Create"}'),
  event('{"RequestType":"Delete"}'),
  event({ Ref: 'P' }),
  nested('https://s3.amazonaws.com/ours/a.json'),
  nested('https://s3.amazonaws.com/theirs/a.json'),
  nested({ Ref: 'P' }),
];
const include = (Location: string) => ({ Transform: [{ Name: 'AWS::Include', Parameters: { Location } }] });
const MACROS: readonly Sections[] = [
  {},
  {},
  include('s3://ours/a'),
  include('s3://theirs/a'),
  { Transform: 'AWS::Include' },
];

const variant = fc.record({
  resource: fc.constantFrom(...RESOURCES),
  macro: fc.constantFrom(...MACROS),
  text: fc.constantFrom('a', 'b'),
});
type Variant = typeof variant extends fc.Arbitrary<infer T> ? T : never;

const assemblyOf = ({ resource, macro, text }: Variant) =>
  planner.assembly(
    stackOf(
      { Caller: resource, LeftPad: declaration(['1.0.0']) },
      {
        ...macro,
        Parameters: { P: { Type: 'String', Default: text } },
        Conditions: { On: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] } },
      },
    ),
  );

/** Everything that decides about the caller: the text only where the caller rests on it. */
function identify({ resource, macro, text }: Variant): string {
  const reads = JSON.stringify(resource).includes('"Ref":"P"') || 'Condition' in resource;
  return JSON.stringify([resource, macro, reads ? text : '']);
}

test('An acknowledgement holds for what it was given for, and for nothing that comes in its place', async () => {
  const counts = { same: 0, other: 0 };
  await fc.assert(
    fc.asyncProperty(variant, variant, fc.boolean(), fc.boolean(), async (...[one, two, isSame, hasBase]) => {
      const next = isSame ? { ...one, text: two.text } : two;
      const reviewed = assemblyOf(one);
      const { unresolved } = await planner.planOf(reviewed);
      const problems = unresolved.filter(({ name }) => name !== undefined);
      const acknowledge = problems.map(({ name, digest }) => (hasBase ? name! : `${name}@${digest}`));
      const plan = await planner.planOf(assemblyOf(next), { acknowledge, ...(hasBase && { base: reviewed }) });
      const open = plan.unresolved.filter(({ id }) => ['undeclared-call', 'unread-template', 'macro'].includes(id));
      if (identify(one) === identify(next)) {
        counts.same += 1;
        expect(open).toEqual([]);
      }
      const isHarmless =
        next.resource === RESOURCES[0] || JSON.stringify(next.resource) === JSON.stringify(one.resource);
      const isHarmlessMacro = next.macro === MACROS[0] || next.macro === MACROS[1] || next.macro === one.macro;
      if (!isHarmless || !isHarmlessMacro) {
        counts.other += 1;
        expect([plan.complete, open.length > 0]).toEqual([false, true]);
      }
    }),
    { numRuns: 150 },
  );
  expect(Math.min(counts.same, counts.other)).toBeGreaterThan(20);
});
