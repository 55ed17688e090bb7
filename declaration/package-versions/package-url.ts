import { PackageURL } from 'packageurl-js';
import type { Format } from '../package-format';
import { type PackageName, packageOfParts } from '../package-name';

/** The package that a package URL names, and its version if it names one. */
export interface NamedPackageVersion {
  readonly pkg: PackageName;
  readonly version?: string;
  /** The part of the version that the URL is about, such as `classifier` or `#src`; absent if it is about all of it. */
  readonly part?: string;
}

/** The names that advisories, lists and package URLs have for the formats of CodeArtifact. */
const FORMATS_BY_ECOSYSTEM: ReadonlyMap<string, Format> = new Map([
  ['npm', 'npm'],
  ['npmpackage', 'npm'],
  ['pypi', 'pypi'],
  ['pip', 'pypi'],
  ['python', 'pypi'],
  ['maven', 'maven'],
  ['nuget', 'nuget'],
  ['generic', 'generic'],
  ['ruby', 'ruby'],
  ['gem', 'ruby'],
  ['rubygems', 'ruby'],
  ['swift', 'swift'],
  ['swifturl', 'swift'],
  ['cargo', 'cargo'],
  ['crates.io', 'cargo'],
  ['rust', 'cargo'],
]);

/** Qualifiers that name a part of a version. */
const NARROWING_QUALIFIERS = ['classifier', 'file_name'];

/** The format that a list calls an ecosystem; undefined if CodeArtifact has no such packages. */
function findFormat(ecosystem: string): Format | undefined {
  // OSV writes `Debian:11` and `PyPI`; lists write `npm package`.
  return (
    FORMATS_BY_ECOSYSTEM.get(
      ecosystem
        .toLowerCase()
        .replace(/[\s_-]|:.*$/g, '')
        .replace(/packages?$/, ''),
    ) ?? FORMATS_BY_ECOSYSTEM.get(ecosystem.toLowerCase())
  );
}

/** A package of an ecosystem that CodeArtifact does not have. */
export class ForeignPackage extends RangeError {
  constructor(readonly ecosystem: string) {
    super(
      `CodeArtifact has packages of ${[...new Set(FORMATS_BY_ECOSYSTEM.values())].join(', ')}; got ${ecosystem}. Remove the line`,
    );
    this.name = 'ForeignPackage';
  }
}

/**
 * The format that a list calls an ecosystem.
 *
 * @throws ForeignPackage
 */
export function readEcosystem(ecosystem: string): Format {
  const format = findFormat(ecosystem);
  if (format === undefined) {
    throw new ForeignPackage(ecosystem);
  }
  return format;
}

/** True if a text is meant as a package URL. */
export function isPackageUrl(text: string): boolean {
  return /^pkg:/i.test(text);
}

/**
 * Reads a package URL. Its parts are taken as they are: the library would write names of npm in lower case, and
 * `JSONStream` is another package than `jsonstream`.
 *
 * @throws ForeignPackage
 * @throws RangeError
 */
export function readPackageUrl(text: string): NamedPackageVersion {
  const type = /^pkg:\/*([^/?#@]+)/i.exec(text)?.[1] ?? '';
  const format = readEcosystem(type);
  const [, namespace, name = '', version, qualifiers, subpath] = parsePackageUrl(text);
  // The type says it is an object of qualifiers, and the library gives the parameters of the URL.
  const parameters = qualifiers instanceof URLSearchParams ? qualifiers : new URLSearchParams();
  const narrowing = NARROWING_QUALIFIERS.find((key) => parameters.has(key));
  const part = narrowing ?? (subpath ? `#${subpath}` : undefined);
  const pkg = packageOfParts(format, readNamespace(format, namespace), name);
  // RubyGems names a version for a platform so: 1.15.4-x86_64-linux.
  const platform = format === 'ruby' ? parameters.get('platform') : null;
  const suffix = platform === null || platform === 'ruby' ? '' : `-${platform}`;
  return {
    pkg,
    ...(version ? { version: version + suffix } : {}),
    ...(part === undefined ? {} : { part }),
  };
}

/** A package of Swift has the address of its source as namespace, whose last part is the scope. */
function readNamespace(format: Format, namespace: string | undefined): string | undefined {
  const scope =
    format === 'npm' ? namespace?.replace(/^@/, '') : format === 'swift' ? namespace?.split('/').at(-1) : namespace;
  return scope || undefined;
}

function parsePackageUrl(text: string): ReturnType<typeof PackageURL.parseString> {
  try {
    // The parser of URLs drops tabs, and would join what they separate.
    if (/\s/.test(text)) {
      throw new RangeError('it has white space');
    }
    return PackageURL.parseString(text);
  } catch (error) {
    throw new RangeError(
      `a package URL must be as in pkg:npm/%40scope/name@1.0.0; got ${text}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
