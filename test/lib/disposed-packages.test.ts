import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type ManifestEntry, manifestHash, writeManifest } from '../../declaration/manifest';
import { DisposedPackages, type DisposedPackagesProps } from '../../lib/disposed-packages';
import { PackagePermissions } from '../../lib/permissions/package-permissions';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'disposed-packages-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function entries(count: number, namespaces = 1): ManifestEntry[] {
  return Array.from({ length: count }, (_, n) => ({
    format: 'npm',
    namespace: `scope-${n % namespaces}`,
    package: `package-${n}`,
    version: '1.0.0',
    revision: 'r',
  }));
}

function write(name: string, contents: string | Buffer): string {
  writeFileSync(join(directory, name), contents);
  return join(directory, name);
}

function synthesize(
  manifest: string,
  props: Partial<DisposedPackagesProps> = {},
): { stack: Stack; template: Template } {
  const stack = new Stack(new App({ outdir: join(directory, 'cdk.out') }), 'CleanUp');
  new DisposedPackages(stack, 'CleanUp', { domain: 'my-domain', repository: 'my-repo', manifest, ...props });
  return { stack, template: Template.fromStack(stack) };
}

function resources(template: Template): number {
  return Object.keys((template.toJSON() as { Resources: object }).Resources).length;
}

describe('A clean-up of a repository, at synth', () => {
  test('A clean-up of a repository becomes one custom resource of a few hundred bytes, bound to the hash of its manifest', () => {
    const bytes = writeManifest(entries(3));

    const { template } = synthesize(write('a.disposals', bytes));

    const [resource] = Object.values(template.findResources('Custom::CodeArtifactDisposedPackages'));
    const { Properties } = resource as { Properties: Record<string, unknown> };
    expect(Properties).toMatchObject({ manifestHash: manifestHash(bytes), packageCount: 3, versionCount: 3 });
    expect(JSON.stringify(Properties).length).toBeLessThan(700);
  });

  test('A clean-up of a repository has as many resources, and as many bytes, for ten packages as for a thousand', () => {
    const permissions = PackagePermissions.namespaces();
    const [few, many] = [10, 1_000].map(
      (count) => synthesize(write(`${count}.disposals`, writeManifest(entries(count))), { permissions }).template,
    );

    const bytes = (template: Template) => JSON.stringify(template.toJSON()).length;
    expect(resources(many!)).toBe(resources(few!));
    expect(bytes(many!) - bytes(few!)).toBeLessThan(10);
  });

  test('A clean-up of a repository takes the manifests of a folder as one', () => {
    const folder = join(directory, 'manifests');
    mkdirSync(folder);
    const all = entries(4);
    write('manifests/a.disposals', writeManifest(all.slice(2)));
    write('manifests/b.disposals', writeManifest(all.slice(0, 2)));
    write('manifests/README.md', 'not a manifest');

    const { template } = synthesize(folder);

    template.hasResourceProperties('Custom::CodeArtifactDisposedPackages', {
      manifestHash: manifestHash(writeManifest(all)),
      versionCount: 4,
    });
  });

  test('A clean-up of a repository keeps its record in a private, encrypted bucket that outlives the stack', () => {
    const { template } = synthesize(write('a.disposals', writeManifest(entries(1))));

    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: {},
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      },
    });
  });

  test('A clean-up of a repository grants nothing of CodeArtifact for an empty manifest', () => {
    const { template } = synthesize(write('a.disposals', writeManifest([])));

    expect(JSON.stringify(template.toJSON())).not.toContain('codeartifact:');
  });
});

describe('A clean-up of the repository of its manifest', () => {
  const OTHER = { domain: 'my-domain', repository: 'my-other' };
  const OWN = { domain: 'my-domain', repository: 'my-repo' };

  test('A manifest of another repository is refused', () => {
    const manifest = write('a.disposals', writeManifest(entries(1), OTHER));

    expect(() => synthesize(manifest)).toThrow(
      'manifest must be one of my-domain/my-repo, as its first line says; got "my-domain/my-other"',
    );
  });

  test('A manifest of another domain is refused also if only the deployment knows the repository', () => {
    const manifest = write('a.disposals', writeManifest(entries(1), { ...OWN, domain: 'other-domain' }));
    const repository = Token.asString({ Ref: 'Repository' });

    expect(() => synthesize(manifest, { repository })).toThrow('manifest must be one of my-domain/my-repo');
  });

  test('A folder gives the manifests of the repository, and says which ones', () => {
    const folder = join(directory, 'manifests');
    mkdirSync(folder);
    write('manifests/a.disposals', writeManifest(entries(2), OWN));
    write('manifests/b.disposals', writeManifest(entries(3), OTHER));

    const { stack, template } = synthesize(folder);

    template.hasResourceProperties('Custom::CodeArtifactDisposedPackages', { versionCount: 2 });
    Annotations.fromStack(stack).hasInfo(
      '/CleanUp/CleanUp',
      'Takes a.disposals, and leaves out b.disposals of my-domain/my-other.',
    );
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test.each<[string, Record<string, typeof OWN>, Partial<DisposedPackagesProps>, string]>([
    ['none of the repository', { a: OTHER }, {}, 'must have a manifest of the repository'],
    [
      'manifests of several, if only the deployment knows the repository',
      { a: OWN, b: OTHER },
      { repository: Token.asString({ Ref: 'Repository' }) },
      'manifest must be a file if only the deployment knows the repository',
    ],
  ])('A folder is refused that has %s', (...[, files, props, message]) => {
    const folder = join(directory, 'manifests');
    mkdirSync(folder);
    Object.entries(files).forEach(([name, repository]) =>
      write(`manifests/${name}.disposals`, writeManifest(entries(1), repository)),
    );

    expect(() => synthesize(folder, props)).toThrow(message);
  });

  test('A manifest that does not name its repository is taken with a warning that says how to add it', () => {
    const { stack } = synthesize(write('a.disposals', writeManifest(entries(1))));

    Annotations.fromStack(stack).hasWarning(
      '/CleanUp/CleanUp',
      Match.stringLikeRegexp('write "# cdk-codeartifact-disposal manifest 1 my-domain/my-repo" as its first line'),
    );
  });
});

describe('A clean-up of a repository is refused', () => {
  test('A clean-up of a repository is refused with the broken lines of every manifest of a folder', () => {
    write('a.disposals', '# cdk-codeartifact-disposal manifest 1\nnpm\tb\t1\tr\nnpm\ta\t1\tr\n');
    write('b.disposals', 'npm\tb\t1\tr\n');

    expect(() => synthesize(directory)).toThrow(
      /a\.disposals:3: lines must be sorted[^]*b\.disposals:1: a manifest must begin/,
    );
  });

  test.each([
    ['a manifest that does not exist', 'nowhere.disposals', {}, /which does not exist/],
    ['a domain that breaks a rule', 'a.disposals', { domain: 'My Domain' }, /domain must be 2 to 50 characters/],
    ['a rate of nothing', 'a.disposals', { maxListsPerSecond: 0 }, /maxListsPerSecond must be a number above 0/],
    [
      'a wait that is too long',
      'a.disposals',
      { functionOptions: { serviceTimeout: Duration.hours(2) } },
      /serviceTimeout must be 60 to 3600 seconds; got 7200/,
    ],
    [
      'a manifest that no deployment could check in time',
      'a.disposals',
      { maxListsPerSecond: 0.1, permissions: PackagePermissions.repository() },
      /list all packages within 2880 seconds; got 500 packages, which takes 5000 seconds at 0.1 lists a second/,
    ],
    [
      'more packages than exact permissions hold',
      'a.disposals',
      {},
      /got 500 packages, of which \d{3} fit\. Choose PackagePermissions\.namespaces\(\)/,
    ],
    [
      'more namespaces than a policy holds',
      'a.disposals',
      { permissions: PackagePermissions.namespaces() },
      /got 500 namespaces\. Choose PackagePermissions\.repository\(\)/,
    ],
  ])('A clean-up of a repository is refused for %s', (...[, name, props, message]) => {
    write('a.disposals', writeManifest(entries(500, 500)));

    expect(() => synthesize(join(directory, name), props)).toThrow(message);
  });

  test('A clean-up of a repository that will take several deployments is warned of, and not refused', () => {
    const manifest = write('a.disposals', writeManifest(entries(300)));

    const { stack } = synthesize(manifest, { maxListsPerSecond: 1, maxWritesPerSecond: 0.1 });

    Annotations.fromStack(stack).hasWarning(
      '/CleanUp/CleanUp',
      Match.stringLikeRegexp('takes 55 minutes at the given rates'),
    );
  });
});
