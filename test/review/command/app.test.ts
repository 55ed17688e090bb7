import type { SpawnOptions } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0', '1.1.0');
});
afterEach(() => reviewedRegistry.stop());

// Not in this repository, whose cdk.json has a build that --app would run.
const start = (args: readonly string[], options?: SpawnOptions) =>
  startCommand(reviewedRegistry, args, { cwd: reviewedRegistry.directory(), ...options });
const run = (args: readonly string[], options?: SpawnOptions) => start(args, options).ended;

describe('--app', () => {
  const app = (text: string) => {
    const file = join(reviewedRegistry.directory(), 'app.js');
    writeFileSync(file, text);
    return `${process.execPath} ${file}`;
  };
  const MINIMAL = `
    const fs = require('fs');
    const out = process.env.CDK_OUTDIR;
    const context = JSON.parse(process.env.CDK_CONTEXT_JSON);
    console.log('App says hello');
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(out + '/S.template.json', JSON.stringify({ Resources: { LeftPad: {
      Type: 'Custom::CodeArtifactDisposedPackageVersions',
      Properties: { domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo', format: 'npm',
        namespace: 'my-scope', package: 'left-pad', versions: [context.version] } } } }));
    fs.writeFileSync(out + '/manifest.json', JSON.stringify({ version: '48.0.0', artifacts: { S: {
      type: 'aws:cloudformation:stack', environment: 'aws://111122223333/us-east-1',
      properties: { templateFile: 'S.template.json' } } } }));
  `;

  test('--app runs the app with the context of cdk.json and of the command line, and keeps its prints off stdout', async () => {
    const cwd = reviewedRegistry.directory();
    writeFileSync(join(cwd, 'cdk.json'), JSON.stringify({ context: { version: '9.9.9' } }));
    const command = app(MINIMAL);
    const fromFile = await run(['plan', '--app', command, '--format', 'json'], { cwd });
    expect(fromFile.status).toBe(2);
    const given = await run(['plan', '--app', command, '-c', 'version=1.0.0', '--format', 'json'], { cwd });
    expect(given.status).toBe(0);
    expect(JSON.parse(given.stdout)).toMatchObject({
      declarations: [{ constructPath: 'S/LeftPad', outcome: 'will dispose' }],
    });
    expect(given.stderr).toContain('App says hello');
    expect(readdirSync(cwd)).toEqual(['cdk.json']);
  });

  test('The plan fails where --app is an app that fails', async () => {
    const { status, stdout, stderr } = await run(['plan', '--app', app('process.exit(7)')]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('The app must exit with status 0; got 7');
  });

  test('--app can be a directory that holds the assembly', async () => {
    expect((await run(['plan', '--app', reviewedRegistry.synthOne(leftPad(['1.0.0']))])).status).toBe(0);
  });

  test('--app leaves no assembly behind, even after an interruption', async () => {
    const temporary = join(reviewedRegistry.directory(), 'tmp');
    mkdirSync(temporary);
    reviewedRegistry.service.latency = 60_000;
    const { child, ended } = start(['plan', '--app', app(MINIMAL), '-c', 'version=1.0.0'], {
      env: { TMPDIR: temporary },
    });
    while (reviewedRegistry.service.calls.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(readdirSync(temporary)).toHaveLength(1);
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
