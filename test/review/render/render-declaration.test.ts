import { runInNewContext } from 'node:vm';
import { type DisposedPackageVersionsProps, PackageFormat, PackageVersionStatus } from '../../../lib';
import { MAX_PROPERTIES_BYTES, MAX_VERSIONS } from '../../../declaration/fields';
import { findViolations } from '../../../declaration/schema';
import { select } from '../../../review/declare/select';
import { renderDeclarationJson, renderDeclarationTypeScript } from '../../../review/render/render-declaration';
import { renderSelection } from '../../../review/render/render-selection';
import { NO_RULES } from '../declare/packages';

const PACKAGE = { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: 'left-pad' } as const;

/** Versions with the longest revisions there are, of which every one is selected. */
const selectAll = (count: number, name = (index: number) => `1.0.${index}`, options: Partial<typeof NO_RULES> = {}) =>
  select(
    {
      format: 'npm',
      versions: Array.from({ length: count }, (_, index) => ({
        version: name(index),
        status: 'Archived',
        revision: `${index}`.padEnd(50, 'r'),
      })),
    },
    { ...NO_RULES, match: ['*'], ...options },
  );

/** The declarations that the code makes. */
function run(source: string): { readonly id: string; readonly props: DisposedPackageVersionsProps }[] {
  const declared: { id: string; props: DisposedPackageVersionsProps }[] = [];
  const declare = (id: string, props: DisposedPackageVersionsProps) => declared.push({ id, props });
  const code = source.replace(/^new DisposedPackageVersions\(this, /gm, 'declare(');
  runInNewContext(code, { declare, PackageFormat, PackageVersionStatus });
  return declared;
}

function propertiesOf({ packageName, ...props }: DisposedPackageVersionsProps) {
  return { ...props, package: packageName, domainOwner: '111122223333', region: 'us-east-1' };
}

const short = (index: number) => `1.0.${index}`;
const long = (index: number) => `1.0.0-${`${index}`.padStart(5, '0')}${'x'.repeat(200)}`;

test.each([
  ['9,000 versions with pins', 9_000, short],
  ['25,000 versions with pins', 25_000, short],
  ['3,000 versions of long names', 3_000, long],
] as const)('%s are written as declarations that the construct takes', (_, count, name) => {
  const selection = selectAll(count, name);
  const written = run(renderDeclarationTypeScript(PACKAGE, selection));
  const loaded = [JSON.parse(renderDeclarationJson(PACKAGE, selection)) as DisposedPackageVersionsProps[]].flat();
  for (const declarations of [written.map(({ props }) => props), loaded]) {
    expect(declarations.length).toBeGreaterThan(1);
    expect(new Set(declarations.flatMap(({ versions }) => versions)).size).toBe(count);
    expect(Math.max(...declarations.map(({ versions }) => versions.length))).toBeLessThanOrEqual(MAX_VERSIONS);
    for (const props of declarations) {
      const { schemaVersion, notes, ...properties } = propertiesOf(props) as Record<string, unknown>;
      expect([schemaVersion, notes].length).toBe(2);
      expect(Object.keys(props.versionRevisions!)).toHaveLength(props.versions.length);
      const named = Object.fromEntries(Object.entries(properties).filter(([key]) => key !== 'packageNamespace'));
      expect(findViolations(named)).toEqual([]);
      expect(JSON.stringify(properties).length).toBeLessThan(MAX_PROPERTIES_BYTES);
    }
  }
  expect(new Set(written.map(({ id }) => id)).size).toBe(written.length);
});

test('The status that was asked for is written as a guard', () => {
  const selection = selectAll(1, short, { status: ['Archived'] });
  const [{ id, props }] = run(renderDeclarationTypeScript(PACKAGE, selection)) as [ReturnType<typeof run>[0]];
  expect([id, props.expectedStatus]).toEqual(['LeftPad', PackageVersionStatus.ARCHIVED]);
});

test('Hostile names and statuses change neither the code nor the terminal', () => {
  const hostile = "1.0\n});process.exit();//\u2028\u001b[2J'";
  const selection = select(
    {
      format: 'generic',
      versions: [
        { version: "1.0'-x", status: 'Published', revision: "r'" },
        { version: hostile, status: 'Published', revision: 'r' },
        { version: '2.0', status: hostile, revision: 'r' },
      ],
    },
    { ...NO_RULES, match: ['*'] },
  );
  const declared = run(renderDeclarationTypeScript({ ...PACKAGE, format: 'generic', namespace: 'n' }, selection));
  expect(declared.map(({ props }) => props.versions)).toEqual([["1.0'-x"]]);
  const shown = renderSelection(selection);
  expect(['\u001b', '\u2028'].filter((character) => shown.includes(character))).toEqual([]);
});

test('A table of 10,000 versions shows the first hundred and counts the others', () => {
  const text = renderSelection(selectAll(10_000));
  expect(text.split('\n').length).toBeLessThan(110);
  expect(text).toContain('Selected (10000):');
  expect(text).toContain('and 9900 more.');
  expect(text).toContain('10,000 versions are selected. No repository was changed.');
});
