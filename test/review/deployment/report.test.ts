import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { DeploymentReport } from '../../../review/deployment/deployment-report';
import { compareWithPlan } from '../../../review/deployment/compare-with-plan';
import { parseReport } from '../../../review/deployment/parse-report';
import { REPORT_OUTPUTS } from '../../../review/deployment/report-outputs';
import { CleanUpAccount } from '../../clean-up/account';
import { COMMAND } from '../command/start-command';
import { findSchemaErrors } from '../published-schema';
import { declaration, plan, version } from '../render/plan-fixtures';

const LEFT_PAD = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
const HEADER = 'format\tpackage\tversion\trevision\toutcome\ttime\tmessage';
const LOCATION = 's3://bucket/executions/1/';

describe('the report of a deployment that ran', () => {
  let account: CleanUpAccount;
  let directory: string;

  beforeEach(async () => {
    account = await CleanUpAccount.open();
    directory = mkdtempSync(join(tmpdir(), 'report-'));
  });
  afterEach(async () => {
    await account.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function run(...args: string[]) {
    const child = spawn(process.execPath, [COMMAND, 'report', ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: directory,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_ENDPOINT_URL_S3: account.s3.endpoint,
      },
    });
    const [stdout, stderr, status] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on('close', resolve)),
    ]);
    return { stdout, stderr, status };
  }

  test('The command prints the outcome of each version, at the location that the stack names', async () => {
    const { outputs } = await account.deploy(account.publish(LEFT_PAD, '1.0.0', '1.0.1'));
    const { stdout, stderr, status } = await run(outputs['Report']!, '--format', 'json');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const report = JSON.parse(stdout) as DeploymentReport;
    expect(report).toMatchObject({ complete: true, result: 'disposed' });
    expect(findSchemaErrors('report', report)).toEqual([]);
    expect(findSchemaErrors('report', { ...report, versions: [{}] })).not.toEqual([]);
    expect(report.versions.map(({ version: name, outcome }) => [name, outcome])).toEqual([
      ['1.0.0', 'disposed'],
      ['1.0.1', 'disposed'],
    ]);
  });

  test('The command compares with the plan, and exits with 1 where something differs', async () => {
    const { outputs } = await account.deploy(account.publish(LEFT_PAD, '1.0.0', '1.0.1'));
    const planned = declaration([version('1.0.0')], { inManifest: true });
    writeFileSync(join(directory, 'plan.json'), JSON.stringify(plan([planned])));
    const { stdout, status } = await run(outputs['Report']!, '--plan', join(directory, 'plan.json'));
    expect(status).toBe(1);
    expect(stdout).toMatch(/Not as planned \(1\)[^]*1\.0\.1[^]*not in the plan/);
  });

  test('The command writes the report of the deployment for a browser', async () => {
    const { outputs } = await account.deploy(account.publish(LEFT_PAD, '1.0.0'));
    const { stdout, status } = await run(outputs['Report']!, '--format', 'html');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>[^]*<h1>What the deployment did<\/h1>/);
  });

  test('A location without a report is an error that says where it must be', async () => {
    await account.deploy(account.publish(LEFT_PAD, '1.0.0'));
    expect(await run('s3://no-such-bucket/executions/1/')).toMatchObject({ status: 1, stdout: '' });
    expect((await run('executions/1')).stderr).toMatch(/must be named as s3:\/\/bucket/);
  });
});

describe('the files of a report', () => {
  const row = (name: string, outcome: string) =>
    `npm\t@my-scope/left-pad\t${name}\tR\t${outcome}\t2026-12-01T00:00:00Z\t`;
  const part = (name: string, ...rows: string[]) => ({ name, text: [HEADER, ...rows, ''].join('\n') });
  const summary = (versions: object) => ({
    name: 'summary.json',
    text: JSON.stringify({ result: 'disposed', versions }),
  });

  test('The last word about a version is that of the change, not of the check', () => {
    const { versions, complete } = parseReport(LOCATION, [
      part('versions-0000000.tsv', row('1.0.0', 'disposed')),
      part('refused-0000000.tsv', row('1.0.0', 'refused')),
      summary({ disposed: 1 }),
    ]);
    expect(versions.map(({ outcome }) => outcome)).toEqual(['disposed']);
    expect(complete).toBe(true);
  });

  test('Versions without a complete cold copy are in the report', () => {
    const { versions, complete } = parseReport(LOCATION, [
      part('not-copied-0000000.tsv', row('1.0.0', 'not copied')),
      summary({ 'not copied': 1 }),
    ]);
    expect([versions.map(({ outcome }) => outcome), complete]).toEqual([['not copied'], true]);
  });

  test.each([
    ['without a summary', [part('versions-0000000.tsv', row('1.0.0', 'disposed'))], /summary\.json is missing/],
    ['with fewer lines than the summary counts', [summary({ disposed: 2 })], /names 0 of the 2 versions/],
    ['with another header', [{ name: 'versions-0000000.tsv', text: 'a\tb\n' }, summary({})], /must name the columns/],
    [
      'with a line of an unknown format',
      [part('versions-0000000.tsv', 'x\ty\tz\tr\tdisposed\tt\t'), summary({})],
      /line 2: The format/,
    ],
    ['with a summary that is no JSON', [{ name: 'summary.json', text: '{' }], /summary\.json must be JSON/],
  ])('A report %s is not complete, and says why', (_, files, problem) => {
    const report = parseReport(LOCATION, files);
    expect(report.complete).toBe(false);
    expect(report.problems.join('\n')).toMatch(problem);
    expect(REPORT_OUTPUTS.table(report)).toMatch(/^The report is not complete\./);
  });

  test('A planned version without an outcome, or with another one, differs from the plan', () => {
    const report = parseReport(LOCATION, [
      part('versions-0000000.tsv', row('1.0.0', 'disposed'), row('1.0.1', 'not attempted')),
      summary({ disposed: 1, 'not attempted': 1 }),
    ]);
    const planned = declaration([version('1.0.0'), version('1.0.1'), version('1.0.2')], { inManifest: true });
    expect(compareWithPlan(report, plan([planned])).map(({ version: name, outcome }) => [name, outcome])).toEqual([
      ['1.0.1', 'not attempted'],
      ['1.0.2', undefined],
    ]);
  });

  test('Markdown shows no text of a package or a message as markup', () => {
    const report = parseReport(LOCATION, [
      part('versions-0000000.tsv', `npm\tleft-pad\t1.0.0\tR\trefused\tt\t<img src=x> | [a](b)`),
      summary({ refused: 1 }),
    ]);
    expect(REPORT_OUTPUTS.markdown(report)).not.toMatch(/<img|\[a\]\(b\)/);
  });
});
