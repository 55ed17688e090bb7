import type { ReportPackage } from '../report-data';

/** The types of package URLs, by the formats of CodeArtifact that are called otherwise. */
const TYPES: Readonly<Record<string, string>> = { ruby: 'gem' };

/** Half of a character, which cannot be encoded. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The package URL of a version (https://github.com/package-url/purl-spec).
 *
 * @returns undefined for a package that is not known, and for a name that no address can have
 */
export function packageUrl(
  { format, namespace, packageName, known }: ReportPackage,
  version: string,
): string | undefined {
  if (!known || LONE_SURROGATE.test(namespace + packageName + version)) {
    return undefined;
  }
  const scope = format === 'npm' && namespace !== '' ? `@${namespace}` : namespace;
  const name = format === 'pypi' ? packageName.toLowerCase().replaceAll('_', '-') : packageName;
  const parts = [...scope.split('/'), name].filter((part) => part !== '').map(encode);
  return `pkg:${TYPES[format] ?? format}/${parts.join('/')}@${encode(version)}`;
}

/** The specification leaves a colon as it is. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%3A', ':');
}
