import { MAX_PROPERTIES_BYTES, MAX_VERSIONS } from '../../declaration/fields';
import { findViolations } from '../../declaration/schema';
import type { PinnedVersion } from './selection';

/** Texts that the CDK takes for tokens, and CloudFormation for dynamic references. */
const REPLACED_TEXT = /\$\{Token\[|\{\{resolve:/;

/** Bytes of a declaration for everything but its versions and their pins, with room for additions by hand. */
const OTHER_PROPERTIES_BYTES = 20_000;

/** True if a declaration can carry a version and its pin: whether the construct takes them, and passes them on as they are. */
export function isDeclarable({ version, revision }: PinnedVersion): boolean {
  const violations = findViolations({ versions: [version], versionRevisions: { [version]: revision } });
  return (
    !violations.some(({ property }) => property === 'versions' || property === 'versionRevisions') &&
    ![version, revision].some((text) => REPLACED_TEXT.test(text))
  );
}

/** Splits versions into as few declarations as their limits allow; none for no version. */
export function splitIntoDeclarations(versions: readonly PinnedVersion[]): readonly (readonly PinnedVersion[])[] {
  const parts: PinnedVersion[][] = [];
  let bytes = Infinity;
  for (const pinned of versions) {
    const size = countLineBytes(pinned);
    if (bytes + size > MAX_PROPERTIES_BYTES - OTHER_PROPERTIES_BYTES || parts.at(-1)!.length === MAX_VERSIONS) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(pinned);
    bytes += size;
  }
  return parts;
}

/** In the list, and in the map of pins, with quotes and separators. */
function countLineBytes({ version, revision }: PinnedVersion): number {
  return Buffer.byteLength(JSON.stringify([version, version, revision])) + 1;
}
