import { Token } from 'aws-cdk-lib';
import type { Action, Properties } from '../../declaration/declaration';
import {
  describeRepository,
  findManifestViolations,
  isAboutRepository,
  type Manifest,
  type ManifestProperties,
  type ManifestRepository,
} from '../../declaration/manifest';
import { type ArnName, brokenTextRule, widensPolicy, WILDCARD_RULE } from '../../declaration/name-text';
import { findViolations, type Violation } from '../../declaration/schema';
import { isShortened, looksLikeRange, WHOLE_PIN_RULE } from '../../declaration/literal-version';
import { isObject } from '../tokens/intrinsics';
import type { ValueResolver, Moment } from '../tokens/value-resolver';

const ARN_NAMES: readonly ArnName[] = ['domain', 'domainOwner', 'repository', 'format', 'namespace', 'package'];

/** The properties of either kind of custom resource. */
type CheckedProperties = Partial<Properties>;

const LIST_ITEM_RULE =
  'free of items of a list that only the deployment knows; Fn.select takes one item, and the list alone is all of them';

const TOKEN_KEY_RULE =
  'keyed by versions that are known at synth, since no template has other keys; pass the version as a literal, or ' +
  'leave its pin out';

const RANGE_RULE = 'versions, each by its name, and no range ("declare" writes the versions of a range)';

/** The rules of a declaration. A declaration can have thousands of versions, so that equal values are checked once. */
export class DeclarationRules {
  private last?: { readonly literal: Properties; readonly violations: readonly Violation[] };

  constructor(
    private readonly action: Action,
    private readonly properties: Properties,
    private readonly values: ValueResolver,
  ) {}

  /** Finds the broken rules. A value that is not resolved at the moment is not checked. */
  findViolations(moment: Moment): readonly Violation[] {
    const { properties, values } = this;
    const misused = [...listItemViolations(properties), ...tokenKeyViolations(properties, values)];
    if (misused.length > 0) {
      return misused;
    }
    const literal = withLiterals(properties, values, moment);
    return [...this.findLiteralViolations(literal), ...textViolations(literal, values, moment)];
  }

  private findLiteralViolations(literal: Properties): readonly Violation[] {
    const { action, values } = this;
    if (this.last === undefined || !hasSameValues(this.last.literal, literal)) {
      const isUnresolved = (value: unknown) => !values.isResolved(value);
      const violations = [...findViolations(literal, isUnresolved, action), ...literalViolations(literal, values)];
      this.last = { literal, violations };
    }
    return this.last.violations;
  }
}

function hasSameValues(properties: Properties, others: Properties): boolean {
  return Object.entries(properties).every(([key, value]) => Object.is(value, others[key as keyof Properties]));
}

/** CDK encodes a list that only the deployment knows as one item, and cannot resolve it beside others or as a string. */
function listItemViolations(properties: CheckedProperties): Violation[] {
  const { versions } = properties;
  const names = ARN_NAMES.filter((name) => isListItem(properties[name]));
  const inVersions = !Token.isUnresolved(versions) && Array.isArray(versions) && versions.some(isListItem);
  return [...names, ...(inVersions ? ['versions'] : [])].map((property) => ({
    property,
    rule: LIST_ITEM_RULE,
    value: 'an item of a list token',
  }));
}

function isListItem(value: unknown): boolean {
  return typeof value === 'string' && Token.isUnresolved([value]);
}

/** A key that is a token is refused, unless it is computed late: then it can be literal in the end. */
function tokenKeyViolations({ versionRevisions }: Properties, values: ValueResolver): Violation[] {
  const keys = Object.keys(versionRevisions ?? {}).filter((key) => Token.isUnresolved(key));
  return keys
    .map((key) => values.resolve(key, 'construction').resolved)
    .filter((element) => typeof element !== 'string' && !isLazy(element))
    .map(() => ({ property: 'versionRevisions', rule: TOKEN_KEY_RULE, value: 'a token' }));
}

function isLazy(element: unknown): boolean {
  return isObject(element) && element['lazy'] === true;
}

/** A custom resource of a manifest. */
interface CleanUpDeclaration {
  readonly action: Action;
  readonly properties: ManifestProperties;
  readonly manifest: Manifest;
}

/** Finds the broken rules of a clean-up, as `DeclarationRules` does those of a declaration. */
export function findCleanUpViolations(
  { action, properties, manifest }: CleanUpDeclaration,
  values: ValueResolver,
  moment: Moment,
): readonly Violation[] {
  const misused = listItemViolations(properties);
  if (misused.length > 0) {
    return misused;
  }
  const literal = withLiteralTexts(properties, values, moment);
  return [
    ...findManifestViolations(literal, (value) => !values.isResolved(value), action),
    ...textViolations(literal, values, moment),
    ...manifestViolations(literal, manifest, values),
  ];
}

/** A manifest of another repository would dispose versions that its review never meant. */
function manifestViolations(
  { domain, repository }: ManifestRepository,
  { repository: headerRepository }: Manifest,
  values: ValueResolver,
): Violation[] {
  const names = Object.entries({ domain, repository }).filter(([, name]) => values.isResolved(name));
  const expected: Partial<ManifestRepository> = Object.fromEntries(names);
  if (headerRepository === undefined || isAboutRepository(headerRepository, expected)) {
    return [];
  }
  const rule = `one of ${describeRepository({ ...headerRepository, ...expected })}, as its first line says`;
  return [{ property: 'manifest', rule, value: describeRepository(headerRepository) }];
}

/** Texts that are no version or no whole pin. They are checked at synth only, so that old declarations still roll back. */
function literalViolations({ format, versions, versionRevisions }: Properties, values: ValueResolver): Violation[] {
  const isText = (value: unknown): value is string => typeof value === 'string' && values.isResolved(value);
  const list: readonly unknown[] = Array.isArray(versions) && values.isResolved(versions) ? versions : [];
  const ranges = isText(format)
    ? list.filter((version) => typeof version === 'string' && looksLikeRange(format, version) && isText(version))
    : [];
  const pins: unknown[] =
    isObject(versionRevisions) && values.isResolved(versionRevisions) ? Object.values(versionRevisions) : [];
  const shortened = pins.filter((pin) => typeof pin === 'string' && isShortened(pin) && isText(pin));
  return [
    ...ranges.map((value) => ({ property: 'versions', rule: RANGE_RULE, value })),
    ...shortened.map((value) => ({ property: 'versionRevisions', rule: WHOLE_PIN_RULE, value })),
  ];
}

/** The properties, with the literal in place of each token that stands for one. */
function withLiterals(properties: Properties, values: ValueResolver, moment: Moment): Properties {
  const literal = <T>(value: T) => values.literal(value, moment);
  const { versions, versionRevisions } = properties;
  const list: readonly string[] = literal(versions);
  return {
    ...withLiteralTexts(properties, values, moment),
    versions: hasTokenInside(list) ? list.map(literal) : list,
    versionRevisions: hasTokenInside(versionRevisions)
      ? Object.fromEntries(Object.entries(versionRevisions).map(([key, pin]) => [literal(key), literal(pin)]))
      : versionRevisions,
  };
}

/** True if a list or a map, which is no token itself, has one. */
function hasTokenInside<T extends object>(value: T | undefined): value is T {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) {
    return false;
  }
  const texts: readonly unknown[] = Array.isArray(value) ? value : Object.entries(value).flat();
  return texts.some((text) => Token.isUnresolved(text));
}

function withLiteralTexts<T extends object>(properties: T, values: ValueResolver, moment: Moment): T {
  const texts = Object.entries(properties).map(([key, value]: [string, unknown]) => [
    key,
    typeof value === 'string' ? values.literal(value, moment) : value,
  ]);
  return Object.fromEntries(texts) as T;
}

/** Checks the literal parts of the names that are not resolved as a whole. */
function textViolations(properties: CheckedProperties, values: ValueResolver, moment: Moment): Violation[] {
  return ARN_NAMES.flatMap((property) => {
    const name: unknown = properties[property];
    if (typeof name !== 'string' || values.isResolved(name)) {
      return [];
    }
    if (!Token.isUnresolved(name)) {
      return widensPolicy(name) ? [{ property, rule: WILDCARD_RULE, value: name }] : [];
    }
    return values.fragments(name, moment).flatMap((value) => {
      const rule = brokenTextRule(property, value);
      return rule === undefined ? [] : [{ property, rule, value }];
    });
  });
}
