import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { comparePolicyFiles } from '../../../review/command/policy-files';
import type { Plan } from '../../../review/plan/plan-model';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

let registry: ReviewedRegistry;
let directory: string;

beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  directory = registry.directory();
});
afterEach(() => registry.stop());

const HEAD = 'domain: my-domain\nrepositories: my-repo\n';
const SELECT = '{ select: { match: "*" } }';

/** Writes the files of one side. */
function write(side: 'base' | 'change', policy: string, files: Readonly<Record<string, string>> = {}): string {
  mkdirSync(join(directory, side), { recursive: true });
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(directory, side, name), text));
  writeFileSync(join(directory, side, 'clean-up.yaml'), HEAD + policy);
  return join(directory, side, 'clean-up.yaml');
}

const compare = (base: string, change: string) =>
  comparePolicyFiles({ basePolicy: base, policy: change }).map(({ guard, message }) => [guard, message]);

const rules = (...items: string[]) => `rules: [${[SELECT, ...items].join(', ')}]\n`;

describe('A clean-up policy that protects less than that of the base', () => {
  test.each<[string, string, string, string]>([
    ['limit', `limits: { versions: 100 }\n${rules()}`, rules(), 'limits.versions was 100, and is none'],
    [
      'limit',
      `limits: { share: 10% }\n${rules()}`,
      `limits: { share: 50% }\n${rules()}`,
      'limits.share was 10%, and is 50%',
    ],
    [
      'keep',
      rules('{ name: nightlies, keep: { latest: 5 } }'),
      rules('{ name: nightlies, keep: { latest: 2 } }'),
      'keep.latest of the rule nightlies was 5, and is 2',
    ],
    ['keep', rules('{ keep: { latest: 5 } }'), rules(), 'keep.latest of the rule of line 3 was 5, and is none'],
    [
      'keep',
      rules('{ format: npm, keep: { latest: 5, per: major } }'),
      rules('{ format: npm, keep: { latest: 5 } }'),
      'keep.latest of the rule of line 3 was 5, and is none',
    ],
    [
      'keep',
      rules('{ format: npm, keep: { versions: ["1.0.0", "2.0.0"] } }'),
      rules('{ format: npm, keep: { versions: "2.0.0" } }'),
      'keep.versions of the rule of line 3 had 1.0.0, and has it no more',
    ],
  ])('The plan names a lowered %s', (...[guard, base, change, message]) => {
    expect(compare(write('base', base), write('change', change))).toEqual([
      [guard, `${message}, compared to the base`],
    ]);
  });

  test('The plan names the lines of hold lists and the files of use that are gone', () => {
    const base = write('base', `holds: hold.txt\ninUse: [a.txt]\n${rules()}`, {
      'hold.txt': 'npm left-pad 1.0.0\n',
      'a.txt': 'npm left-pad 2.0.0\n',
    });
    const change = write('change', `holds: renamed.txt\n${rules()}`, { 'renamed.txt': 'npm other\n' });
    expect(compare(base, change)).toEqual([
      ['hold', 'the hold was taken out of npm left-pad 1.0.0, compared to the base'],
      ['in-use', 'in use by a.txt was read, and is read no more, compared to the base'],
    ]);
  });

  test('The plan says nothing of a policy that protects as much or more', () => {
    const base = write('base', `limits: { versions: 100 }\nholds: hold.txt\n${rules('{ keep: { latest: 2 } }')}`, {
      'hold.txt': 'npm left-pad 1.0.0\n',
    });
    const change = write('change', `limits: { versions: 50 }\nholds: other.txt\n${rules('{ keep: { latest: 3 } }')}`, {
      'other.txt': 'npm left-pad\n',
    });
    expect(compare(base, change)).toEqual([]);
  });

  test.each<[string, () => string]>([
    ['is gone', () => join(directory, 'change', 'clean-up.yaml')],
    ['is broken', () => write('change', 'rules: 1\n')],
    ['names a file that is gone', () => write('change', `holds: gone.txt\n${rules()}`)],
  ])('A policy that %s protects nothing', (_what, change) => {
    expect(compare(write('base', rules()), change())).toEqual([
      ['keep', expect.stringContaining('the policy cannot be read, and protects nothing: ')],
    ]);
  });

  test.each<[string, () => string]>([
    ['an absolute path', () => write('change', `holds: ${join(directory, 'secret.txt')}\n${rules()}`)],
    ['a path above', () => write('change', `holds: ../secret.txt\n${rules()}`)],
    [
      'a link',
      () => {
        const policy = write('change', `holds: hold.txt\n${rules()}`);
        symlinkSync('../secret.txt', join(directory, 'change', 'hold.txt'));
        return policy;
      },
    ],
    [
      'a link in the place of the policy',
      () => {
        mkdirSync(join(directory, 'change'));
        symlinkSync('../secret.txt', join(directory, 'change', 'clean-up.yaml'));
        return join(directory, 'change', 'clean-up.yaml');
      },
    ],
  ])('A policy of the change reads no file outside of its folder by %s', (_what, change) => {
    writeFileSync(join(directory, 'secret.txt'), 'credential\n');
    const [[, message = ''] = []] = compare(write('base', rules()), change());
    expect(message).toContain('a policy must name files of its folder');
    expect(message).not.toContain('credential');
  });

  test('The command shows it without a change of the app', async () => {
    const assembly = registry.synthOne(leftPad(['1.0.0']));
    const base = write('base', `limits: { versions: 100 }\n${rules()}`);
    const change = write('change', rules());
    const run = (...more: string[]) =>
      startCommand(registry, ['plan', assembly, '--base', assembly, '--base-policy', base, ...more]).ended;
    const { stdout } = await run('--policy', change, '--format', 'json');
    expect((JSON.parse(stdout) as Plan).loweredGuards).toEqual([
      { guard: 'limit', constructPath: base, message: 'limits.versions was 100, and is none, compared to the base' },
    ]);
    expect((await run()).stderr).toContain('--base-policy must be given with --policy');
  });
});
