import { FIELDS } from '../fields';
import { excerpt } from '../visible-text';

/** The first line of a manifest. A space and its repository follow, such as `my-domain/my-repo`. */
export const MANIFEST_HEADER = '# cdk-codeartifact-disposal manifest 1';

/** The repository that a manifest is about. */
export interface ManifestRepository {
  readonly domain: string;
  readonly repository: string;
}

/** Writes the header, without the line feed. */
export function writeManifestHeader(repository: ManifestRepository | undefined): string {
  return repository === undefined ? MANIFEST_HEADER : `${MANIFEST_HEADER} ${describeRepository(repository)}`;
}

/**
 * Reads the header.
 *
 * @returns the repository; undefined if the header names none, as early manifests do
 * @throws RangeError
 */
export function readManifestHeader(line: string): ManifestRepository | undefined {
  if (line === MANIFEST_HEADER) {
    return undefined;
  }
  if (!line.startsWith(`${MANIFEST_HEADER} `)) {
    throw new RangeError(
      /^# cdk-codeartifact-disposal manifest [0-9]+(?: |$)/.test(line)
        ? `this version of the library reads "${MANIFEST_HEADER}"; got ${excerpt(line)}. Upgrade the library`
        : `a manifest must begin with the line "${MANIFEST_HEADER}"; got ${excerpt(line)}`,
    );
  }
  const [domain = '', repository = '', ...others] = line.slice(MANIFEST_HEADER.length + 1).split('/');
  if (!FIELDS.domain.pattern.test(domain) || !FIELDS.repository.pattern.test(repository) || others.length > 0) {
    throw new RangeError(
      `"${MANIFEST_HEADER}" must be followed by a space and the repository, such as my-domain/my-repo; got ${excerpt(line, 200)}`,
    );
  }
  return { domain, repository };
}

/** `my-domain/my-repo`. */
export function describeRepository({ domain, repository }: ManifestRepository): string {
  return `${domain}/${repository}`;
}

/**
 * True unless a manifest says that it is about another repository.
 *
 * @param headerRepository the repository that the manifest names, if it names one
 * @param expected a name is absent where only the deployment knows it
 */
export function isAboutRepository(
  headerRepository: ManifestRepository | undefined,
  { domain = headerRepository?.domain, repository = headerRepository?.repository }: Partial<ManifestRepository>,
): boolean {
  return (
    headerRepository === undefined || (headerRepository.domain === domain && headerRepository.repository === repository)
  );
}

/** Explains that a manifest is about another repository; undefined if it does not say so. */
export function findRepositoryMismatch(
  headerRepository: ManifestRepository | undefined,
  expected: ManifestRepository,
): string | undefined {
  return headerRepository === undefined || isAboutRepository(headerRepository, expected)
    ? undefined
    : `the manifest must be one of ${describeRepository(expected)}; its first line names ${describeRepository(headerRepository)}`;
}
