import { PackageURL } from 'packageurl-js';
import type { Format } from '../../declaration/package-format';
import type { EvidenceCollector } from './evidence';

/** The types of package URLs that are formats of CodeArtifact. */
const FORMATS_BY_TYPE: ReadonlyMap<string, Format> = new Map([
  ['npm', 'npm'],
  ['pypi', 'pypi'],
  ['maven', 'maven'],
  ['nuget', 'nuget'],
  ['generic', 'generic'],
  ['gem', 'ruby'],
  ['swift', 'swift'],
  ['cargo', 'cargo'],
]);

/**
 * Takes the version that a package URL names, or the package if it names none. A part of a version, such as a classifier or
 * a path, is in use as a whole version.
 *
 * @param versionElsewhere the version that stands beside the URL
 * @throws RangeError for a URL of a format of CodeArtifact that cannot be read: what it names would not be kept
 */
export function addPackageUrl(evidence: EvidenceCollector, text: string, versionElsewhere?: string): void {
  const type = /^pkg:\/*([^/?#@]+)/i.exec(text)?.[1]?.toLowerCase() ?? 'unknown';
  const format = FORMATS_BY_TYPE.get(type);
  const parts = format === undefined ? undefined : parse(text);
  if (format === undefined || !parts || (format === 'generic' && !parts.namespace)) {
    evidence.addOther(type);
    return;
  }
  const { namespace, name, version, platform } = parts;
  evidence.addParts(
    format,
    { namespace: namespaceFor(format, namespace), name },
    (version ?? versionElsewhere ?? '') + platform,
  );
}

/** A package of Swift has the address of its source as namespace, whose last part is the scope. */
function namespaceFor(format: Format, namespace: string | undefined): string | undefined {
  switch (format) {
    case 'npm':
      return namespace?.replace(/^@/, '');
    case 'swift':
      return namespace?.split('/').at(-1);
    default:
      return namespace;
  }
}

function parse(text: string) {
  try {
    // The parser of URLs drops tabs, and would join the texts around them.
    if (/\s/.test(text)) {
      throw new RangeError('it has white space');
    }
    const [, namespace, name, version, qualifiers] = PackageURL.parseString(text);
    const parameters = qualifiers instanceof URLSearchParams ? qualifiers : new URLSearchParams();
    const platform = parameters.get('platform');
    return {
      namespace: namespace || undefined,
      name: name ?? '',
      version: version || undefined,
      platform: !version || platform === null || platform === 'ruby' ? '' : `-${platform}`,
    };
  } catch (error) {
    throw new RangeError(
      `a package URL must be as in pkg:npm/%40scope/name@1.0.0; got ${text}: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
