import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  type CodeartifactClient,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import type { ColdCopy } from '../../declaration/cold-copy';
import { displayName } from '../../declaration/package-format';
import { restoreTag } from './native-commands';
import { MAX_TARBALL_BYTES, readPackageJson } from './npm-tarball';
import { RestoreRefusal } from './restore-refusal';
import type { RestoredFile } from './write-assets';

/** Seconds for which the authorization token is valid, at least. */
const TOKEN_SECONDS = 900;

/** The tags of a package, by name. */
export type DistTags = Readonly<Record<string, string>>;

/** The registry of npm that a repository has, in its own protocol. */
export class NpmRegistry {
  static async connect(client: CodeartifactClient, copy: ColdCopy): Promise<NpmRegistry> {
    const { domain, domainOwner, repository, namespace, package: name } = copy;
    const { repositoryEndpoint } = await client.send(
      new GetRepositoryEndpointCommand({ domain, domainOwner, repository, format: 'npm' }),
    );
    const { authorizationToken } = await client.send(
      new GetAuthorizationTokenCommand({ domain, domainOwner, durationSeconds: TOKEN_SECONDS }),
    );
    if (repositoryEndpoint === undefined || authorizationToken === undefined) {
      throw new Error('CodeArtifact gave no endpoint of the repository, or no authorization token');
    }
    return new NpmRegistry(
      repositoryEndpoint.replace(/\/?$/, '/'),
      authorizationToken,
      displayName('npm', namespace, name),
    );
  }

  private constructor(
    private readonly endpoint: string,
    private readonly token: string,
    private readonly name: string,
  ) {}

  /** The tags of the package; none if it does not exist. */
  async readTags(): Promise<DistTags> {
    const response = await this.send(`-/package/${encodeURIComponent(this.name)}/dist-tags`, { method: 'GET' });
    if (response.status === 404) {
      return {};
    }
    await requireAcceptance(response);
    return (await response.json()) as DistTags;
  }

  /**
   * Publishes a tarball as it is, under a tag that no other version has: where publishConfig or the missing tag would lead
   * npm, it does not matter.
   *
   * @throws RestoreRefusal if the file is not the package, or the registry refuses it
   */
  async publish(copy: ColdCopy, files: readonly RestoredFile[]): Promise<void> {
    const [file] = files;
    if (file === undefined || files.length > 1 || file.asset.size > MAX_TARBALL_BYTES) {
      throw new RestoreRefusal(
        `--publish takes one tarball of at most ${MAX_TARBALL_BYTES} bytes; use the commands of npm for this version.`,
      );
    }
    const tarball = readFileSync(file.path);
    const packageJson = readPackageJson(tarball);
    if (packageJson['name'] !== this.name || packageJson['version'] !== copy.version) {
      throw new RestoreRefusal(
        `its tarball must be ${this.name} ${copy.version}; got ${String(packageJson['name'])} ${String(packageJson['version'])}.`,
      );
    }
    const body = JSON.stringify(this.createDocument(copy, packageJson, tarball));
    const response = await this.send(encodeURIComponent(this.name), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await requireAcceptance(response);
  }

  /** The document that `npm publish` sends. */
  private createDocument(copy: ColdCopy, packageJson: Readonly<Record<string, unknown>>, tarball: Buffer): object {
    const { version } = copy;
    const file = `${this.name}-${version}.tgz`;
    const hash = (algorithm: string) => createHash(algorithm).update(tarball);
    return {
      _id: this.name,
      name: this.name,
      'dist-tags': { [restoreTag(version)]: version },
      versions: {
        [version]: {
          ...packageJson,
          _id: `${this.name}@${version}`,
          dist: {
            integrity: `sha512-${hash('sha512').digest('base64')}`,
            shasum: hash('sha1').digest('hex'),
            tarball: `${this.endpoint}${this.name}/-/${file}`,
          },
        },
      },
      _attachments: {
        [file]: {
          content_type: 'application/octet-stream',
          data: tarball.toString('base64'),
          length: tarball.length,
        },
      },
    };
  }

  private send(path: string, init: RequestInit): Promise<Response> {
    return fetch(`${this.endpoint}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${this.token}` },
    });
  }
}

async function requireAcceptance(response: Response): Promise<void> {
  if (!response.ok) {
    const text = (await response.text()).slice(0, 500);
    throw new RestoreRefusal(`the registry answered ${response.status}: ${text}`);
  }
}

/** The tags that a publication moved, though it named none of them. */
export function findMovedTags(before: DistTags, after: DistTags): string[] {
  return Object.keys(before).filter((tag) => before[tag] !== after[tag]);
}
