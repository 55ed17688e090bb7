import { ValidationError } from './template';

/** The names of a resource. */
export interface ResourceName {
  readonly logicalId: string;
  readonly constructPath: string;
}

/** Finds a resource by its logical id or the path of its construct; a construct stands for its default child. */
export function findResource<T extends ResourceName>(resources: readonly T[], name: string): T {
  const namedResource = resources.find(
    ({ logicalId, constructPath }) =>
      logicalId === name || constructPath === name || withoutDefaultChild(constructPath) === name,
  );
  if (namedResource !== undefined) {
    return namedResource;
  }
  const list = resources.map(({ logicalId, constructPath }) => `${logicalId} (${constructPath})`).join(', ');
  throw new ValidationError(
    `A resource is named by its logical id or construct path; ${name} is neither. There are: ${list || 'none'}.`,
  );
}

/** The default child of a construct is the one called Resource or Default. */
function withoutDefaultChild(constructPath: string): string {
  return constructPath.replace(/(\/(Resource|Default))+$/, '');
}
