import { EventTable } from '../../../local/cloudformation';
import type { DeployOptions } from '../../../local/cloudformation';
import { startEngine, thing } from '../fixtures/app';

const now = (): Date => new Date(2026, 0, 2, 15, 4, 5);
// eslint-disable-next-line no-control-regex
const ESCAPES = /\u001b\[\d+m/g;

interface TableOptions extends DeployOptions {
  readonly isTTY?: boolean;
  /** Of the custom resource. */
  readonly properties?: Record<string, unknown>;
}

async function tableOf(
  environment: NodeJS.ProcessEnv,
  { isTTY = false, properties, ...options }: TableOptions = {},
): Promise<string> {
  let text = '';
  const table = new EventTable({ isTTY, write: (part) => (text += part) }, environment);
  const engine = await startEngine({ now, onEvent: table.write, concurrency: 1 });
  await engine.deploy(thing(properties), 'Tested', options);
  table.writeFailures();
  return text;
}

test('The table has a line for each event as `cdk deploy` has, with aligned columns', async () => {
  expect((await tableOf({})).split('\n')).toEqual([
    'Tested | 0/4 | 3:04:05 PM | CREATE_IN_PROGRESS      | AWS::CloudFormation::Stack | Tested User Initiated',
    'Tested | 0/4 | 3:04:05 PM | CREATE_IN_PROGRESS      | AWS::IAM::Role             | Responder/ServiceRole (ResponderServiceRoleB206A00F)',
    'Tested | 1/4 | 3:04:05 PM | CREATE_COMPLETE         | AWS::IAM::Role             | Responder/ServiceRole (ResponderServiceRoleB206A00F)',
    'Tested | 1/4 | 3:04:05 PM | CREATE_IN_PROGRESS      | AWS::Lambda::Function      | Responder (Responder690C5101)',
    'Tested | 2/4 | 3:04:05 PM | CREATE_COMPLETE         | AWS::Lambda::Function      | Responder (Responder690C5101)',
    'Tested | 2/4 | 3:04:05 PM | CREATE_IN_PROGRESS      | Custom::Tested             | Thing/Default (Thing)',
    'Tested | 3/4 | 3:04:05 PM | CREATE_COMPLETE         | Custom::Tested             | Thing/Default (Thing)',
    'Tested | 4/4 | 3:04:05 PM | CREATE_COMPLETE         | AWS::CloudFormation::Stack | Tested',
    '',
  ]);
});

test('The table counts down what a rollback undoes, and repeats at its end what failed', async () => {
  const text = await tableOf({}, { properties: { FailOn: ['Create'] } });
  expect(text).toMatch(
    / 2\/4 \| .* CREATE_FAILED +\| Custom::Tested .* Thing\/Default \(Thing\) Received response status \[FAILED\]/,
  );
  expect(text).toMatch(/ 1\/4 \| .* DELETE_COMPLETE +\| AWS::IAM::Role /);
  expect(text).toMatch(/\nFailed resources:\nTested \| 3:04:05 PM \| CREATE_FAILED +\| Custom::Tested [^\n]*\n$/);
});

test.each<{ name: string; environment: NodeJS.ProcessEnv; isTTY: boolean; coloured: boolean }>([
  { name: 'a terminal', environment: {}, isTTY: true, coloured: true },
  { name: 'a pipe', environment: {}, isTTY: false, coloured: false },
  { name: 'a pipe with FORCE_COLOR', environment: { FORCE_COLOR: '1' }, isTTY: false, coloured: true },
  { name: 'a terminal with FORCE_COLOR=0', environment: { FORCE_COLOR: '0' }, isTTY: true, coloured: false },
  { name: 'a terminal with NO_COLOR', environment: { NO_COLOR: '1' }, isTTY: true, coloured: false },
  { name: 'a terminal with both', environment: { NO_COLOR: '1', FORCE_COLOR: '1' }, isTTY: true, coloured: false },
])('The table on $name is coloured as it should be', async ({ environment, isTTY, coloured }) => {
  const text = await tableOf(environment, { isTTY });
  expect(ESCAPES.test(text)).toBe(coloured);
});

test('The table says the same with colours as without', async () => {
  const plain = await tableOf({});
  const coloured = await tableOf({ FORCE_COLOR: '1' });
  expect(coloured.replaceAll(ESCAPES, '')).toBe(plain);
});

test('The table has failures in red, rollbacks in yellow and completed resources in green', async () => {
  const text = await tableOf({ FORCE_COLOR: '1' }, { failResource: 'Thing' });
  expect(text).toContain('\u001b[31mCREATE_FAILED');
  expect(text).toContain('\u001b[33mROLLBACK_COMPLETE');
  expect(text).toContain('\u001b[32mCREATE_COMPLETE');
});
