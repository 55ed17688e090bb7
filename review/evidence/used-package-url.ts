import { ForeignPackage, readPackageUrl } from '../../declaration/package-versions/package-url';
import type { EvidenceCollector } from './evidence';

/** A package URL of the type generic that names no namespace. Such packages of CodeArtifact have one. */
const WITHOUT_NAMESPACE = /^pkg:\/*generic\/+[^/?#]*(?:[?#]|$)/i;

/**
 * Takes the version that a package URL names, or the package if it names none. A part of a version, such as a classifier or
 * a path, is in use as a whole version.
 *
 * @param versionElsewhere the version that stands beside the URL
 * @throws RangeError for a URL of a format of CodeArtifact that cannot be read: what it names would not be kept
 */
export function addPackageUrl(evidence: EvidenceCollector, text: string, versionElsewhere?: string): void {
  if (WITHOUT_NAMESPACE.test(text)) {
    evidence.addOther('generic');
    return;
  }
  try {
    const { pkg, version = versionElsewhere } = readPackageUrl(text);
    evidence.addPackage(pkg, version);
  } catch (error) {
    if (!(error instanceof ForeignPackage)) {
      throw error;
    }
    evidence.addOther(error.ecosystem.toLowerCase() || 'unknown');
  }
}
