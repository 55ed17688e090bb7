import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnPackageGroup } from 'aws-cdk-lib/aws-codeartifact';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { takeDownCommand } from '../../../review/command/take-down-command';
import { LEFT_PAD } from '../../fixtures/packages';
import { ReviewedRegistry } from '../review-of-app';
import { captureStderr } from './captured-stderr';

const KEYV = { namespace: undefined, package: 'keyv' };
const PACKAGES = [LEFT_PAD, { ...LEFT_PAD, ...KEYV }, { ...LEFT_PAD, ...KEYV, package: 'k.eyv' }];
const LIST = ['npm keyv@1.0.0', 'npm k.eyv@1.0.0', 'npm @my-scope/left-pad@1.0.0'];
const OWNER = '111122223333';

let reviewedRegistry: ReviewedRegistry;
let directory: string;
let stderr: string[];

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  directory = reviewedRegistry.directory();
  process.env['XDG_STATE_HOME'] = join(directory, 'state');
  stderr = captureStderr();
  reviewedRegistry.registry.createRepository('my-domain', 'store', { externalConnections: ['public:npmjs'] });
  reviewedRegistry.registry.createRepository('my-domain', 'my-repo', { upstreams: ['store'] });
  for (const pkg of PACKAGES) {
    reviewedRegistry.registry.publish(pkg, '1.0.0');
  }
});
afterEach(async () => {
  jest.restoreAllMocks();
  await reviewedRegistry.stop();
});

/** The properties of the package groups that a stack has, sorted by their patterns. */
function readGroups(stack: Stack): readonly object[] {
  const groups = Object.values(Template.fromStack(stack).findResources('AWS::CodeArtifact::PackageGroup'));
  const properties = groups.map((group) => group['Properties'] as { readonly Pattern: string });
  return properties.sort((a, b) => (a.Pattern < b.Pattern ? -1 : 1));
}

/** The package groups of the template that take-down writes, as an app includes them. */
async function takeDown(lines: readonly string[], domainOwner?: string) {
  const list = join(directory, 'list.txt');
  writeFileSync(list, `${lines.join('\n')}\n`);
  const paces = { concurrency: 1, maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  await takeDownCommand(list, undefined, { domain: 'my-domain', domainOwner, output: directory, ...paces });
  const stack = new Stack(new App(), 'Domain');
  new CfnInclude(stack, 'Blocks', { templateFile: `${list}.package-groups.template.json` });
  return readGroups(stack);
}

/** Such package groups as an app declares them. */
function declareGroups(
  groups: readonly { readonly pattern: string; readonly publish: string }[],
  domainOwner?: string,
) {
  const stack = new Stack(new App(), 'Domain');
  groups.forEach(({ pattern, publish }, n) => {
    const restrictions = {
      publish: { restrictionMode: publish },
      externalUpstream: { restrictionMode: 'BLOCK' },
      internalUpstream: { restrictionMode: 'BLOCK' },
    };
    const properties = { domainName: 'my-domain', domainOwner, pattern, originConfiguration: { restrictions } };
    new CfnPackageGroup(stack, `Group${n}`, properties);
  });
  return readGroups(stack);
}

describe('The template of package groups', () => {
  test('An app that includes it declares a group for each package that could come back', async () => {
    const groups = await takeDown([...LIST, 'npm absent@1.0.0'], OWNER);
    const patterns = ['/npm//k.eyv$', '/npm//keyv$', '/npm/my-scope/left-pad$'];
    expect(groups).toEqual(
      declareGroups(
        patterns.map((pattern) => ({ pattern, publish: 'INHERIT' })),
        OWNER,
      ),
    );
  });

  test('It blocks the publication of packages that no repository lets anyone publish', async () => {
    reviewedRegistry.registry.restrict({ ...LEFT_PAD, ...KEYV }, { publish: 'BLOCK', upstream: 'ALLOW' });
    const groups = await takeDown(['npm keyv@1.0.0']);
    expect(groups).toEqual(declareGroups([{ pattern: '/npm//keyv$', publish: 'BLOCK' }]));
  });

  test('It has no group of a package whose upstreams are blocked already', async () => {
    reviewedRegistry.registry.restrict({ ...LEFT_PAD, ...KEYV }, { publish: 'ALLOW', upstream: 'BLOCK' });
    expect(await takeDown(['npm keyv@1.0.0'])).toEqual([]);
  });

  test('More groups than a stack has room for are several templates, and fewer ones leave no block in the others', async () => {
    const names = Array.from({ length: 460 }, (_, n) => `pkg-${n}`);
    names.forEach((name) => reviewedRegistry.registry.publish({ ...LEFT_PAD, ...KEYV, package: name }, '1.0.0'));
    await takeDown(names.map((name) => `npm ${name}@1.0.0`));
    const countGroups = (file: string) => {
      const { Resources } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as { Resources: object };
      return Object.keys(Resources).length;
    };
    const first = 'list.txt.package-groups.template.json';
    const second = 'list.txt.package-groups.2.template.json';
    expect([countGroups(first), countGroups(second)]).toEqual([450, 10]);
    expect(stderr.join('')).toContain(`${join(directory, first)}, ${join(directory, second)}`);
    await takeDown(['npm keyv@1.0.0']);
    expect([countGroups(first), countGroups(second)]).toEqual([1, 0]);
  });
});
