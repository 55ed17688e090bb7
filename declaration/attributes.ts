import { FIELDS } from './fields';

/** The most bytes of an answer that CloudFormation reads (User Guide, custom resource response objects). */
export const MAX_RESPONSE_BYTES = 4096;

/** The rest of an answer: its keys, and ids of the greatest length (logical id 255, stack id 230). */
const RESPONSE_FRAME_BYTES = 1024;

/** The attribute with the number of declared versions that are disposed. */
export const COUNT_ATTRIBUTE = 'DisposedCount';

/** The attributes of a resource that archives. */
export const ARCHIVE_ATTRIBUTES = {
  /** The number of declared versions that are archived. */
  count: 'ArchivedCount',
  /** The time from which all of them are; empty if it is not known. */
  archivedAt: 'ArchivedAt',
} as const;

/** The attribute that holds since when a version is archived. */
export function archiveTimeAttribute(version: string): string {
  return `ArchivedAt.${attributeName(version)}`;
}

/**
 * The attribute that holds a version's revision. CloudFormation reads letters, digits and dots in a name; any other
 * character, and `Z` itself, is written as `Z<code point in hex>Z`, so that each version has another name.
 */
export function revisionAttribute(version: string): string {
  return `Revision.${attributeName(version)}`;
}

function attributeName(version: string): string {
  return [...version].map(attributeCharacter).join('');
}

function attributeCharacter(character: string): string {
  return /^[A-Ya-z0-9.]$/.test(character) ? character : `Z${character.codePointAt(0)!.toString(16)}Z`;
}

/** The bytes of one revision in the answer. */
function revisionBytes(version: string, revision: string): number {
  return Buffer.byteLength(`"${revisionAttribute(version)}":${JSON.stringify(revision)},`);
}

/** True if the revisions of these versions fit an answer, however long they are. */
export function revisionsFit(versions: readonly string[]): boolean {
  const longest = 'r'.repeat(FIELDS.revision.max);
  const bytes = versions.reduce((sum, version) => sum + revisionBytes(version, longest), 0);
  return bytes <= MAX_RESPONSE_BYTES - RESPONSE_FRAME_BYTES;
}
