import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { ArchivedPackageVersions, DisposedPackageVersions } from '../../../lib';
import { checkDeclarations } from '../../../review/check/check-declarations';
import { checkExitStatus, type CheckReport } from '../../../review/check/check-report';
import { CHECK_OUTPUTS } from '../../../review/check/render/check-outputs';
import { findDeclarations } from '../../../review/find/declarations';
import { CodeArtifactReader } from '../../../review/read/codeartifact-reader';
import { readAssembly } from '../../../template/read/assembly';
import { TemplateValues } from '../../../template/values/template-values';
import { LEFT_PAD } from '../../fixtures/packages';
import { findSchemaErrors } from '../published-schema';
import { startCommand } from '../command/start-command';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

let registry: ReviewedRegistry;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.0.1', '1.0.2');
});
afterEach(() => registry.stop());

async function check(assembly: string, options: { undeclared?: boolean } = {}): Promise<CheckReport> {
  const { stacks, assets } = readAssembly(assembly);
  const values = new TemplateValues(stacks, { parameters: new Map() });
  const reader = new CodeArtifactReader({ concurrency: 8 });
  try {
    const declarations = findDeclarations(stacks, values, { assets, acknowledged: new Set() });
    return await checkDeclarations({ declarations, problems: [], registry: reader, undeclared: false, ...options });
  } finally {
    reader.close();
  }
}

/** The states of the versions, by name. */
function listStates({ packages }: CheckReport): Record<string, string> {
  return Object.fromEntries(
    packages.flatMap(({ versions }) => versions.map(({ version, state }) => [version ?? '?', state])),
  );
}

function setStatus(version: string, status: 'Disposed' | 'Archived') {
  registry.registry.setStatus(LEFT_PAD, version, status);
}

function synthArchived(versions: string[], versionRevisions?: Record<string, string>): string {
  return registry.synth((app) => {
    const stack = new Stack(app, 'Disposal', { env: ENV });
    new ArchivedPackageVersions(stack, 'Archived', { ...leftPad(versions), versionRevisions });
  });
}

describe('a version that is declared as disposed', () => {
  test('A disposed version is as declared', async () => {
    setStatus('1.0.0', 'Disposed');
    const report = await check(registry.synthOne(leftPad(['1.0.0'])));
    expect(listStates(report)).toEqual({ '1.0.0': 'as declared' });
    expect(checkExitStatus(report)).toBe(0);
  });

  test('A version that exists is back', async () => {
    const report = await check(registry.synthOne(leftPad(['1.0.0'])));
    expect(listStates(report)).toEqual({ '1.0.0': 'back' });
    expect(checkExitStatus(report)).toBe(4);
  });

  test('A version that exists with the declared revision is not disposed', async () => {
    const pins = { '1.0.0': registry.revision('1.0.0') };
    const report = await check(registry.synthOne(leftPad(['1.0.0'], { versionRevisions: pins })));
    expect(listStates(report)).toEqual({ '1.0.0': 'not disposed' });
    expect(checkExitStatus(report)).toBe(4);
  });

  test('A deleted record is noted, and is no drift', async () => {
    const report = await check(registry.synthOne(leftPad(['9.9.9'])));
    expect(listStates(report)).toEqual({ '9.9.9': 'record deleted' });
    expect(checkExitStatus(report)).toBe(0);
  });
});

describe('a version that is declared as archived', () => {
  test('An archived version is as declared', async () => {
    setStatus('1.0.0', 'Archived');
    expect(listStates(await check(synthArchived(['1.0.0'])))).toEqual({ '1.0.0': 'as declared' });
  });

  test('A version that can be installed was restored', async () => {
    const report = await check(synthArchived(['1.0.0']));
    expect(listStates(report)).toEqual({ '1.0.0': 'restored' });
    expect(checkExitStatus(report)).toBe(4);
  });

  test('A version with another revision than the declared one was published again, archived or not', async () => {
    setStatus('1.0.1', 'Archived');
    const report = await check(synthArchived(['1.0.0', '1.0.1'], { '1.0.0': 'OTHER', '1.0.1': 'OTHER' }));
    expect(listStates(report)).toEqual({ '1.0.0': 'published again', '1.0.1': 'published again' });
  });

  test('A deleted record is drift, since its assets are gone', async () => {
    const report = await check(synthArchived(['9.9.9']));
    expect(listStates(report)).toEqual({ '9.9.9': 'record deleted' });
    expect(checkExitStatus(report)).toBe(4);
  });

  test('A disposed version is as declared only where another declaration disposes it', async () => {
    setStatus('1.0.0', 'Disposed');
    setStatus('1.0.1', 'Disposed');
    const assembly = registry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      new ArchivedPackageVersions(stack, 'Archived', leftPad(['1.0.0', '1.0.1']));
      new DisposedPackageVersions(stack, 'Disposed', leftPad(['1.0.1']));
    });
    const { packages } = await check(assembly);
    const archived = packages.find(({ action }) => action === 'archive');
    expect(archived?.versions.map(({ version, state }) => [version, state])).toEqual([
      ['1.0.0', 'disposed by others'],
      ['1.0.1', 'as declared'],
    ]);
  });
});

describe('versions that no declaration names', () => {
  test('Disposed and archived versions are found in every package of the repository on demand', async () => {
    setStatus('1.0.0', 'Disposed');
    setStatus('1.0.1', 'Archived');
    registry.registry.publish({ ...LEFT_PAD, package: 'right-pad' }, '3.0.0', { status: 'Disposed' });
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const report = await check(assembly, { undeclared: true });
    expect(report.undeclared?.map(({ displayName, versions }) => ({ displayName, versions }))).toEqual([
      { displayName: '@my-scope/left-pad', versions: [{ version: '1.0.1', state: 'archived' }] },
      { displayName: '@my-scope/right-pad', versions: [{ version: '3.0.0', state: 'disposed' }] },
    ]);
    expect(findSchemaErrors('check', JSON.parse(CHECK_OUTPUTS.json(report)))).toEqual([]);
    expect(checkExitStatus(report)).toBe(4);
    expect((await check(assembly)).undeclared).toBeUndefined();
  });

  test('A package that cannot be listed makes the check incomplete', async () => {
    registry.registry.publish({ ...LEFT_PAD, package: 'right-pad' }, '3.0.0');
    registry.service.faults.inject({
      fault: 'access-denied',
      when: ({ resource }) => resource.endsWith('right-pad'),
      times: Infinity,
    });
    setStatus('1.0.0', 'Disposed');
    const report = await check(registry.synthOne(leftPad(['1.0.0'])), { undeclared: true });
    expect({ complete: report.complete, status: checkExitStatus(report) }).toEqual({ complete: false, status: 1 });
    expect(report.problems).toEqual([expect.stringContaining('right-pad')]);
  });
});

test('A package that cannot be read is unknown, never as declared', async () => {
  registry.service.faults.inject({ fault: 'access-denied', times: Infinity });
  const report = await check(registry.synthOne(leftPad(['1.0.0'])));
  expect(listStates(report)).toEqual({ '1.0.0': 'unknown' });
  expect(checkExitStatus(report)).toBe(1);
  expect(CHECK_OUTPUTS.table(report)).toMatch(/^The check is not complete/);
  expect(CHECK_OUTPUTS.table(report)).not.toContain('unknown');
});

test('A repository that is gone has taken its records with it', async () => {
  const report = await check(registry.synthOne(leftPad(['1.0.0'], { repository: 'gone' })));
  expect(listStates(report)).toEqual({ '1.0.0': 'record deleted' });
});

describe('the outputs of check', () => {
  test('Every output names each difference, its message and its construct', async () => {
    setStatus('1.0.1', 'Disposed');
    const report = await check(registry.synthOne(leftPad(['1.0.0', '1.0.1'])));
    const { table, markdown, json } = CHECK_OUTPUTS;
    expect(table(report)).toMatch(/^1 version not as declared\. 1 version as declared\.\n/);
    expect(table(report)).toContain('back');
    expect(markdown(report)).toContain('**1 version not as declared. 1 version as declared.**');
    expect(markdown(report)).toMatch(
      /\| `npm @my-scope\/left-pad in my-domain\/my-repo, us-east-1` \| `1\.0\.0` \| `back` \|/,
    );
    expect(JSON.parse(json(report))).toMatchObject({ schemaVersion: 1, complete: true });
    expect(findSchemaErrors('check', JSON.parse(json(report)))).toEqual([]);
    expect(findSchemaErrors('check', { ...report, packages: [{}] })).not.toEqual([]);
  });
});

describe('the command check', () => {
  test('The exit status is 4 for drift, 0 without, and the help names both', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const run = (...args: string[]) => startCommand(registry, ['check', ...args]).ended;
    const drift = await run(assembly, '--format', 'json');
    expect({ status: drift.status, stderr: drift.stderr }).toEqual({ status: 4, stderr: '' });
    expect(JSON.parse(drift.stdout)).toMatchObject({ packages: [{ versions: [{ state: 'back' }] }] });
    setStatus('1.0.0', 'Disposed');
    expect((await run(assembly)).status).toBe(0);
    expect((await run('--help')).stdout).toContain('4 drift');
  });

  test('The format html is the report to look at', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const { status, stdout } = await startCommand(registry, ['check', assembly, '--format', 'html']).ended;
    expect(status).toBe(4);
    expect(stdout).toMatch(/^<!doctype html>[^]*<h1>Declared versions, and what is so<\/h1>/);
    const report = join(registry.directory(), 'check.html');
    const both = await startCommand(registry, ['check', assembly, '--report', report]).ended;
    expect([both.status, both.stdout]).toEqual([4, expect.stringContaining('1 version not as declared')]);
    expect(readFileSync(report, 'utf8')).toMatch(/^<!doctype html>/);
    const same = await startCommand(registry, ['check', assembly, '--output', report, '--report', report]).ended;
    expect([same.status, same.stderr]).toEqual([1, expect.stringContaining('--output and --report must be two files')]);
  });

  test('The exit status is 1 for an assembly with a template that cannot be read', async () => {
    const assembly = registry.synth((app) => new Stack(app, 'Disposal', { env: ENV }).addTransform('OurMacro'));
    const { status, stdout } = await startCommand(registry, ['check', assembly]).ended;
    expect(status).toBe(1);
    expect(stdout).toMatch(/^The check is not complete/);
  });
});
