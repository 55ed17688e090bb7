import { type Base, declarationKey } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import { findResource } from '../../template/values/template';
import {
  readDisplayName,
  isSamePackage,
  readLocation,
  readDeclaredPackage,
  toTextOrUndefined,
} from './declared-package';
import { declaredVersions } from './declaration-index';
import { isSameRepository } from './manifest-packages';
import type { RemovedDeclaration } from './plan-changes';

/**
 * Finds declarations of the base that are gone, and versions that are gone from one that stays. A changed manifest tells its own lines.
 */
export function removedDeclarations(declarations: readonly FoundDeclaration[], base: Base): RemovedDeclaration[] {
  const heads = new Map(declarations.map((declaration) => [declarationKey(declaration), declaration]));
  return [...base].flatMap(([key, before]) => {
    const head = heads.get(key);
    return before.manifest === undefined ? removedVersions(before, head) : removedManifest(before, head);
  });
}

function removedVersions(before: FoundDeclaration, head: FoundDeclaration | undefined): RemovedDeclaration[] {
  const isSame = head !== undefined && isSamePackage(head.properties, before.properties);
  const versions = new Set(isSame ? declaredVersions(head) : []);
  const leavingVersions = declaredVersions(before).filter((version) => !versions.has(version));
  // A version that seems to be gone may be one whose name is not known.
  const isKnown = head === undefined || head.unknown.length + head.unknownVersions.length === 0;
  if (!isKnown || (head !== undefined && leavingVersions.length === 0)) {
    return [];
  }
  return [
    {
      ...locatedDeclaration(before),
      declarationStays: head !== undefined,
      ...(head === undefined && isRetained(before) ? { retained: true } : restoredStatus(head ?? before)),
      versions: leavingVersions,
    },
  ];
}

function removedManifest(before: FoundDeclaration, head: FoundDeclaration | undefined): RemovedDeclaration[] {
  const { properties } = before.manifest!;
  const now = head?.manifest?.properties;
  const isKnown = properties !== undefined && (head?.manifest === undefined || now !== undefined);
  const isRemoved = head === undefined || (isKnown && !(now !== undefined && isSameRepository(properties, now)));
  return isRemoved
    ? [
        {
          ...locatedDeclaration(before),
          declarationStays: head !== undefined,
          ...(head === undefined && (isRetained(before) ? { retained: true } : restoredStatus(before))),
          inManifest: true,
          packageCount: properties?.packageCount,
          versionCount: properties?.versionCount,
        },
      ]
    : [];
}

/** The status that a declaration gives back to versions that it archived and does not declare any more. */
function restoredStatus({ properties }: FoundDeclaration): Pick<RemovedDeclaration, 'restoresTo'> {
  const restoresTo = toTextOrUndefined(properties['restoreTo']);
  return restoresTo === undefined ? {} : { restoresTo };
}

/** True if CloudFormation forgets the resource without calling the function. */
function isRetained({ stack, logicalId }: FoundDeclaration): boolean {
  const policy = findResource(stack.template, logicalId)?.DeletionPolicy;
  return policy !== undefined && policy !== 'Delete';
}

function locatedDeclaration({ stack, constructPath, logicalId, properties }: FoundDeclaration) {
  return {
    stack: stack.name,
    stackId: stack.id,
    account: stack.account,
    region: stack.region,
    constructPath,
    logicalId,
    package: readDeclaredPackage(properties),
    displayName: readDisplayName(properties),
    location: readLocation(properties),
  };
}
