import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { checkGuard, type GuardedChange, type GuardedVersion } from '../../../declaration/guard';
import { packageName } from '../../../declaration/package-name';
import { guardSchema } from '../../../review/guard/guard-schema';
import { readGuard } from '../../../review/guard/read-guard';

const LOCATION = 'my-domain/my-repo, us-east-1';

function disposal(version: string | undefined, more: Partial<GuardedVersion> = {}): GuardedVersion {
  return {
    action: 'dispose',
    location: LOCATION,
    package: packageName('npm', '@my-scope/left-pad'),
    version,
    isPinned: true,
    allowsUnknownArchiveTime: false,
    hasColdCopies: false,
    bytes: 100,
    ...more,
  };
}

function changeOf(versions: readonly GuardedVersion[], versionCount?: number): GuardedChange {
  return { versions, packages: versions.slice(0, 1).map((one) => ({ ...one, versionCount })) };
}

function violations(guard: string, change: GuardedChange, labels: readonly string[] = []): string[] {
  return checkGuard(readGuard(guard), change, new Set(labels)).map(({ rule, message }) => `${rule}: ${message}`);
}

describe('a guard', () => {
  test('A protected package may not be disposed', () => {
    expect(violations('protect: npm @my-scope/left-pad', changeOf([disposal('1.0.0')]))).toEqual([
      'protect: npm @my-scope/left-pad 1.0.0 in my-domain/my-repo, us-east-1 is protected by item 1 of protect, and the change disposes it. Take it out of the change.',
    ]);
  });

  test('A protected range leaves other versions free', () => {
    const guard = 'protect: ["npm left-pad", "npm @my-scope/left-pad >=2.0.0"]';
    expect(violations(guard, changeOf([disposal('1.0.0'), disposal('2.1.0', { action: 'archive' })]))).toEqual([
      expect.stringContaining(
        '2.1.0 in my-domain/my-repo, us-east-1 is protected by item 2 of protect, and the change archives it',
      ),
    ]);
  });

  test('A version that only the deployment knows counts as protected where its package is', () => {
    expect(violations('protect: npm @my-scope/left-pad 1.0.0', changeOf([disposal(undefined)]))).toEqual([
      expect.stringContaining('only the deployment knows this version'),
    ]);
  });

  test('Versions without a pin are named once, in one message', () => {
    const change = changeOf([
      disposal('1.0.0', { isPinned: false }),
      disposal('1.0.1'),
      disposal('1.0.2', { isPinned: false }),
    ]);
    expect(violations('requirePins: true', change)).toEqual([
      expect.stringMatching(/^requirePins: .*1\.0\.0 in .*; npm @my-scope\/left-pad 1\.0\.2 in .*"plan --pin"/),
    ]);
  });

  test.each([
    ['no waiting time', {}],
    ['a shorter waiting time', { waitingTime: 29 * 86_400 }],
    ['versions of unknown archive time', { waitingTime: 30 * 86_400, allowsUnknownArchiveTime: true }],
  ])('A disposal with %s breaks archiveFirst', (_, more) => {
    expect(violations('archiveFirst: 30d', changeOf([disposal('1.0.0', more)]))).toEqual([
      expect.stringContaining('archived for 30 days before they are disposed'),
    ]);
  });

  test('A disposal that waits for long enough, and an archiving, keep archiveFirst', () => {
    const change = changeOf([
      disposal('1.0.0', { waitingTime: 30 * 86_400 }),
      disposal('1.0.1', { action: 'archive' }),
    ]);
    expect(violations('archiveFirst: 30d', change)).toEqual([]);
  });

  test('A declaration without cold copies breaks requireColdCopies', () => {
    const change = changeOf([disposal('1.0.0'), disposal('1.0.1', { hasColdCopies: true })]);
    expect(violations('requireColdCopies: true', change)).toEqual([
      expect.stringMatching(/left-pad 1\.0\.0 in .*coldCopies/),
    ]);
  });

  test.each([
    ['versions: 1', 'at most 1 versions in a change; this one has 2'],
    ['packages: 0', 'at most 0 packages in a change; this one has 1'],
    ['bytes: 0.1 kB', 'at most 100 bytes in a change; this one has 200'],
    ['shareOfPackage: 40%', 'at most 40 % of a package in a change; this one has 50 % of npm @my-scope/left-pad'],
  ])('A change above the bound "%s" is named with its size', (bound, message) => {
    const change = changeOf([disposal('1.0.0'), disposal('1.0.1')], 4);
    expect(violations(`atMost: { ${bound} }`, change)).toEqual([expect.stringContaining(message)]);
  });

  test('A change at its bounds is allowed', () => {
    const guard = 'atMost: { versions: 2, packages: 1, bytes: 200 B, shareOfPackage: 50% }';
    expect(violations(guard, changeOf([disposal('1.0.0'), disposal('1.0.1')], 4))).toEqual([]);
  });

  test.each([
    ['bytes: 1 TB', { bytes: undefined }],
    ['shareOfPackage: 99%', {}],
  ])('A size that is not known is over the bound "%s"', (bound, more) => {
    expect(violations(`atMost: { ${bound} }`, changeOf([disposal('1.0.0', more)]))).toEqual([
      expect.stringMatching(/unknown s/),
    ]);
  });

  test('A label lifts the approval that names it, and no other', () => {
    const guard = 'approvals: [{ label: cleaners, above: { versions: 0 } }, { label: owners, above: { versions: 1 } }]';
    const change = changeOf([disposal('1.0.0'), disposal('1.0.1')]);
    expect(violations(guard, change)).toHaveLength(2);
    expect(violations(guard, change, ['cleaners'])).toEqual([expect.stringContaining('without the label owners')]);
    expect(violations(guard, change, ['cleaners', 'owners'])).toEqual([]);
  });
});

describe('the file of a guard', () => {
  const isValid = new Ajv({ strict: true, strictTypes: false }).compile(guardSchema());

  test.each([
    ['protect: nmp left-pad', 'item 1 of protect'],
    ['atmost: { versions: 1 }', 'got "atmost"'],
    ['archiveFirst: 0d', 'archiveFirst must be a number of days'],
    ['atMost: { bytes: 2 GiB }', 'bytes must be a size'],
    ['atMost: { shareOfPackage: 101% }', 'shareOfPackage must be a percentage'],
    ['approvals: [{ above: { versions: 1 } }]', 'must have the keys label'],
    ['requirePins: "yes"', 'requirePins must be true or false'],
    ['[', 'a guard must be YAML'],
    ['{ requirePins: true, requirePins: false }', 'a guard must be YAML: Map keys must be unique'],
    ['{ requirePins: true, <<: { requirePins: false } }', 'got "<<"'],
    ['{ atMost: &none { versions: 9 }, approvals: [{ label: a, above: *none }] }', 'got an alias'],
    ['protect: *all', 'got an alias'],
    ['requirePins: !!str true', 'requirePins must be true or false'],
    ['--- {requirePins: true}\n---\nrequirePins: false', 'a guard must be YAML: Source contains multiple documents'],
    ['RequirePins: true', 'got "RequirePins"'],
    ['{}', 'must have at least one of the keys'],
  ])('The text %p is refused with its line', (text, message) => {
    expect(() => readGuard(text)).toThrow(/^line [12]: /);
    expect(() => readGuard(text)).toThrow(message);
  });

  test('The schema takes a guard with every key, and refuses an unknown one', () => {
    const guard = `
protect: [npm @my-scope/core, "maven com.example:billing 1.0"]
requirePins: true
archiveFirst: 30d
requireColdCopies: true
atMost: { versions: 1000, packages: 100, bytes: 50 GB, shareOfPackage: 50% }
approvals: [{ label: disposal-approved, above: { versions: 100 } }]
`;
    expect(readGuard(guard).approvals).toHaveLength(1);
    expect(isValid(parse(guard))).toBe(true);
    expect(isValid({ ...(parse(guard) as object), unknown: true })).toBe(false);
  });

  test('The published schema is the one that the reader holds: npm run schemas', () => {
    const file = join(__dirname, '..', '..', '..', 'schema', 'disposal-guard.schema.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(guardSchema());
  });
});
