import { decide, decideWithoutRepository, type Verdict } from '../../declaration/decide';
import { previousVersions } from '../../declaration/previous-versions';
import type { Declaration } from '../../declaration/declaration';
import { regionMismatch } from '../../declaration/region';
import { describeViolation, InvalidProperties, parseDeclaration } from '../../declaration/schema';
import type { FoundDeclaration } from '../find/declarations';
import { INVALID } from '../find/manifests';
import type { ServiceError } from '../../codeartifact/describe-service-error';
import type { PackageListing, ReadResult } from '../read/codeartifact-reader';
import { isObject, type JsonObject } from '../../template/values/template';

/** A declaration of one package by the rules of the deployment, and the same before the change. */
export interface ValidatedDeclaration {
  /** As the template has it; one package of a manifest has separate properties. */
  readonly source: FoundDeclaration;
  /** As the deployment would understand it; absent with a problem, and for a manifest without packages. */
  readonly declaration?: Declaration;
  /** The reason why the deployment would not understand it, or why that is not known. */
  readonly problem?: ServiceError;
  /** In the base; absent if the base does not declare it. A rollback carries it out once more. */
  readonly base?: ValidatedDeclaration;
  /** The guards of a manifest in the base, for a package that it did not have; absent with `base`. */
  readonly baseGuards?: ValidatedDeclaration;
  /** The rules that selected its versions, by version, if a manifest names them. */
  readonly rules?: ReadonlyMap<string, string>;
}

/** The code of a declaration that cannot be reviewed, next to the service's codes. */
export const NOT_KNOWN = 'NOT_KNOWN';

/** Checks a declaration by the rules the deployment checks it by. */
export function validate(source: FoundDeclaration): ValidatedDeclaration {
  const { properties, unknown, unknownVersions, region, manifest } = source;
  const noneKnown = unknownVersions.length > 0 && isEmpty(properties['versions']);
  const reasons = noneKnown ? [...unknown, ...unknownVersions] : unknown;
  if (reasons.length > 0) {
    const message = reasons.map(({ property, reason }) => `${property}: ${reason}`).join('; ');
    return { source, problem: { code: NOT_KNOWN, message } };
  }
  if (manifest?.problem) {
    return { source, problem: manifest.problem };
  }
  try {
    const declaration = parseDeclaration(
      unknownVersions.length > 0 ? withoutUnknown(properties) : properties,
      source.action,
    );
    const mismatch = region === undefined ? undefined : regionMismatch(declaration.package, region);
    return mismatch === undefined ? { source, declaration } : { source, problem: { code: INVALID, message: mismatch } };
  } catch (error) {
    if (error instanceof InvalidProperties) {
      return { source, problem: { code: INVALID, message: error.violations.map(describeViolation).join('; ') } };
    }
    throw error;
  }
}

/**
 * Decides on the versions of a declaration as the deployment will.
 *
 * @param base the same declaration before the change
 * @returns undefined if the versions could not be read, and the decision needs them
 */
export function decideVersions(
  declaration: Declaration,
  base: FoundDeclaration | undefined,
  listing: ReadResult<PackageListing>,
): Verdict[] | undefined {
  const previous = previousVersions(base?.properties, declaration, base?.region);
  if (listing.problem === undefined) {
    return decide(declaration, previous, listing.value.versions);
  }
  return listing.repositoryMissing ? decideWithoutRepository(declaration, previous) : undefined;
}

/** A pin may be that of a version whose name is not known, so that no rule is broken. */
function withoutUnknown(properties: JsonObject): JsonObject {
  const versions = new Set(properties['versions'] as string[]);
  const {
    versionRevisions: pins,
    revisionAttributes: attributes,
    archiveTimeAttributes: times,
    ...others
  } = properties;
  return {
    ...others,
    ...(isObject(pins) && {
      versionRevisions: Object.fromEntries(Object.entries(pins).filter(([version]) => versions.has(version))),
    }),
    ...(Array.isArray(times) && {
      archiveTimeAttributes: times.filter((attribute) => versions.has(attribute as string)),
    }),
    ...(Array.isArray(attributes) && {
      revisionAttributes: attributes.filter((attribute) => versions.has(attribute as string)),
    }),
  };
}

function isEmpty(value: unknown): boolean {
  return !Array.isArray(value) || value.length === 0;
}
