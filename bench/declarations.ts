import { Annotations, App, Stack } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';
import type { Properties } from '../declaration/declaration';

export const STACK = 'Disposal';
export const ACCOUNT = '111122223333';

/** Versions of one package that are to be disposed. */
export interface PackageDisposal {
  readonly packageName: string;
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
}

/**
 * Declares their disposal in a stack, with one of the alternatives.
 *
 * @param prebuilt the directory of a bundled handler, for alternatives that bring their own
 */
export type Declare = (stack: Stack, disposals: readonly PackageDisposal[], prebuilt: string) => void;

export const REPOSITORY = { domain: 'my-domain', repository: 'my-repo', format: 'npm', namespace: 'my-scope' } as const;

export const ACTIONS = ['codeartifact:ListPackageVersions', 'codeartifact:DisposePackageVersions'];

export const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `1.0.${n}`);

/** The first versions of `count` packages. */
export function packages(count: number, versions = 1): PackageDisposal[] {
  return Array.from({ length: count }, (_, n) => ({
    packageName: `package-${String(n + 1).padStart(3, '0')}`,
    versions: numbered(versions),
  }));
}

export function packageArn(stack: Stack, packageName: string): string {
  const { domain, repository, format, namespace } = REPOSITORY;
  const resourceName = [domain, repository, format, namespace, packageName].join('/');
  return stack.formatArn({ service: 'codeartifact', resource: 'package', resourceName });
}

/** The properties of the library's custom resource, for an event or for another provider of the same. */
export function propertiesOf(
  { packageName, versions, versionRevisions }: PackageDisposal,
  owner = ACCOUNT,
): Properties {
  return {
    ...REPOSITORY,
    domainOwner: owner,
    package: packageName,
    versions: [...versions].sort(),
    ...(versionRevisions && { versionRevisions: { ...versionRevisions } }),
  };
}

/** What is known of the stacks that are measured, and would be printed for each. */
const WARNINGS = [
  'cdk-codeartifact-disposal:unpinnedVersions',
  '@aws-cdk/core:Stack.templateSize',
  '@aws-cdk/aws-iam:rolePolicyLarge',
];

/** An app with the flags that `cdk init` sets and the metadata that the command line asks for. */
function newApp(outdir: string): App {
  return new App({
    outdir,
    context: {
      ...recommendedFlags,
      'aws:cdk:enable-path-metadata': true,
      'aws:cdk:enable-asset-metadata': true,
      // A stack that no account would take is measured all the same.
      '@aws-cdk/core:stackResourceLimit': 0,
    },
  });
}

export interface Paths {
  /** The directory of a bundled handler, for alternatives that bring their own. */
  readonly prebuilt: string;
  /** The directory of the cloud assembly. */
  readonly outdir: string;
}

/** @returns the directory of the cloud assembly */
export function synthesize(
  declare: Declare,
  disposals: readonly PackageDisposal[],
  { prebuilt, outdir }: Paths,
): string {
  const app = newApp(outdir);
  const stack = new Stack(app, STACK);
  WARNINGS.forEach((id) => Annotations.of(stack).acknowledgeWarning(id));
  declare(stack, disposals, prebuilt);
  return app.synth().directory;
}
