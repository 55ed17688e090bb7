import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Stack } from 'aws-cdk-lib';
import { writeManifest } from '../../../declaration/manifest';
import { ArchivedPackageVersions, DisposedPackages, DisposedPackageVersions } from '../../../lib';
import type { Plan } from '../../../review/plan/plan-model';
import { LEFT_PAD } from '../../fixtures/packages';
import { startCommand } from '../command/start-command';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

let registry: ReviewedRegistry;
let directory: string;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.0.1', '1.0.2', '1.0.3');
  directory = registry.directory();
});
afterEach(() => registry.stop());

const file = (name: string) => join(directory, name);

/** Plans an assembly against a guard of the base. */
async function plan(assembly: string, guard: string, ...options: string[]) {
  writeFileSync(file('base-guard.yaml'), guard);
  const { status, stdout, stderr } = await startCommand(registry, [
    'plan',
    assembly,
    '--guard',
    file('base-guard.yaml'),
    ...options,
  ]).ended;
  return { status, stdout, stderr };
}

async function planJson(assembly: string, guard: string, ...options: string[]) {
  const { status, stdout } = await plan(assembly, guard, '--format', 'json', ...options);
  return { status, rules: (JSON.parse(stdout) as Plan).guard?.violations.map(({ rule }) => rule) };
}

const pins = (...versions: string[]) =>
  Object.fromEntries(versions.map((version) => [version, registry.revision(version)]));

describe('a guard of the base', () => {
  test('A change within the guard is planned as without one', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0'], { versionRevisions: pins('1.0.0') }));
    expect(await planJson(assembly, 'requirePins: true\natMost: { versions: 1 }\n')).toEqual({ status: 0, rules: [] });
  });

  test('The versions that a rule forbids are marked with the rule, and the others are not', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0', '1.0.1'], { versionRevisions: pins('1.0.1') }));
    const guard = 'requirePins: true\nprotect: npm @my-scope/left-pad 1.0.0\n';
    const { stdout } = await plan(assembly, guard, '--format', 'json');
    const { declarations } = JSON.parse(stdout) as Plan;
    const messages = declarations[0]!.versions.map(({ version, warnings }) => [
      version,
      warnings.filter(({ id }) => id === 'forbidden-by-guard').map(({ message }) => message),
    ]);
    expect(messages).toEqual([
      ['1.0.0', ['the guard forbids it: protect, requirePins']],
      ['1.0.1', []],
    ]);
  });

  test.each(['npm @my-scope/Left-Pad', 'npm @my_scope/left_pad 1.0.0'])(
    'An item of protect that is spelled as no package of the change, but nearly so, breaks the guard: %s',
    async (item) => {
      const assembly = registry.synthOne(leftPad(['1.0.0']));
      const { status, stdout } = await plan(assembly, `protect: "${item}"\n`);
      expect(status).toBe(5);
      expect(stdout).toContain('differs in case or separators only, and which the item does not hold.');
    },
  );

  test.each(['npm @other-scope/left-pad', 'npm left-pad', 'npm @my-scope/right-pad'])(
    'An item of protect about another package leaves the change alone: %s',
    async (item) => {
      const assembly = registry.synthOne(leftPad(['1.0.0']));
      expect(await planJson(assembly, `protect: "${item}"\n`)).toEqual({ status: 0, rules: [] });
    },
  );

  test('A change that edits the guard is still held to the guard of the base, and the edit is shown first', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    writeFileSync(file('guard.yaml'), 'atMost: { versions: 1000 }\n');
    const { status, stdout } = await plan(assembly, 'requirePins: true\n', '--guard-of-change', file('guard.yaml'));
    expect(status).toBe(5);
    expect(stdout).toMatch(/^This change edits the guard\. The guard of the base counts for it\./);
    expect(stdout).toContain('The guard forbids this change: 1 rule broken.');
  });

  test('A change that deletes the guard is shown as an edit', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const { stdout } = await plan(assembly, 'atMost: { versions: 5 }\n', '--guard-of-change', file('gone.yaml'));
    expect(stdout).toMatch(/^This change edits the guard/);
  });

  test.each(['table', 'markdown', 'github', 'json'])('The format %s names the broken rule', async (format) => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const { stdout } = await plan(assembly, 'requirePins: true\n', '--format', format);
    expect(stdout).toContain('requirePins');
  });

  test('A limit counts the versions of all declarations, so that parts are no way around it', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0', '1.0.1']), leftPad(['1.0.2']));
    expect(await planJson(assembly, 'atMost: { versions: 2 }\n')).toEqual({ status: 5, rules: ['atMost'] });
  });

  test('A share of a package counts the versions of all declarations', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']), leftPad(['1.0.1']), leftPad(['1.0.2']));
    expect(await planJson(assembly, 'atMost: { shareOfPackage: 50% }\n')).toMatchObject({ status: 5 });
    const smaller = registry.synthOne(leftPad(['1.0.0']), leftPad(['1.0.1']));
    expect(await planJson(smaller, 'atMost: { shareOfPackage: 50% }\n')).toEqual({ status: 0, rules: [] });
  });

  test('A protected version is forbidden in a manifest too', async () => {
    const entry = { ...LEFT_PAD, version: '1.0.0', revision: registry.revision('1.0.0') } as const;
    writeFileSync(file('my-repo.disposals'), writeManifest([entry]));
    const assembly = registry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      new DisposedPackages(stack, 'CleanUp', {
        domain: 'my-domain',
        repository: 'my-repo',
        manifest: file('my-repo.disposals'),
      });
    });
    expect(await planJson(assembly, 'protect: npm @my-scope/left-pad <1.0.1\n')).toEqual({
      status: 5,
      rules: ['protect'],
    });
  });

  test('Archiving a protected version is forbidden as well', async () => {
    const assembly = registry.synth((app) => {
      new ArchivedPackageVersions(new Stack(app, 'Disposal', { env: ENV }), 'Archived', leftPad(['1.0.0']));
    });
    expect(await planJson(assembly, 'protect: npm @my-scope/left-pad\n')).toEqual({ status: 5, rules: ['protect'] });
  });

  test('A disposal with a shorter waiting time than archiveFirst is forbidden', async () => {
    const assembly = registry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      const archived = new ArchivedPackageVersions(stack, 'Archived', leftPad(['1.0.0']));
      new DisposedPackageVersions(stack, 'Disposed', {
        ...leftPad(['1.0.0']),
        archived,
        waitingTime: Duration.days(7),
      });
    });
    expect((await planJson(assembly, 'archiveFirst: 30d\n', '--record-bucket', 'record')).rules).toContain(
      'archiveFirst',
    );
    expect((await planJson(assembly, 'archiveFirst: 7d\n', '--record-bucket', 'record')).rules).toEqual([]);
  });

  test('A label of the pull request approves, and a label of another rule does not', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0', '1.0.1']));
    const guard = 'approvals: [{ label: owners, above: { versions: 1 } }]\n';
    expect(await planJson(assembly, guard, '--label', 'cleaners')).toEqual({ status: 5, rules: ['approvals'] });
    expect(await planJson(assembly, guard, '--label', 'owners')).toEqual({ status: 0, rules: [] });
  });

  test('A size that is not read breaks a limit of bytes', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    expect((await planJson(assembly, 'atMost: { bytes: 1 TB }\n', '--no-sizes')).rules).toEqual(['atMost']);
  });

  test.each([
    ['broken', 'atMost: { version: 1 }\n', /base-guard\.yaml cannot be read/],
    ['empty', '', /base-guard\.yaml cannot be read/],
  ])('A guard that is %s fails the plan', async (_, guard, message) => {
    const { status, stdout, stderr } = await plan(registry.synthOne(leftPad(['1.0.0'])), guard);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('A label without a guard is an error', async () => {
    const { ended } = startCommand(registry, ['plan', registry.synthOne(leftPad(['1.0.0'])), '--label', 'owners']);
    expect(await ended).toMatchObject({ status: 1, stderr: expect.stringContaining('--guard') as string });
  });
});
