import { App, Stack } from 'aws-cdk-lib';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DisposedPackageVersions, type DisposedPackageVersionsProps, PackageFormat } from '../../../lib';
import { LocalCloudFormation } from '../../../local/cloudformation';
import { CodeArtifactService } from '../../../local/codeartifact';
import { PACKAGES } from '../history/world';
import { type Grant, Policies } from '../policies';

const STACK = 'Disposal';
const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };

type Declaration = Omit<DisposedPackageVersionsProps, 'domain' | 'repository'> & { readonly domainOwner?: string };

/** One package of each shape that an ARN can have. */
export const DECLARATIONS: Record<string, Declaration> = {
  Npm: { format: PackageFormat.NPM, packageNamespace: 'my-scope', packageName: 'left-pad', versions: ['1.0.0'] },
  Unscoped: { format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] },
  Maven: { format: PackageFormat.MAVEN, packageNamespace: 'org.example', packageName: 'left-pad', versions: ['1.0.0'] },
  Pypi: { format: PackageFormat.PYPI, packageName: 'Left_Pad', versions: ['1.0.0'] },
  Swift: { format: PackageFormat.SWIFT, packageNamespace: 'Scope', packageName: 'LeftPad', versions: ['1.0.0'] },
};

/** What the functions of a synthesized stack may do, and what they did when it was deployed. */
export async function deployed(
  declarations: Record<string, Declaration>,
  withheld?: Grant,
): Promise<{ status: string; reason?: string; policies: Policies; disposed: number }> {
  const directory = mkdtempSync(join(tmpdir(), 'least-privilege-'));
  // The service has to be there before the stack whose policies it enforces.
  const late: { policies?: () => Policies } = {};
  const codeArtifact = await CodeArtifactService.start({
    authorize: (action, resource) => late.policies!().allow(action, resource),
  });
  const cloudFormation = await LocalCloudFormation.start({
    functionTimeoutSeconds: withheld ? 3 : 60,
    environment: { AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint },
  });
  try {
    let policies: Policies | undefined;
    late.policies = () => {
      const granted = Policies.ofStack(cloudFormation, STACK);
      return (policies ??= withheld ? granted.without(withheld) : granted);
    };
    const app = new App({ outdir: directory });
    const stack = new Stack(app, STACK);
    for (const [id, declaration] of Object.entries(declarations)) {
      new DisposedPackageVersions(stack, id, { ...REPOSITORY, ...declaration });
      const { format, packageNamespace, packageName, versions } = declaration;
      versions.forEach((version) =>
        codeArtifact.registry.publish(
          { ...REPOSITORY, format, namespace: packageNamespace, package: packageName },
          version,
        ),
      );
    }
    const { status, reason } = await cloudFormation.deploy(app.synth().directory, STACK);
    const disposed = codeArtifact.registry
      .snapshot()
      .filter((snapshotEntry) => snapshotEntry.status === 'Disposed').length;
    return { status, reason, policies: late.policies(), disposed };
  } finally {
    await cloudFormation.stop();
    await codeArtifact.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a stack grants that declares the packages of the histories, and nothing else. */
export async function policiesOfHistories(): Promise<Policies> {
  const declarations = Object.values(PACKAGES).map(({ namespace, package: name }): [string, Declaration] => [
    name,
    { format: PackageFormat.NPM, packageNamespace: namespace, packageName: name, versions: ['1.0.0'] },
  ]);
  const { policies } = await deployed(Object.fromEntries(declarations));
  return new Policies(policies.grants);
}
