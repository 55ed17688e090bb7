import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CodeartifactClient,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import type { CodeArtifactService } from './codeartifact';

/** The end of a run of npm. */
export interface NpmResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real npm, logged in to a repository of the embedded CodeArtifact. */
export class NpmClient {
  /** @param directory for the packages, the cache and the configuration of npm */
  static async login(
    service: CodeArtifactService,
    { domain, repository }: { readonly domain: string; readonly repository: string },
    directory: string,
  ): Promise<NpmClient> {
    const client = new CodeartifactClient(service.clientConfig);
    const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain }));
    const { repositoryEndpoint = '' } = await client.send(
      new GetRepositoryEndpointCommand({ domain, repository, format: 'npm' }),
    );
    client.destroy();
    mkdirSync(directory, { recursive: true });
    const lines = [
      `registry=${repositoryEndpoint}`,
      `${repositoryEndpoint.replace(/^https?:/, '')}:_authToken=${authorizationToken}`,
      'update-notifier=false',
      'audit=false',
      'fund=false',
    ];
    writeFileSync(join(directory, '.npmrc'), `${lines.join('\n')}\n`);
    return new NpmClient(directory);
  }

  private constructor(readonly directory: string) {}

  /** Runs npm in a folder below the directory. */
  async run(args: readonly string[], folder = '.'): Promise<NpmResult> {
    const cwd = join(this.directory, folder);
    mkdirSync(cwd, { recursive: true });
    // No variable of an npm that runs this program may decide anything.
    const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
    const env = {
      ...Object.fromEntries(inherited),
      NPM_CONFIG_USERCONFIG: join(this.directory, '.npmrc'),
      NPM_CONFIG_CACHE: join(this.directory, '.cache'),
    };
    const child = spawn('npm', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve(status ?? 1));
    });
    const [status, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { status, stdout, stderr };
  }

  /** Publishes a package with one file. */
  async publish(packageJson: object, ...options: string[]): Promise<NpmResult> {
    const folder = `package-${JSON.stringify(packageJson).replace(/\W+/g, '-')}`.slice(0, 100);
    mkdirSync(join(this.directory, folder), { recursive: true });
    writeFileSync(join(this.directory, folder, 'package.json'), JSON.stringify(packageJson, undefined, 2));
    writeFileSync(join(this.directory, folder, 'index.js'), 'module.exports = "left-pad";\n');
    return this.run(['publish', ...options], folder);
  }
}
