import type { Package } from './declaration';

/**
 * Says why a declaration belongs to a stack of another Region.
 *
 * A function reaches the repositories of its own Region only, and a repository of the same name may exist there too:
 * disposing from that one would destroy what nobody reviewed.
 *
 * @param pkg the declared package; without a Region, it is in the Region of its stack
 * @param ownRegion the Region of the stack, and of its function
 * @returns the rule, the value and what to do; undefined if the Region is right
 */
export function regionMismatch({ region }: Pick<Package, 'region'>, ownRegion: string): string | undefined {
  if (region === undefined || region === ownRegion) {
    return undefined;
  }
  return (
    `the repository must be in the Region of the stack, ${ownRegion}; got a repository in ${region}. ` +
    `Declare its versions in a stack of ${region}.`
  );
}
