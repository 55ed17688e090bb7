import type { Package } from './declaration';

/**
 * Says why a declaration belongs to a stack of another Region.
 *
 * A function reaches the repositories of its own Region only, and a repository of the same name may exist there too:
 * disposing from that one would destroy what nobody reviewed.
 *
 * @param pkg the declared package; without a Region, it is in the Region of its stack
 * @param ownRegion the Region of the stack, and of its function
 * @param got what the message shows as the value: by default the Region of the package
 * @returns the rule, the value and what to do; undefined if the Region is right
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
