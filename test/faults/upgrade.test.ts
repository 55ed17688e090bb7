import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
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
const fixture = (file: string) => JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as unknown;
const releases = readdirSync(fixtures)
  .filter((file) => /^v[\d.]+\.json$/.test(file))
  .map((file) => fixture(file) as Release);

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

    test('A stack of an earlier release can be created again, with the attributes its template reads', async () => {
      publish('Archived');

      const answer = await deployment.send({ RequestType: 'Create', ResourceProperties: properties });

      expect(answer.Status).toBe('SUCCESS');
      expect(Object.keys(answer.Data!).sort()).toEqual([...data].sort());
    });

    test('A stack of an earlier release is updated by this release under the id it has, and knows what it disposed', async () => {
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

    test('A stack of an earlier release is deleted', async () => {
      const answer = await deployment.send({
        RequestType: 'Delete',
        PhysicalResourceId: physicalId,
        ResourceProperties: properties,
      });

      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: physicalId });
    });
  });
});

/** The stack of the templates among the fixtures. */
function synthesize(): Record<string, unknown> {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Disposal', {
    env: { account: '111122223333', region: 'us-east-1' },
  });
  new DisposedPackageVersions(stack, 'Least', {
    domain: 'my-domain',
    repository: 'my-repo',
    format: PackageFormat.NPM,
    packageName: 'left-pad',
    versions: ['1.0.0'],
  });
  const all = new DisposedPackageVersions(stack, 'All', {
    domain: 'my-domain',
    domainOwner: '111122223333',
    repository: 'my-repo',
    format: PackageFormat.NPM,
    packageNamespace: 'my-scope',
    packageName: 'left-pad',
    versions: ['1.0.1-rc.1+build.5', '1.0.0'],
    versionRevisions: { '1.0.0': 'of-the-time' },
    expectedStatus: PackageVersionStatus.ARCHIVED,
    allowMissing: true,
  });
  new CfnOutput(stack, 'Revision', { value: all.getRevision('1.0.1-rc.1+build.5') });
  return Template.fromStack(stack).toJSON();
}

/** The code of the function is all that a release may change of a stack where nothing was wrong. */
const withoutCode = (template: object) =>
  JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}\.zip/, '')) as unknown;

test('The template of 0.1.0 is written by this release, with other code of the function', () => {
  expect(withoutCode(synthesize())).toEqual(withoutCode(fixture('v0.1.0.template.json') as object));
});

test('This release writes the properties of its fixture', () => {
  const resources = Object.values(
    Template.fromJSON(synthesize()).findResources('Custom::CodeArtifactDisposedPackageVersions'),
  ) as { Properties: Record<string, unknown> }[];
  const properties = resources.find((resource) => 'allowMissing' in resource.Properties)!.Properties;

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
