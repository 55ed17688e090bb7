import type { IncomingMessage } from 'node:http';
import { accessDenied, ServiceException } from '../exceptions';
import type { RawAnswer } from '../faults';
import { parseJson } from '../http';
import { packageArn, type PackageCoordinates, repositoryArn } from '../names';
import { answerWithAsset } from '../package-version-assets';
import type { OperationContext } from '../resources';
import { packument, publishDocument } from './documents';

/** A request of npm, in the protocol of its registry. */
export interface NpmRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** `/npm/DOMAIN/REPOSITORY/…`, as GetRepositoryEndpoint names it. */
const PATH = /^\/npm\/([^/]+)\/([^/]+)\/(.*)$/;
const TAGS = /^-\/package\/(.+)\/dist-tags(?:\/([^/]+))?$/;
const TARBALL = /^(.+)\/-\/(?:.+\/)?([^/]+)\.tgz$/;

export function isNpmPath(path: string): boolean {
  return PATH.test(path);
}

/** Answers a request of npm as the endpoint of a repository does. */
export function answerNpm(
  context: OperationContext,
  request: NpmRequest,
  authorize: (action: string, resource: string) => boolean,
): RawAnswer {
  try {
    return answer(context, request, authorize);
  } catch (error) {
    if (!(error instanceof ServiceException)) {
      throw error;
    }
    return json(error.status, { error: error.message });
  }
}

function answer(
  context: OperationContext,
  request: NpmRequest,
  authorize: (action: string, resource: string) => boolean,
): RawAnswer {
  const [, domain = '', repository = '', encoded = ''] = PATH.exec(request.path)!;
  const rest = decodeURIComponent(encoded);
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined || !context.tokens.has(token)) {
    return json(401, { error: 'Unauthenticated: the request has no valid authorization token' });
  }
  const require = (action: string, resource: string): void => {
    if (!authorize(action, resource)) {
      throw accessDenied(context.scope.account, action, resource);
    }
  };
  const name = (text: string): PackageCoordinates => {
    const [, scope, bare = text] = /^@([^/]+)\/(.+)$/.exec(text) ?? [];
    return { domain, repository, format: 'npm', namespace: scope, package: bare };
  };
  const requireRead = () =>
    require('codeartifact:ReadFromRepository', repositoryArn(context.scope, domain, repository));
  const write = (pkg: PackageCoordinates) =>
    require('codeartifact:PublishPackageVersion', packageArn(context.scope, pkg));
  const [, tagged, tag] = TAGS.exec(rest) ?? [];
  if (tagged !== undefined) {
    return answerTags(context, { request, pkg: name(tagged), tag }, { read: requireRead, write });
  }
  if (request.method === 'PUT') {
    const pkg = name(rest);
    write(pkg);
    publishDocument(context, pkg, parseJson(request.body.toString()));
    return json(200, { success: true });
  }
  requireRead();
  const [, owner, file = ''] = TARBALL.exec(rest) ?? [];
  return owner === undefined ? answerPackument(context, name(rest)) : answerTarball(context, name(owner), file);
}

function answerPackument(context: OperationContext, pkg: PackageCoordinates): RawAnswer {
  const document = packument(context, pkg);
  return document ? json(200, document) : json(404, { error: `Not found: ${pkg.package}` });
}

function answerTarball({ registry, variants }: OperationContext, pkg: PackageCoordinates, file: string): RawAnswer {
  const version = [...(registry.package(pkg)?.versions.values() ?? [])].find(
    (candidate) => file === `${pkg.package}-${candidate.version}`,
  );
  const asset = version?.assets.find(({ name }) => name.endsWith('.tgz'));
  const isHidden = version?.status === 'Archived' && variants.archivedAssets !== 'readable';
  if (!version || !asset || isHidden) {
    return json(404, { error: `Not found: ${file}` });
  }
  const { content } = answerWithAsset(version, asset);
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: '', content };
}

function answerTags(
  { registry }: OperationContext,
  { request, pkg, tag }: { request: NpmRequest; pkg: PackageCoordinates; tag: string | undefined },
  { read: requireRead, write }: { read: () => void; write: (pkg: PackageCoordinates) => void },
): RawAnswer {
  const tags = registry.package(pkg)?.tags;
  if (!tags) {
    return json(404, { error: `Not found: ${pkg.package}` });
  }
  if (request.method === 'GET') {
    requireRead();
    return json(200, Object.fromEntries(tags));
  }
  write(pkg);
  if (request.method === 'DELETE') {
    tags.delete(tag ?? '');
  } else {
    registry.tag(pkg, tag ?? '', String(parseJson(request.body.toString())));
  }
  return json(200, { ok: true });
}

function json(status: number, body: object): RawAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
