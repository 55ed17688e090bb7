import { type PackageName, packageName } from '../../../declaration/package-name';
import { isPackageUrl, readEcosystem } from '../../../declaration/package-versions/package-url';
import { readPackageCells } from './take-down-csv';
import { readLine, readUrl, type TakeDownContext, toRequested } from './take-down-line';
import { type AdvisoryInterval, readInterval, readName, type RequestedVersions } from './version-request';

type JsonObject = Readonly<Record<string, unknown>>;

const FORMS = 'an advisory of OSV or GitHub, CycloneDX, SPDX, or objects with purl, or with name and version';

/** Reads a document of JSON: an advisory, a bill of materials, or a list of entries. */
export function readJsonDocument(document: unknown, line: number, context: TakeDownContext): void {
  const { collector } = context;
  if (Array.isArray(document)) {
    document.forEach((entry: unknown) => readJsonDocument(entry, line, context));
  } else if (typeof document === 'string') {
    collector.add(line, () => readLine(document.trim(), context));
  } else if (isObject(document)) {
    readObject(document, line, context);
  } else {
    collector.fail(line, `an entry of JSON must be ${FORMS}; got ${JSON.stringify(document)}`);
  }
}

function readObject(object: JsonObject, line: number, context: TakeDownContext): void {
  const { collector } = context;
  if ('lockfileVersion' in object || (typeof object['version'] === 'number' && isObject(object['dependencies']))) {
    collector.fail(line, LOCK_FILE);
  } else if (isFilledText(object['withdrawn']) || isFilledText(object['withdrawn_at'])) {
    collector.withdrawnCount += 1;
  } else if (Array.isArray(object['affected'])) {
    objectsIn(object['affected']).forEach((affected) => collector.add(line, () => readAffected(affected, context)));
  } else if (Array.isArray(object['vulnerabilities'])) {
    objectsIn(object['vulnerabilities']).forEach((each) =>
      'vulnerable_version_range' in each || 'vulnerableVersionRange' in each
        ? collector.add(line, () => readVulnerability(each))
        : readObject(each, line, context),
    );
  } else if (
    object['bomFormat'] === 'CycloneDX' ||
    isObject(object['sbom']) ||
    Array.isArray(object['packages']) ||
    Array.isArray(object['@graph'])
  ) {
    const urls = findUrls(object);
    urls.forEach((url) => collector.add(line, () => readUrl(url, context)));
    if (urls.length === 0) {
      collector.fail(line, 'a bill of materials must have components with a package URL; got none');
    }
  } else if ('vulnerable_version_range' in object) {
    collector.add(line, () => readVulnerability(object));
  } else {
    collector.add(line, () => readEntry(object, context));
  }
}

/** A lock file names what a project uses, good versions most of all. */
export const LOCK_FILE =
  'a take-down list must name versions to dispose; got a lock file, which names the versions that a project uses. ' +
  'It can protect them: name it as inUse in a policy';

/** One package of an advisory in the format of OSV. Versions that it enumerates count beside its ranges. */
function readAffected(affected: JsonObject, context: TakeDownContext): readonly RequestedVersions[] {
  const pkg = readAdvisoryPackage(affected['package'], context);
  const versions = textsIn(affected['versions']).map((version) => ({ pkg, request: readName(pkg, version) }));
  const ranges = objectsIn(affected['ranges'])
    .filter(({ type }) => type !== 'GIT')
    .flatMap(({ events }) => readEvents(objectsIn(events)))
    .map((interval) => ({ pkg, request: readInterval(pkg, interval) }));
  if (versions.length + ranges.length === 0) {
    throw new RangeError('an advisory must have versions, or ranges of versions; got neither');
  }
  return [...versions, ...ranges];
}

/** Events are in any order of the versions that they begin and end; each introduction ends with the next end. */
function readEvents(events: readonly JsonObject[]): AdvisoryInterval[] {
  const intervals: AdvisoryInterval[] = [];
  for (const event of events) {
    const last = intervals.at(-1);
    const [introduced, fixed, lastAffected] = [event['introduced'], event['fixed'], event['last_affected']];
    if (isFilledText(introduced)) {
      intervals.push({ introduced });
    } else if (last && isFilledText(fixed)) {
      intervals[intervals.length - 1] = { ...last, fixed };
    } else if (last && isFilledText(lastAffected)) {
      intervals[intervals.length - 1] = { ...last, lastAffected };
    }
  }
  return intervals;
}

/** One package of an advisory as the API of GitHub gives it. */
function readVulnerability(each: JsonObject): readonly RequestedVersions[] {
  const pkg = readAdvisoryPackage(each['package'], undefined);
  const range = each['vulnerable_version_range'] ?? each['vulnerableVersionRange'];
  if (!isFilledText(range)) {
    throw new RangeError('an advisory must have a range of versions; got none');
  }
  // Every version is ">= 0" there.
  return toRequested(pkg, /^>=\s*0(?:\.0)*$/.test(range.trim()) ? '*' : range);
}

function readAdvisoryPackage(value: unknown, context: TakeDownContext | undefined): PackageName {
  const { ecosystem, name, purl } = isObject(value) ? value : {};
  if (isFilledText(purl) && !isFilledText(name) && context) {
    return readUrl(purl, context, '*')[0]!.pkg;
  }
  if (!isFilledText(ecosystem) || !isFilledText(name)) {
    throw new RangeError('an advisory must name the ecosystem and the name of a package; got none');
  }
  const format = readEcosystem(ecosystem);
  if (format === 'swift') {
    const [scope, repository] = name
      .replace(/\.git$/, '')
      .split('/')
      .slice(-2);
    return packageName(format, `${scope}.${repository}`);
  }
  return packageName(format, name);
}

/** An object with `purl`, or with the names of the columns of a list. */
function readEntry(entry: JsonObject, context: TakeDownContext): readonly RequestedVersions[] {
  const text = (...keys: readonly string[]) =>
    keys
      .map((key) => entry[key])
      .find(isFilledText)
      ?.trim() ?? '';
  const many = ['versions', 'affected_versions', 'malicious_versions'].flatMap((key) => textsIn(entry[key]));
  const versions =
    many.length > 0 ? many.join(', ') : text('version', 'package_version', 'versions', 'affected_versions');
  const purl = text('purl', 'packageUrl', 'package_url');
  if (purl !== '') {
    return readUrl(purl, context, versions);
  }
  const name = text('name', 'package', 'package_name', 'packageName');
  if (name === '' || versions === '') {
    throw new RangeError(`an entry of JSON must be ${FORMS}; got ${JSON.stringify(entry).slice(0, 200)}`);
  }
  if (isPackageUrl(name)) {
    return readUrl(name, context, versions);
  }
  const format = text('ecosystem', 'format', 'type', 'registry');
  return toRequested(
    readPackageCells({ format, namespace: text('namespace', 'scope', 'group'), name }, context.format),
    versions,
  );
}

/** The package URLs of a bill of materials, which may nest components in components. */
function findUrls(document: JsonObject): readonly string[] {
  const urls: string[] = [];
  const open: unknown[] = [document['sbom'] ?? document];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (isObject(value)) {
      const { purl, referenceType, referenceLocator, software_packageUrl: url } = value;
      const locator = referenceType === 'purl' ? referenceLocator : undefined;
      urls.push(...[purl, locator, url].filter(isFilledText));
      ['components', 'packages', 'externalRefs', '@graph', 'sbom'].forEach((key) => open.push(...valuesIn(value[key])));
    }
  }
  return urls;
}

function valuesIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : isObject(value) ? [value] : [];
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return valuesIn(value).filter(isObject);
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isFilledText) : [];
}

function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
