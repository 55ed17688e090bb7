import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest, parseManifestProperties } from '../../declaration/manifest';
import { CleanUpFunction, RECORD_BUCKET } from '../clean-up/clean-up-function';
import { cleanUp as declareCleanUp, cleanUpProperties } from '../lib/clean-up';
import { synthesize } from '../lib/synthesize';
import { PackageVersionStatus } from '../../lib';

/** What a release wrote into templates and buckets, and what it answered; never changed once it is released. */
interface Release {
  readonly properties: Readonly<Record<string, string>>;
  /** The attributes of the resource. */
  readonly data: readonly string[];
  readonly manifest: string;
  readonly recordKey: string;
  readonly record: string;
}

const FIXTURES = join(__dirname, 'fixtures');
const releases = readdirSync(FIXTURES)
  .filter((file) => /^manifest-\d+\.json$/.test(file))
  .map((file) => JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')) as Release);

let cleanUp: CleanUpFunction;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
});
afterEach(() => cleanUp.stop());

test('The properties of a clean-up that this release writes have their fixture', () => {
  const template = synthesize((stack) => {
    declareCleanUp(stack, { expectedStatus: PackageVersionStatus.ARCHIVED });
  });
  const written = Object.keys(cleanUpProperties(template)).filter((key) => !key.startsWith('Service'));

  expect(releases.map(({ properties }) => Object.keys(properties).sort())).toContainEqual(written.sort());
});

describe.each(releases)('A clean-up that was deployed by an earlier release', ({ properties, data, ...release }) => {
  test('A clean-up that was deployed by an earlier release has properties and a manifest that this one reads', () => {
    const { packageCount, versionCount } = parseManifest(Buffer.from(release.manifest));

    expect(parseManifestProperties(properties)).toMatchObject({
      manifestHash: properties['manifestHash'],
      packageCount,
      versionCount,
      expectedStatus: 'Archived',
      allowMissing: false,
    });
  });

  test('A clean-up that was deployed by an earlier release knows by its record what it disposed, and has the same attributes', async () => {
    const { Status, Data } = await cleanUp.deploy(Buffer.from(release.manifest));
    cleanUp.s3.put(RECORD_BUCKET, release.recordKey, Buffer.from(release.record));
    const after = await cleanUp.deploy(Buffer.from(release.manifest));

    expect([Status, Data]).toEqual(['FAILED', undefined]);
    expect(after.Status).toBe('SUCCESS');
    expect(Object.keys(after.Data!).sort()).toEqual([...data].sort());
  });
});
