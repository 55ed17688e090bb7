import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DisposedPackageVersions, PackageFormat, PackageVersionStatus } from '../../lib';
import { type PackageCoordinates } from '../../local/codeartifact';
import { Deployment } from '../lambda/deployment';

/** What a release wrote into templates, and what it answered; never changed once it is released. */
interface Release {
  readonly release: string;
  readonly physicalId: string;
  readonly declarations: readonly {
    readonly what: string;
    readonly properties: PackageCoordinates & { readonly ServiceToken: string; readonly versions: readonly string[] };
    /** The attributes of the resource. */
    readonly data: readonly string[];
  }[];
}

const fixtures = join(__dirname, 'fixtures');
const releases = readdirSync(fixtures).map((file) => JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as Release);

const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
  version: string;
};

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
});

afterEach(() => deployment.stop());

test('This release has its fixture', () => {
  expect(releases.map(({ release }) => release)).toContain(version);
});

describe.each(releases)('A stack deployed by $release', ({ physicalId, declarations }) => {
  describe.each(declarations)('with $what', ({ properties, data }) => {
    const publish = (status: 'Archived' | 'Disposed') =>
      properties.versions.forEach((version) =>
        deployment.registry.publish(properties, version, { status, revision: 'of-the-time' }),
      );

    test('can be created anew, with the attributes its template reads', async () => {
      publish('Archived');

      const answer = await deployment.send({ RequestType: 'Create', ResourceProperties: properties });

      expect(answer.Status).toBe('SUCCESS');
      expect(Object.keys(answer.Data!).sort()).toEqual([...data].sort());
    });

    test('is updated by this release under the id it has, and knows what it disposed', async () => {
      publish('Disposed');
      properties.versions.forEach((version) => deployment.registry.delete(properties, version));
      deployment.registry.publish(properties, '7.0.0', { status: 'Archived' });

      const answer = await deployment.send({
        RequestType: 'Update',
        PhysicalResourceId: physicalId,
        ResourceProperties: { ...properties, versions: [...properties.versions, '7.0.0'] },
        OldResourceProperties: properties,
      });

      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: physicalId, Data: { DisposedCount: '1' } });
    });

    test('is deleted', async () => {
      const answer = await deployment.send({
        RequestType: 'Delete',
        PhysicalResourceId: physicalId,
        ResourceProperties: properties,
      });

      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: physicalId });
    });
  });
});

test('This release writes the properties of its fixture', () => {
  const stack = new Stack(new App(), 'Disposal', { env: { account: '111122223333', region: 'us-east-1' } });
  const all = new DisposedPackageVersions(stack, 'All', {
    domain: 'my-domain',
    repository: 'my-repo',
    format: PackageFormat.NPM,
    packageNamespace: 'my-scope',
    packageName: 'left-pad',
    versions: ['1.0.1-rc.1+build.5', '1.0.0'],
    versionRevisions: { '1.0.0': 'of-the-time' },
    expectedStatus: PackageVersionStatus.ARCHIVED,
    allowMissing: true,
  });
  all.getRevision('1.0.1-rc.1+build.5');
  const [resource] = Object.values(
    Template.fromStack(stack).findResources('Custom::CodeArtifactDisposedPackageVersions'),
  );
  const { Properties: properties } = resource as { Properties: Record<string, unknown> };

  const { declarations } = releases.find(({ release }) => release === version)!;
  const written = declarations.find(({ what }) => what === 'everything that can be declared')!;
  // CloudFormation delivers every scalar as text, and resolves the token.
  expect({
    ...properties,
    ServiceToken: written.properties.ServiceToken,
    ServiceTimeout: String(properties.ServiceTimeout),
    allowMissing: String(properties.allowMissing),
  }).toEqual(written.properties);
});
