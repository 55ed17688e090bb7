import { DECLARING_TYPES } from '../../declaration/resource-type';
import { OWN_NAMES } from '../../template/values/resource-references';
import type { TemplateValues } from '../../template/values/template-values';
import { ownValue, listResources, type Json, type LocatedResource, type Stack } from '../../template/values/template';
import { listAlterations } from './altered-functions';
import { declarationLikeness } from './declaration-likeness';
import { deployedState } from './deployed';
import type { DisposalFunctions } from './disposal-functions';
import { findManifestWorkflows } from './manifest-workflows';
import { findDestructiveOperation } from './operations';
import { digestProblem, type Problem, resourceName, rootName } from './problem';
import { findReportMappings } from './report-mappings';
import { FUNCTION_TYPES } from './running-code';
import { omitKeys, readSearchedText, type SearchedText } from './searched-text';
import { StackUpdates } from './stack-updates';

/** Types that name a function and call none; a caller also has a permission or a policy. */
const HARMLESS =
  /^AWS::(CloudWatch|Logs|ApplicationSignals)::|^AWS::Lambda::(Version|Alias)$|^AWS::SSM::Parameter$|^Custom::LogRetention$/;

/** Properties that name a function and do not call it, by type. */
const NAMING: Readonly<Record<string, string>> = { ...OWN_NAMES, 'AWS::Lambda::EventInvokeConfig': 'FunctionName' };

/** Types whose parameters are followed into the template that they deploy. */
const FOLLOWED = ['AWS::CloudFormation::Stack'];

/** A reason for which a resource may dispose. */
interface Suspicion {
  /** The rest of a sentence that begins with the resource. */
  readonly text: string;
  readonly cannotBeAcknowledged?: boolean;
  /** All that was reviewed when it was acknowledged; default: the whole resource. */
  readonly about?: unknown;
  readonly isSettledByBase?: boolean;
}

/**
 * Every resource that is no declaration and yet can reach a disposal function, that a disposal function could take for a
 * declaration, or that can destroy packages itself.
 */
export function findUndeclaredCalls(
  stacks: readonly Stack[],
  values: TemplateValues,
  functions: DisposalFunctions,
): Problem[] {
  const harmlessNames = new Set([...findManifestWorkflows(stacks, functions), ...findReportMappings(stacks)]);
  const finder = new SuspicionFinder(values, functions);
  return stacks.flatMap((stack) =>
    listResources(stack.template)
      .filter(
        ([logicalId, { Type }]) =>
          !DECLARING_TYPES.includes(Type) && !harmlessNames.has(resourceName(stack, logicalId)),
      )
      .map(([logicalId, resource]) => ({ stack, logicalId, resource }))
      .flatMap((located) => {
        const suspicion = finder.find(located);
        return suspicion === undefined || deployedState(stack, located.logicalId, values).never
          ? []
          : [toProblem(located, suspicion, functions)];
      }),
  );
}

function toProblem(located: LocatedResource, suspicion: Suspicion, functions: DisposalFunctions): Problem {
  const { stack, logicalId, resource } = located;
  const { text, cannotBeAcknowledged, about = functions.describe(located), isSettledByBase } = suspicion;
  return {
    id: 'undeclared-call',
    stack: rootName(stack),
    message: `${stack.constructPath(logicalId)} (${resource.Type ?? 'of no type'}) ${text}.`,
    ...(cannotBeAcknowledged
      ? { resolution: 'Declare it with DisposedPackageVersions or DisposedPackages, or remove it.' }
      : { name: resourceName(stack, logicalId), digest: digestProblem(text, about) }),
    ...(isSettledByBase && { isSettledByBase }),
  };
}

class SuspicionFinder {
  private readonly updates: StackUpdates;

  constructor(
    private readonly values: TemplateValues,
    private readonly functions: DisposalFunctions,
  ) {
    this.updates = new StackUpdates(values.all);
  }

  find(located: LocatedResource): Suspicion | undefined {
    const text = () => readSearchedText(located, this.values, this.functions.code);
    return this.findDeclaration(located) ?? this.findReference(located) ?? this.findCall(located, text());
  }

  /** A call with the properties of a declaration, or a call of a disposal function by another custom resource. */
  private findDeclaration({ stack, resource }: LocatedResource): Suspicion | undefined {
    const { functions } = this;
    const token = ownValue<Json>(resource.Properties, 'ServiceToken');
    const declared = declarationLikeness(resource, this.values.of(stack));
    if (
      token !== undefined &&
      (functions.disposalsIn(stack, token).length > 0 || functions.isDeclaredToken(stack, token))
    ) {
      const what =
        declared === 'no' ? 'with properties that are no declaration' : 'with the properties of a declaration';
      return {
        text: `calls a disposal function ${what}, and is not of the type ${DECLARING_TYPES.join(' or ')}`,
        cannotBeAcknowledged: declared !== 'no',
      };
    }
    if (declared === 'no') {
      return undefined;
    }
    const isElsewhere = token !== undefined && functions.functionsIn(stack, token).size > 0;
    const what =
      declared === 'yes' ? 'has the properties of a declaration' : 'may have the properties of a declaration';
    return {
      text: `${what}, and ${isElsewhere ? 'calls another function' : 'the function that it calls is not in the assembly'}`,
      cannotBeAcknowledged: declared === 'yes' && !isElsewhere,
    };
  }

  private findReference({ stack, resource }: LocatedResource): Suspicion | undefined {
    const { Type, Properties = {} } = resource;
    const disposals = this.functions.disposalsIn(stack, omitKeys(Properties, [ownValue(NAMING, Type ?? '')]));
    return disposals.length > 0 && !HARMLESS.test(Type) && !FOLLOWED.includes(Type)
      ? { text: `refers to the disposal function ${disposals[0]}, and so may call it` }
      : undefined;
  }

  private findCall(located: LocatedResource, { written, all }: SearchedText): Suspicion | undefined {
    const { Type } = located.resource;
    const type = DECLARING_TYPES.find((name) => written.includes(name));
    if (type !== undefined) {
      return { text: `holds the text ${type}, and so may deploy a declaration` };
    }
    if (HARMLESS.test(Type)) {
      return undefined;
    }
    const isFunction = FUNCTION_TYPES.includes(Type);
    const operation = isFunction ? undefined : findDestructiveOperation(all);
    if (operation !== undefined) {
      return { text: `holds the text ${operation}, and so may call that operation itself` };
    }
    const update = this.updates.find(all, isFunction);
    return update === undefined
      ? this.findRunningCode(located)
      : {
          text: `holds the text ${update}, and so may deploy a stack with declarations, with values that no template says`,
          isSettledByBase: true,
        };
  }

  /** Code that cannot be read, or that something beside it can change. */
  private findRunningCode(located: LocatedResource): Suspicion | undefined {
    const { stack, logicalId, resource } = located;
    const isDisposal = this.functions.isDisposal(stack, logicalId);
    const alterations = isDisposal ? listAlterations(resource.Properties ?? {}) : {};
    if (Object.keys(alterations).length > 0) {
      return {
        text: `is a disposal function with ${Object.keys(alterations).join(', ')}, and so may do something else than its code says`,
        about: this.functions.digest(stack, alterations),
        isSettledByBase: true,
      };
    }
    const isUnreadable = this.functions.code.read(located)?.isComplete === false;
    return isUnreadable && this.functions.canDestroy(located) === true
      ? { text: 'runs code that is not in the assembly, and its role may destroy or hide packages' }
      : undefined;
  }
}
