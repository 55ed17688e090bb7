import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { type ManifestEntry, writeManifest } from '../../../declaration/manifest';
import { DisposedPackages, type DisposedPackagesProps } from '../../../lib/disposed-packages';
import { PackagePermissions } from '../../../lib/permissions/package-permissions';
import type { Plan } from '../../../review/plan/plan-model';
import { ENV, type ReviewedRegistry } from '../review-of-app';

/** Publishes versions of npm packages, and returns the lines of a manifest that name them. */
export function publish(registry: ReviewedRegistry, ...names: readonly string[]): ManifestEntry[] {
  return names.map((name) => {
    const [pkg, version] = name.split('@') as [string, string];
    const coordinates = { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: pkg } as const;
    registry.registry.publish(coordinates, version);
    const { revision } = registry.registry.version(coordinates, version)!;
    return { format: 'npm', package: pkg, version, revision };
  });
}

export function stateMachineOf(cleanUp: DisposedPackages): CfnResource {
  return cleanUp.node.findChild('Workflow').node.findChild('StateMachine') as CfnResource;
}

/** What an app declares besides the manifest. */
export interface ManifestApp {
  readonly props?: Partial<DisposedPackagesProps> | ((stack: Stack) => Partial<DisposedPackagesProps>);
  readonly extend?: (cleanUp: DisposedPackages, stack: Stack) => void;
}

/** Synthesizes an app with a manifest of the given lines. */
export function synthManifest(
  registry: ReviewedRegistry,
  entries: readonly ManifestEntry[],
  { props = {}, extend }: ManifestApp = {},
): string {
  const manifest = join(registry.directory(), 'clean-up.disposals');
  writeFileSync(manifest, writeManifest(entries));
  return registry.synth((app) => {
    const stack = new Stack(app, 'CleanUp', { env: ENV });
    const cleanUp = new DisposedPackages(stack, 'Packages', {
      domain: 'my-domain',
      repository: 'my-repo',
      manifest,
      permissions: PackagePermissions.repository(),
      ...(typeof props === 'function' ? props(stack) : props),
    });
    extend?.(cleanUp, stack);
  });
}

export function verdictsOf({ declarations }: Plan): string[] {
  return declarations.flatMap(({ displayName, versions }) =>
    versions.map(({ version, verdict }) => `${displayName}@${version} ${verdict}`),
  );
}

/** Changes the properties of the custom resource in the template. */
export function forge(assembly: string, change: (properties: Record<string, unknown>) => void) {
  const file = join(assembly, 'CleanUp.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'Custom::CodeArtifactDisposedPackages') {
      change(Properties);
    }
  }
  writeFileSync(file, JSON.stringify(template));
}

/** The manifest in an assembly. */
export function manifestFileOf(assembly: string): string {
  return join(
    assembly,
    readdirSync(assembly).find((name) => name.endsWith('.disposals'))!,
  );
}
