import { RESOURCE_TYPE } from '../../declaration/resource-type';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ACCOUNT, REGION } from './review-of-app';

/** A resource of a template, as JSON. */
export type Resource = Record<string, unknown>;

/** The properties of a declaration, as the construct writes them. */
export function declaredProperties(versions: unknown = ['1.0.0'], others: Resource = {}): Resource {
  return {
    ServiceToken: { 'Fn::GetAtt': ['Disposer', 'Arn'] },
    domain: 'my-domain',
    domainOwner: ACCOUNT,
    repository: 'my-repo',
    format: 'npm',
    namespace: 'my-scope',
    package: 'left-pad',
    versions,
    ...others,
  };
}

/** A declaration, as the construct writes it. */
export function declaration(versions: unknown = ['1.0.0'], others: Resource = {}): Resource {
  return { Type: RESOURCE_TYPE, Properties: declaredProperties(versions, others) };
}

/** The function that declarations call. */
export const DISPOSER: Resource = {
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { ZipFile: 'client.send(new DisposePackageVersionsCommand(input))' } },
};

/** A function of somebody else's. */
export const OTHER_FUNCTION: Resource = {
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { ZipFile: 'exports.handler = () => {}' } },
};

export interface StackOfTemplate {
  readonly template: unknown;
  readonly account?: string;
  readonly region?: string;
  readonly stackName?: string;
  /** The path of the stack's construct, as the manifest claims it. */
  readonly displayName?: string;
  /** Values that the assembly deploys the stack with. */
  readonly parameters?: Record<string, string>;
}

export interface Asset {
  readonly hash: string;
  readonly file: string;
  readonly packaging?: 'file' | 'zip';
}

/** Where the deployment publishes an asset, as the CDK writes it into a template. */
export function assetUrl(hash: string): Resource {
  return { 'Fn::Sub': 'https://s3.us-east-1.${AWS::URLSuffix}/assets-bucket/' + `${hash}.json` };
}

/** A hash as long as the CDK's. */
export function assetHash(digit: string): string {
  return digit.repeat(64);
}

/** Writes a cloud assembly of templates as they are, whether the CDK would write them or not. */
export function writeAssembly(
  directory: string,
  stacks: Record<string, StackOfTemplate>,
  { files = {}, assets = [] }: { files?: Record<string, unknown>; assets?: readonly Asset[] } = {},
): string {
  const write = (name: string, content: unknown) => {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  };
  const artifacts: Record<string, unknown> = {};
  for (const [id, stack] of Object.entries(stacks)) {
    const { template, account = ACCOUNT, region = REGION, stackName, displayName, parameters } = stack;
    write(`${id}.template.json`, template);
    artifacts[id] = {
      type: 'aws:cloudformation:stack',
      environment: `aws://${account}/${region}`,
      displayName,
      properties: { templateFile: `${id}.template.json`, stackName, parameters },
    };
  }
  if (assets.length > 0) {
    const entries = assets.map(({ hash, file, packaging = 'file' }) => [
      hash,
      {
        source: { path: file, packaging },
        destinations: {
          here: { bucketName: 'assets-bucket', objectKey: `${hash}.${packaging === 'zip' ? 'zip' : 'json'}` },
        },
      },
    ]);
    write('assembly.assets.json', {
      version: '48.0.0',
      files: Object.fromEntries(entries) as unknown,
      dockerImages: {},
    });
    artifacts['assets'] = { type: 'cdk:asset-manifest', properties: { file: 'assembly.assets.json' } };
  }
  Object.entries(files).forEach(([name, content]) => write(name, content));
  write('manifest.json', { version: '48.0.0', artifacts });
  return directory;
}
