import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { type ManifestEntry, writeManifest } from '../../../declaration/manifest';
import { PackageVersionStatus } from '../../../lib';
import { PackagePermissions } from '../../../lib/permissions/package-permissions';
import type { DisposedPackagesProps } from '../../../lib/disposed-packages';
import type { Plan } from '../../../review/plan/plan-model';
import { CleanUpAccount, REPOSITORY } from '../../clean-up/account';
import { ACCOUNT, REGION, ReviewedRegistry } from '../review-of-app';

let account: CleanUpAccount;
let planner: ReviewedRegistry;

const LEFT_PAD = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
const DATA_TOOLS = { format: 'pypi', package: 'data-tools' } as const;
const SEED = { format: 'npm', package: 'seed' } as const;
const PROPS: Partial<DisposedPackagesProps> = { permissions: PackagePermissions.repository() };

beforeEach(async () => {
  account = await CleanUpAccount.open();
  planner = await ReviewedRegistry.start();
  process.env['AWS_ENDPOINT_URL_CODEARTIFACT'] = account.codeArtifact.endpoint;
  // What is deployed already lets the plan of the next change list the repository.
  const seed = account.publish(SEED, '1.0.0');
  account.codeArtifact.registry.dispose({ ...REPOSITORY, ...SEED }, '1.0.0');
  expect((await account.deploy(seed, PROPS)).status).toBe('CREATE_COMPLETE');
});
afterEach(async () => {
  await planner.stop();
  await account.close();
});

function planOf(entries: readonly ManifestEntry[], props: Partial<DisposedPackagesProps>): Promise<Plan> {
  const manifest = join(account.directory, 'planned.disposals');
  writeFileSync(manifest, writeManifest(entries));
  return planner.plan(account.synthesize(manifest, { ...PROPS, ...props }), {
    given: { account: ACCOUNT, region: REGION },
    asked: { sizes: false, publishedTimes: false, upstreams: false },
  });
}

/** What of the registry became disposed, as the plan names it. */
function disposed(): string[] {
  return account.codeArtifact.registry
    .snapshot()
    .filter(({ status }) => status === 'Disposed')
    .map((version) => `${version.package} ${version.version}`)
    .sort();
}

const LACKING: ManifestEntry = { ...DATA_TOOLS, version: '9.9', revision: 'r' };

test.each<[string, (entries: ManifestEntry[]) => ManifestEntry[], Partial<DisposedPackagesProps>]>([
  ['all that it names', (entries) => entries, {}],
  ['a version that does not exist', (entries) => [...entries, LACKING], {}],
  ['a version that is allowed to be missing', (entries) => [...entries, LACKING], { allowMissing: true }],
  ['another revision', ([first, ...others]) => [{ ...first!, revision: 'other' }, ...others], {}],
  ['another status', (entries) => entries, { expectedStatus: PackageVersionStatus.ARCHIVED }],
])('The plan of a manifest says what its function then does, with %s', async (_, change, props) => {
  const entries = change([...account.publish(LEFT_PAD, '1.0.0', '1.0.1'), ...account.publish(DATA_TOOLS, '0.9')]);
  account.codeArtifact.registry.dispose({ ...REPOSITORY, ...LEFT_PAD }, '1.0.1');
  const before = disposed();

  const plan = await planOf(entries, props);
  const { status, reason } = await account.deploy(entries, { ...PROPS, ...props });

  expect([plan.complete, plan.problems]).toEqual([true, []]);
  const willBeDisposed = plan.declarations.flatMap(({ package: pkg, versions }) =>
    versions.filter(({ verdict }) => verdict === 'will be disposed').map(({ version }) => `${pkg.package} ${version}`),
  );
  expect(disposed()).toEqual([...before, ...willBeDisposed].sort());
  expect(status).toBe(plan.totals.refused > 0 ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE');
  for (const { displayName, versions } of plan.declarations) {
    for (const { version, message } of versions.filter(({ verdict }) => verdict === 'refused')) {
      expect(reason).toContain(`${displayName} ${version}`);
      expect(reason).toContain(message);
    }
  }
});
