import { FIELDS } from '../../declaration/fields';
import { type Format, isFormat, namespaceRule, normalizeName } from '../../declaration/package-format';
import { isJsonObject, type JsonObject, readString } from '../evidence/evidence';
import type { LogFile } from './log-file-name';
import type { PathReading } from './paths/path-reading';
import { readRequestPath } from './paths/request-path';
import { ANY, type LoggedRequests, type PackageRequest, repositoryKey, requestKey } from './request';

/** A record that tells of reads, but not of which repository. */
export const UNATTRIBUTED = 'unattributed';

const EVENTS = ['ReadFromRepository', 'GetPackageVersionAsset', 'CopyPackageVersions'];

/** A record that is a successful request for a package. */
export interface LoggedRecord {
  /** Milliseconds. */
  readonly time: number;
  readonly requests: LoggedRequestsOrNone;
}

type LoggedRequestsOrNone = readonly LoggedRequests[] | typeof UNATTRIBUTED;

/** Most requests repeat others, and reading one again takes longer than finding it. */
const MAX_CACHED = 50_000;
const cache = new Map<string, LoggedRequestsOrNone | undefined>();

/**
 * Reads a record of the log.
 *
 * @returns undefined for a record that is no successful request for a package
 * @throws RangeError for a name that CodeArtifact cannot have logged
 */
export function readRecord(record: JsonObject, file: LogFile): LoggedRecord | undefined {
  const { eventSource, eventName, errorCode } = record;
  if (eventSource !== 'codeartifact.amazonaws.com' || !EVENTS.includes(String(eventName)) || (errorCode ?? '') !== '') {
    return undefined;
  }
  const additional = record['additionalEventData'];
  const uri = isJsonObject(additional) ? readString(additional['requestUri']) : undefined;
  const key = `${file.account}\n${file.region}\n${String(eventName)}\n${uri}${parametersKey(record['requestParameters'])}`;
  let requests = cache.get(key);
  if (requests === undefined && !cache.has(key)) {
    requests = readRequests(record, { file, uri });
    if (cache.size === MAX_CACHED) {
      cache.clear();
    }
    cache.set(key, requests);
  }
  const time = Date.parse(readString(record['eventTime']) ?? '');
  return requests && { time: Number.isNaN(time) ? file.time : time, requests };
}

/** Tells parameters apart, faster than their JSON. */
function parametersKey(parameters: unknown): string {
  if (!isJsonObject(parameters)) {
    return '';
  }
  let key = '';
  for (const name in parameters) {
    const value = parameters[name];
    key += `\n${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  }
  return key;
}

interface RequestSource {
  readonly file: LogFile;
  /** The path of the request; undefined for a call of the API. */
  readonly uri: string | undefined;
}

function readRequests(record: JsonObject, { file, uri }: RequestSource): LoggedRequestsOrNone | undefined {
  const parameters = isJsonObject(record['requestParameters']) ? record['requestParameters'] : {};
  const text = (...names: readonly string[]) => names.map((name) => readString(parameters[name])).find(Boolean);
  const domain = text('domainName', 'domain');
  const owner = text('domainOwner') ?? file.account;
  const isCopy = record['eventName'] === 'CopyPackageVersions';
  const repositories = isCopy
    ? [text('sourceRepository', 'sourceRepositoryName'), text('destinationRepository', 'destinationRepositoryName')]
    : [text('repositoryName', 'repository')];
  const format = text('packageFormat', 'format') ?? /^\/([a-z]+)\//.exec(uri ?? '')?.[1];
  if (domain === undefined || repositories.includes(undefined) || format === undefined) {
    return UNATTRIBUTED;
  }
  requireName(FIELDS.domain, 'domain', domain);
  requireName(FIELDS.domainOwner, 'domainOwner', owner);
  if (!isFormat(format)) {
    return undefined;
  }
  const { requests, lacksVersion } = isCopy
    ? readCopy(format, parameters, text)
    : readRead(format, { uri, text, repository: repositories[0] ?? '' });
  return repositories.map((name = '') => {
    requireName(FIELDS.repository, 'repository', name);
    const repository = { owner, region: file.region, domain, repository: name };
    const keys = { repositoryKey: repositoryKey(repository), requestKeys: requests.map(requestKey) };
    return { repository, format, requests, lacksVersion, ...keys };
  });
}

type ReadText = (...names: readonly string[]) => string | undefined;

interface FormatRequests {
  readonly requests: readonly PackageRequest[];
  readonly lacksVersion: boolean;
}

/** Both the members and the path count. */
function readRead(
  format: Format,
  { uri, text, repository }: Pick<RequestSource, 'uri'> & { readonly text: ReadText; readonly repository: string },
): FormatRequests {
  const inPath = uri === undefined ? undefined : readRequestPath(format, uri, repository);
  const member = readMembers(format, text);
  if (!member) {
    const isKnown = inPath !== undefined;
    return {
      requests: isKnown
        ? inPath.flatMap((reading) => pathRequest(format, reading))
        : [toRequest(format, { namespace: ANY, name: ANY })],
      lacksVersion: !isKnown || inPath.some(({ version }) => version === undefined),
    };
  }
  const sameName = (inPath ?? []).filter(
    ({ name }) => normalizeName(format, name) === normalizeName(format, member.name),
  );
  // The path has the namespace, where the members lack it.
  const hasNamespace = member.namespace !== undefined || namespaceRule(format).namespace === 'none';
  const members =
    hasNamespace || sameName.length === 0
      ? [member]
      : sameName.map((reading) => ({ ...member, namespace: reading.namespace ?? '' }));
  const fromMembers = members
    .filter(({ version }) => version !== undefined || sameName.length === 0)
    .map((each) => toRequest(format, each));
  const fromPath = (inPath ?? []).flatMap((reading) => pathRequest(format, reading));
  return { requests: [...fromMembers, ...fromPath], lacksVersion: member.version === undefined };
}

function readCopy(format: Format, parameters: JsonObject, text: ReadText): FormatRequests {
  const member = readMembers(format, text);
  const { versions, versionRevisions } = parameters;
  const names = [
    ...(Array.isArray(versions) ? versions.filter((version) => typeof version === 'string') : []),
    ...(isJsonObject(versionRevisions) ? Object.keys(versionRevisions) : []),
  ];
  const pkg = member ?? { namespace: ANY, name: ANY };
  const versionNames = names.length === 0 ? [undefined] : names;
  return {
    requests: versionNames.map((version) => toRequest(format, { ...pkg, version })),
    lacksVersion: names.length === 0,
  };
}

/** A package by its members: the names of the trail, or those of the API. */
function readMembers(format: Format, text: ReadText): PathReading | undefined {
  const nameText = text('packageName', 'package');
  const version = text('packageVersion', 'version');
  if (nameText === undefined) {
    return undefined;
  }
  const [, scope, ofScope] =
    (format === 'npm' ? /^@([^/]+)\/(.+)$/ : format === 'maven' ? /^([^:]+):(.+)$/ : /^$/).exec(nameText) ?? [];
  const namespace = text('packageNamespace', 'namespace')?.replace(/^@/, '') ?? scope;
  return { ...(namespace === undefined ? {} : { namespace }), name: ofScope ?? nameText, version };
}

/** A path is read by guesses: what is no name tells nothing. */
function pathRequest(format: Format, reading: PathReading): readonly PackageRequest[] {
  try {
    // The path of a package of npm without a scope says that it has none.
    return [toRequest(format, format === 'npm' ? { namespace: '', ...reading } : reading)];
  } catch {
    return [];
  }
}

/** Without a namespace any is possible; npm has packages without one as well. */
function toRequest(format: Format, { namespace, name, version }: PathReading): PackageRequest {
  const rule = namespaceRule(format).namespace;
  const ownNamespace = rule === 'none' ? '' : (namespace ?? ANY);
  [ownNamespace, name, version ?? ANY]
    .filter((text) => text !== '')
    .forEach((text) => requireName(FIELDS.package, 'package', text));
  return {
    format,
    namespace: ownNamespace === ANY ? ANY : normalizeName(format, ownNamespace),
    package: name === ANY ? ANY : normalizeName(format, name),
    version: version ?? ANY,
  };
}

function requireName(
  { pattern, rule }: { readonly pattern: RegExp; readonly rule: string },
  name: string,
  text: string,
) {
  if (!pattern.test(text)) {
    throw new RangeError(`a record's ${name} must be ${rule}; got ${JSON.stringify(text.slice(0, 200))}`);
  }
}
