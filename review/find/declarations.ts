import type { Action } from '../../declaration/declaration';
import { actionOfManifestType, actionOfType, DECLARING_TYPES } from '../../declaration/resource-type';
import {
  readIntrinsic,
  isFunctionKey,
  isObject,
  ownValue,
  type Json,
  type JsonObject,
  type LocatedResource,
  listResources,
  type Stack,
  type TemplateOwner,
  type TemplateResource,
} from '../../template/values/template';
import { scalarsAsText, text, UnresolvedValue } from '../../template/values/expressions';
import type { FileAssets } from '../../template/read/file-assets';
import { Meanings } from '../../template/values/meaning';
import type { StackValues } from '../../template/values/stack-values';
import type { TemplateValues } from '../../template/values/template-values';
import { describeFunctionKey } from '../../template/values/transforms';
import { carriedMeaning } from './carried-meaning';
import { traceResource } from '../../template/values/trace-resource';
import { deployedState, deploymentMeaning } from './deployed';
import { macrosAround } from './macros';
import { referenceMeaning } from './reference-meaning';
import { findManifest, type FoundManifest } from './manifests';

/** Something of a declaration that only the deployment knows. */
export interface UnresolvedProperty {
  readonly property: string;
  readonly reason: string;
  /** True if a problem of the template says so already, for everything that it touches. */
  readonly isReported?: boolean;
}

/** A custom resource of a template, with its properties as CloudFormation would send them. */
export interface FoundDeclaration {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly constructPath: string;
  /** Its effect on its versions; default: it disposes them. */
  readonly action?: Action;
  /** The known ones; unknown versions are left out. */
  readonly properties: JsonObject;
  /** The reason why the package or a rule for all of its versions is not known; none is reviewed then. */
  readonly unknown: readonly UnresolvedProperty[];
  /** One for each version whose name is not known. */
  readonly unknownVersions: readonly UnresolvedProperty[];
  /** The reason why the pin of a version is not known, by version. */
  readonly unknownPins: ReadonlyMap<string, string>;
  /** The Region that it is deployed to; absent where that is not known. */
  readonly region?: string;
  /** The reason why it is not known whether it is deployed; it is reviewed as if it were. */
  readonly unknownConditions: readonly string[];
  /** Assumptions behind its values and conditions that an earlier deployment may contradict, a sentence each. */
  readonly assumptions: readonly string[];
  /** Equal for two declarations that are the same whatever the parameters are; absent where that is not known. */
  readonly meaning?: string;
  /** Notes for the reader, a sentence each. */
  readonly notes: readonly string[];
  /** Of a custom resource that declares the versions of a manifest instead of those of one package. */
  readonly manifest?: FoundManifest;
  /** True if only the deployment knows the bucket with the record of archive times. */
  readonly recordBucketUnknown?: boolean;
  /** The resource that this bucket is if the templates say so. */
  readonly recordBucketResource?: TemplateOwner;
  /** True if only the deployment knows the bucket of the cold copies. */
  readonly copyBucketUnknown?: boolean;
  /** The resource that this bucket is if the templates say so. */
  readonly copyBucketResource?: TemplateOwner;
}

/** Further inputs of the search for declarations. */
export interface FindOptions {
  /** The source of manifests; default: none can be read. */
  readonly assets?: FileAssets;
  /** Macros that are known to leave declarations as they are; default: none. */
  readonly acknowledged?: ReadonlySet<string>;
}

/** Keys that declare nothing: CloudFormation adds them, or they name the function. */
const NOT_DECLARED = ['ServiceToken'];

/** Nothing that is decided rests on their values, but a change of them is an event. */
const OPAQUE = ['ServiceTimeout', 'stateMachineArn'];

/** Only the deployment knows their values, but their resource is known. */
const REFERENCES = ['stateMachineArn', 'recordBucket', 'copyBucket', 'reportQueue'];

/** Stands for a bucket where only the deployment knows its name. */
const UNKNOWN_BUCKET = 'unknown-bucket';

/** The values of properties that only the deployment knows, and that decide nothing. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  copyBucket: UNKNOWN_BUCKET,
  recordBucket: UNKNOWN_BUCKET,
  reportQueue: 'https://unknown-queue',
};

/** Every declaration of the stacks that may be deployed, in the order of the templates. */
export function findDeclarations(
  stacks: readonly Stack[],
  values: TemplateValues,
  { assets, acknowledged = new Set() }: FindOptions = {},
): FoundDeclaration[] {
  const meanings = new Meanings();
  return stacks.flatMap((stack) => {
    const macros = macrosAround(stack).filter((name) => !acknowledged.has(name));
    return listResources(stack.template)
      .filter(([, { Type }]) => DECLARING_TYPES.includes(Type))
      .map(([logicalId, resource]) => {
        const deployed = deployedState(stack, logicalId, values);
        if (deployed.never) {
          return undefined;
        }
        const resolvedProperties = resolveProperties(resource, values.of(stack), values);
        const region = values.evaluate(() => text('AWS::Region', values.of(stack).value({ Ref: 'AWS::Region' })));
        const unknown = [...templateReasons(stack, resource, macros), ...resolvedProperties.unknown];
        // In another Region are other versions. Of a template that is handed elsewhere nothing is known anyway.
        if (region.reason !== undefined && stack.carrier === undefined) {
          unknown.push({ property: 'region', reason: region.reason });
        }
        const manifestAction = actionOfManifestType(resource.Type);
        const isKnown = unknown.length + resolvedProperties.unknownVersions.length === 0;
        const valueNotes = [...resolvedProperties.assumptions].filter(
          (assumption) => !deployed.notes.includes(assumption),
        );
        return {
          stack,
          logicalId,
          constructPath: stack.constructPath(logicalId),
          action: manifestAction ?? actionOfType(resource.Type),
          properties: resolvedProperties.properties,
          recordBucketUnknown: resolvedProperties.properties['recordBucket'] === UNKNOWN_BUCKET,
          recordBucketResource: traceResource(resource.Properties?.['recordBucket'] ?? null, values.of(stack)),
          copyBucketUnknown: resolvedProperties.properties['copyBucket'] === UNKNOWN_BUCKET,
          copyBucketResource: traceResource(resource.Properties?.['copyBucket'] ?? null, values.of(stack)),
          region: region.value,
          unknown,
          unknownVersions: resolvedProperties.unknownVersions,
          unknownPins: resolvedProperties.unknownPins,
          unknownConditions: deployed.unknown,
          assumptions: [...new Set([...deployed.assumptions, ...resolvedProperties.assumptions])],
          meaning: macros.length > 0 ? undefined : findMeaning({ stack, logicalId, resource }, values, meanings),
          notes: [...deployed.notes, ...valueNotes],
          ...(manifestAction !== undefined && {
            manifest: isKnown
              ? findManifest(resolvedProperties.properties, { assets, region: region.value, action: manifestAction })
              : {},
          }),
        };
      })
      .filter((declaration) => declaration !== undefined);
  });
}

/** The reason why nothing of a declaration is known, whatever its properties say. */
function templateReasons(stack: Stack, resource: TemplateResource, macros: readonly string[]): UnresolvedProperty[] {
  const generated = Object.keys(resource).filter(isFunctionKey);
  return [
    ...(macros.length > 0
      ? [
          {
            property: 'Transform',
            reason: `the macro ${macros.join(', ')} may change the template at deployment`,
            isReported: true,
          },
        ]
      : []),
    ...(stack.carrier ? [{ property: 'Template', reason: stack.carrier.description }] : []),
    ...generated.map((key) => ({ property: key, reason: 'only the deployment resolves it' })),
  ];
}

interface ResolvedProperties {
  readonly properties: JsonObject;
  readonly unknown: UnresolvedProperty[];
  readonly unknownVersions: UnresolvedProperty[];
  readonly unknownPins: Map<string, string>;
  readonly assumptions: Set<string>;
}

function resolveProperties(
  { Properties = {} }: TemplateResource,
  stack: StackValues,
  values: TemplateValues,
): ResolvedProperties {
  const properties = new Map<string, Json>();
  const unknown: UnresolvedProperty[] = [];
  const unknownVersions: UnresolvedProperty[] = [];
  const unknownPins = new Map<string, string>();
  const assumptions = new Set<string>();
  const attempt = (expression: Json) => {
    const result = values.evaluate(() => stack.finished(expression));
    result.assumptions.forEach((assumption) => assumptions.add(assumption));
    return result;
  };
  const readPins = (expression: JsonObject): JsonObject => {
    const pins: [string, Json][] = [];
    for (const [version, item] of Object.entries(expression)) {
      const { value, reason } = attempt(item);
      if (reason !== undefined) {
        unknownPins.set(version, reason);
      } else if (value !== undefined) {
        pins.push([version, scalarsAsText(value)]);
      }
    }
    return Object.fromEntries(pins);
  };
  for (const [key, expression] of Object.entries(Properties)) {
    if (NOT_DECLARED.includes(key)) {
      continue;
    }
    if (isFunctionKey(key)) {
      const macro = describeFunctionKey(key, expression).slice(key.length);
      unknown.push({ property: key, reason: `only the deployment resolves it${macro}` });
    } else if (key === 'versions' && Array.isArray(expression)) {
      properties.set(
        key,
        expression.flatMap((item, index) => {
          const { value, reason } = attempt(item);
          if (reason !== undefined) {
            unknownVersions.push({ property: `versions[${index}]`, reason });
          }
          return value === undefined ? [] : [scalarsAsText(value)];
        }),
      );
    } else if (key === 'versionRevisions' && isObject(expression) && isWrittenOut(expression)) {
      properties.set(key, readPins(expression));
    } else {
      const { value, reason } = attempt(expression);
      const placeholder = ownValue(PLACEHOLDERS, key);
      if (reason !== undefined && placeholder !== undefined) {
        properties.set(key, placeholder);
      } else if (reason !== undefined && OPAQUE.includes(key)) {
        properties.set(key, JSON.stringify(expression));
      } else if (reason !== undefined) {
        unknown.push({ property: key, reason });
      } else if (value !== undefined) {
        properties.set(key, scalarsAsText(value));
      }
    }
  }
  return { properties: Object.fromEntries(properties), unknown, unknownVersions, unknownPins, assumptions };
}

/** True if the keys of an object are names without anything left to replace. */
function isWrittenOut(value: JsonObject): boolean {
  return (
    readIntrinsic(value) === undefined &&
    !Object.keys(value).some((key) => isFunctionKey(key) || key.includes('{{resolve:'))
  );
}

/** Undefined where something is known only to the deployment. */
function findMeaning(declaration: LocatedResource, values: TemplateValues, meanings: Meanings): string | undefined {
  const { stack, resource } = declaration;
  const { Properties = {} } = resource;
  try {
    if (stack.carrier) {
      return carriedMeaning(stack, values, meanings);
    }
    const declaredConditions = Object.entries(Properties)
      .filter(([key]) => !NOT_DECLARED.includes(key))
      .map(([key, expression]) => [key, propertyMeaning({ key, expression }, values.of(stack), meanings)])
      .sort();
    return JSON.stringify([resource.Type, deploymentMeaning(declaration, values, meanings), declaredConditions]);
  } catch (error) {
    if (error instanceof UnresolvedValue) {
      return undefined;
    }
    throw error;
  }
}

/** A property as the template writes it. */
interface TemplateProperty {
  readonly key: string;
  readonly expression: Json;
}

function propertyMeaning({ key, expression }: TemplateProperty, stack: StackValues, meanings: Meanings): string {
  try {
    const { value, assumptions } = stack.values.evaluate(() => scalarsAsText(stack.finished(expression)));
    return value !== undefined && assumptions.size === 0 ? JSON.stringify(value) : meanings.of(expression, stack);
  } catch (error) {
    const meaning = REFERENCES.includes(key) ? referenceMeaning(expression, stack.stack) : undefined;
    if (error instanceof UnresolvedValue && meaning !== undefined) {
      return meaning;
    }
    throw error;
  }
}
