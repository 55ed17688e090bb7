import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CodeArtifactService } from '../../../local/codeartifact';
import { NpmClient } from '../../../local/npm-client';
import { startCodeArtifact } from '../fixtures/codeartifact';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD = { ...REPOSITORY, format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
let service: CodeArtifactService;
let npm: NpmClient;
let directory: string;

beforeEach(async () => {
  ({ service } = await startCodeArtifact());
  service.registry.createRepository('my-domain', 'my-repo');
  directory = mkdtempSync(join(tmpdir(), 'npm-'));
  npm = await NpmClient.login(service, REPOSITORY, directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const publish = (version: string, ...options: string[]) =>
  npm.publish({ name: '@my-scope/left-pad', version, description: 'pads' }, ...options);
const view = async (...args: string[]) => JSON.parse((await npm.run(['view', '--json', ...args])).stdout) as unknown;

test('The real npm publishes, views and installs a package, with the integrity of its bytes', async () => {
  expect(await publish('1.0.0')).toMatchObject({ status: 0 });
  expect(service.registry.version(LEFT_PAD, '1.0.0')).toMatchObject({
    status: 'Published',
    metadata: { summary: 'pads' },
  });
  expect(await view('@my-scope/left-pad', 'dist-tags')).toEqual({ latest: '1.0.0' });
  const integrity = await view('@my-scope/left-pad@1.0.0', 'dist.integrity');
  writeFileSync(join(directory, 'package.json'), '{}');
  const install = await npm.run(['install', '@my-scope/left-pad@1.0.0']);
  expect(install).toMatchObject({ status: 0 });
  const lock = JSON.parse((await npm.run(['ls', '--json', '--long'])).stdout) as {
    dependencies: Record<string, { integrity: string }>;
  };
  expect(lock.dependencies['@my-scope/left-pad']!.integrity).toBe(integrity);
});

test('The real npm sets and lists dist-tags, and a tag of a publication leaves latest where it is', async () => {
  await publish('2.0.0');
  await publish('1.0.0', '--tag', 'old');
  await npm.run(['dist-tag', 'add', '@my-scope/left-pad@1.0.0', 'stable']);
  const { stdout } = await npm.run(['dist-tag', 'ls', '@my-scope/left-pad']);
  expect(stdout.trim().split('\n')).toEqual(['latest: 2.0.0', 'old: 1.0.0', 'stable: 1.0.0']);
});

test('A publication moves the tag latest where the variant says so', async () => {
  service.variants = { ...service.variants, npmLatest: 'moves' };
  await publish('2.0.0');
  await publish('1.0.0', '--tag', 'old');
  expect(await view('@my-scope/left-pad', 'dist-tags')).toEqual({ latest: '1.0.0', old: '1.0.0' });
});

test('A version is published once, and an archived one is not shown to package managers', async () => {
  await publish('1.0.0');
  expect((await publish('1.0.0')).stderr).toMatch(/previously published|exists/);
  service.registry.archive(LEFT_PAD, '1.0.0');
  expect((await npm.run(['view', '@my-scope/left-pad'])).stderr).toContain('404');
});

test('A request without an authorization token is refused', async () => {
  const answer = await fetch(`${service.endpoint}/npm/my-domain/my-repo/left-pad`);
  expect(answer.status).toBe(401);
});
