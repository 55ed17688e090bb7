import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DeployResult, LocalCloudFormation } from '../../local/cloudformation';
import { CodeArtifactService } from '../../local/codeartifact';

const STACK = 'Consumer';
const LEFT_PAD = { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: 'left-pad' } as const;

const BODY = `
const app = new App();
new DisposedPackageVersions(new Stack(app, '${STACK}'), 'LeftPad', {
  domain: 'my-domain',
  repository: 'my-repo',
  format: PackageFormat.NPM,
  packageName: 'left-pad',
  versions: ['1.0.0'],
});
app.synth();
`;

const CDK = `{ App, Stack }`;
const PACKAGE = `{ DisposedPackageVersions, PackageFormat }`;

/** The same app, by the file that it is in. */
export const APPS = {
  'app.cjs': `const ${CDK} = require('aws-cdk-lib');\nconst ${PACKAGE} = require('cdk-codeartifact-disposal');\n${BODY}`,
  'app.mjs': `import ${CDK} from 'aws-cdk-lib';\nimport ${PACKAGE} from 'cdk-codeartifact-disposal';\n${BODY}`,
};

/** An app with a clean-up, which needs the handler of manifests and the reader of hold lists. */
export const CLEAN_UP_APP = 'clean-up.cjs';
const MANIFEST = '# cdk-codeartifact-disposal manifest 1\nnpm\tleft-pad\t1.0.0\tr\n';
const CLEAN_UP = `const ${CDK} = require('aws-cdk-lib');
const { DisposedPackages, PackagePermissions } = require('cdk-codeartifact-disposal');
const app = new App();
new DisposedPackages(new Stack(app, '${STACK}'), 'CleanUp', {
  domain: 'my-domain',
  repository: 'my-repo',
  manifest: 'clean-up.disposals',
  holds: 'hold.txt',
  permissions: PackagePermissions.namespaces(),
});
app.synth();
`;

/** A CDK app that has the package installed, and nothing of this repository. */
export class Consumer {
  constructor(readonly directory: string) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
    const files = {
      ...APPS,
      [CLEAN_UP_APP]: CLEAN_UP,
      'clean-up.disposals': MANIFEST,
      'hold.txt': 'npm left-pad >=2\n',
    };
    Object.entries(files).forEach(([name, text]) => this.write(name, text));
  }

  write(name: string, text: string) {
    writeFileSync(join(this.directory, name), text);
  }

  /** Synthesizes the app where no program is in reach: no esbuild, no Docker, no shell. */
  async synthesize(app: keyof typeof APPS | typeof CLEAN_UP_APP): Promise<string> {
    const assembly = join(this.directory, `${app}.cdk.out`);
    const nowhere = join(this.directory, 'nowhere');
    await promisify(execFile)(process.execPath, [app], {
      cwd: this.directory,
      env: { PATH: nowhere, HOME: nowhere, CDK_OUTDIR: assembly, CDK_VALIDATION: 'false' },
    });
    return assembly;
  }
}

/** The asset's name, which holds its hash, and the files in it. */
export function assetOf(assembly: string): { readonly name: string; readonly files: string[] } {
  const assets = readdirSync(assembly).filter((name) => name.startsWith('asset.'));
  expect(assets).toHaveLength(1);
  return { name: assets[0]!, files: readdirSync(join(assembly, assets[0]!)).sort() };
}

/** Deploys an assembly to the embedded services, which runs the handler in its asset. */
export async function deploy(assembly: string): Promise<DeployResult & { readonly statusOfVersion?: string }> {
  const codeArtifact = await CodeArtifactService.start();
  codeArtifact.registry.publish(LEFT_PAD, '1.0.0');
  const cloudFormation = await LocalCloudFormation.start({
    environment: { AWS_ENDPOINT_URL_CODEARTIFACT: codeArtifact.endpoint },
  });
  try {
    const result = await cloudFormation.deploy(assembly, STACK);
    return { ...result, statusOfVersion: codeArtifact.registry.version(LEFT_PAD, '1.0.0')?.status };
  } finally {
    await cloudFormation.stop();
    await codeArtifact.stop();
  }
}
