import type { PlannedDeclaration } from './plan-model';

type Located = Pick<PlannedDeclaration, 'account' | 'location' | 'package'>;

/**
 * Makes the function that adds the owner of the domain to a location: where the owner is another account than that of the
 * stack, and everywhere if the plan is about several accounts. Otherwise two rows of two accounts would look equal.
 */
export function ownerNaming(all: readonly Located[]): <T extends Located>(located: T) => T {
  const isOneAccount = new Set(all.map(findOwner).filter((owner) => owner !== undefined)).size <= 1;
  return (located) => {
    const owner = findOwner(located);
    const isOfStack = located.account === undefined || owner === located.account;
    return owner === undefined || (isOneAccount && isOfStack)
      ? located
      : { ...located, location: `${located.location} of the account ${owner}` };
  };
}

function findOwner({ account, package: { domainOwner } }: Located): string | undefined {
  return domainOwner ?? account;
}
