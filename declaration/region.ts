import type { Package } from './declaration';

/**
 * Says why a declaration belongs to a stack of another Region.
 *
 * A function calls CodeArtifact in its own Region only. If a repository of the same name exists there, its versions would be disposed without a review.
 *
 * @param pkg the declared package; without a Region, it is in the Region of its stack
 * @param ownRegion the Region of the stack, and of its function
 * @param got the value in the message; by default the Region of the package
 * @returns the rule, the value and the way out; undefined if the Region is right
 */
export function regionMismatch(
  { region }: Pick<Package, 'region'>,
  ownRegion: string,
  got = region,
): string | undefined {
  return region === undefined || region === ownRegion
    ? undefined
    : `the repository must be in the Region of the stack, ${ownRegion}; got ${got}. Declare it in a stack of that Region.`;
}
