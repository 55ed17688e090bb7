import {
  DefaultTokenResolver,
  Intrinsic,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  type Reference,
  Stack,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DYNAMIC_REFERENCE } from '../../declaration/name-text';
import { resolveLiteral } from '../../template/values/literal-values';
import { joinTexts } from '../../template/values/read-expression';
import { readIntrinsic, type Json } from '../../template/values/template';
import { readFragments, isObject } from './intrinsics';
import { isAwsMade, findReference } from './references';

/** The moment at which a value is resolved. During construction, Lazy values must not be computed yet. */
export type Moment = 'construction' | 'synthesis';

/** `StringParameter.valueFromLookup` returns a text with this prefix until the lookup has run. */
const LOOKUP_DUMMY = 'dummy-value-for-';

/**
 * Resolves values before the deployment, if possible. Unresolved are tokens, and the dummies that stand for the
 * results of lookups. The CDK command line runs the app again when it has the results.
 */
export class ValueResolver {
  private pendingDummies?: string[];

  constructor(private readonly scope: IConstruct) {}

  /** True if the deployment will get this value unchanged, so that its rules can be checked. */
  isResolved(value: unknown): boolean {
    if (Token.isUnresolved(value)) {
      return false;
    }
    if (typeof value === 'string') {
      return !this.isDummy(value);
    }
    // A lookup can give a whole list.
    return !(Array.isArray(value) && value.length > 0 && value.every((element) => this.isDummy(element)));
  }

  /** The literal that a token stands for. Returns other values unchanged. */
  literal<T>(value: T, moment: Moment): T {
    if (!Token.isUnresolved(value)) {
      return value;
    }
    const { resolved } = this.resolve(value, moment);
    const isStrings = Array.isArray(resolved) && resolved.every((element) => typeof element === 'string');
    return typeof resolved === 'string' || isStrings ? (resolved as T) : value;
  }

  /** The literal parts of a value. Only the deployment knows the rest. */
  fragments(value: unknown, moment: Moment): string[] {
    return readFragments(this.resolve(value, moment).resolved);
  }

  /**
   * The value with its tokens resolved. A token is an object if only the deployment knows its value, or if it must not
   * be computed yet. References are not followed into other stacks.
   */
  resolve(value: unknown, moment: Moment): { readonly resolved: unknown; readonly references: Reference[] } {
    const resolver = new LiteralResolver(moment);
    const resolved: unknown = Tokenization.resolve(value, { scope: this.scope, resolver, preparing: false });
    return { resolved, references: [...resolver.references] };
  }

  private isDummy(value: unknown): boolean {
    if (typeof value !== 'string') {
      return false;
    }
    this.pendingDummies ??= findPendingDummies(Stack.of(this.scope));
    return (
      value.includes(LOOKUP_DUMMY) ||
      this.pendingDummies.some((dummy) => value.includes(dummy) || dummy.includes(value))
    );
  }
}

/** The texts that the lookups of the stack return until they have run. */
function findPendingDummies(stack: Stack): string[] {
  const missing = (stack as unknown as { _missingContext?: { props?: { dummyValue?: unknown } }[] })._missingContext;
  return (missing ?? []).flatMap(({ props }) => stringsIn(props?.dummyValue));
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return value === '' ? [] : [value];
  }
  return isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(stringsIn) : [];
}

class LiteralResolver extends DefaultTokenResolver {
  readonly references = new Set<Reference>();

  constructor(private readonly moment: Moment) {
    super({ join });
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const reference = findReference(token);
    if (reference) {
      this.references.add(reference);
      return { reference: reference.displayName, awsMade: isAwsMade(reference) };
    }
    if (this.moment === 'construction' && !isComputable(token)) {
      return { lazy: true };
    }
    const expression: unknown = super.resolveToken(token, context, postProcessor);
    const isCall = readIntrinsic(expression as Json) !== undefined;
    const resolved = (isCall ? resolveLiteral(expression as Json) : undefined) ?? expression;
    const dynamic = token instanceof Intrinsic && typeof resolved === 'string' && resolved.includes(DYNAMIC_REFERENCE);
    return dynamic ? { dynamicReference: resolved } : resolved;
  }
}

/** An intrinsic function contains its value. Another token can compute its value, and do so only once. */
function isComputable(token: IResolvable): boolean {
  return token instanceof Intrinsic || (token as { toJSON?: () => unknown }).toJSON?.() === '<Fn::Join>';
}

function join(left: unknown, right: unknown): unknown {
  return left === undefined || right === undefined ? (left ?? right) : joinTexts([left as Json, right as Json]);
}
