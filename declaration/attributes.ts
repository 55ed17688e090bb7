import { FIELDS } from './fields';

/** CloudFormation reads no more than this of an answer (User Guide, custom resource response objects). */
export const MAX_RESPONSE_BYTES = 4096;

/** Room for ids of the greatest length (logical id 255, stack id 230) and the keys of the answer. */
const RESPONSE_FRAME_BYTES = 1024;

/** How many of the declared versions are disposed. */
export const COUNT_ATTRIBUTE = 'DisposedCount';

/**
 * The attribute that holds a version's revision. CloudFormation is known to read letters, digits and
 * dots; any other character, and `Z` itself, is written as `Z<code point in hex>Z`, so that no two
 * versions share a name.
 */
export function revisionAttribute(version: string): string {
  return `Revision.${[...version].map(attributeCharacter).join('')}`;
}

function attributeCharacter(character: string): string {
  return /^[A-Ya-z0-9.]$/.test(character) ? character : `Z${character.codePointAt(0)!.toString(16)}Z`;
}

/** Bytes that one revision takes in the answer. */
function revisionBytes(version: string, revision: string): number {
  return Buffer.byteLength(`"${revisionAttribute(version)}":${JSON.stringify(revision)},`);
}

/** Whether the revisions of these versions fit an answer, whatever the service calls them. */
export function revisionsFit(versions: readonly string[]): boolean {
  const longest = 'r'.repeat(FIELDS.revision.max);
  const bytes = versions.reduce((sum, version) => sum + revisionBytes(version, longest), 0);
  return bytes <= MAX_RESPONSE_BYTES - RESPONSE_FRAME_BYTES;
}
