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
import { DYNAMIC_REFERENCE } from '../declaration/name-text';
import { fragmentsOf, isObject, selectLiteral } from './intrinsics';
import { isAwsMade, referenceOf } from './references';

/** When a value is examined: while the app is built, Lazy values must not be computed yet. */
export type Moment = 'construction' | 'synthesis';

/** `StringParameter.valueFromLookup` gives it until the lookup has run. */
const LOOKUP_DUMMY = 'dummy-value-for-';

/**
 * Tells what is known of a value before the deployment. Not known are tokens, and the dummies that stand for the
 * results of lookups: with their results, the CDK command line runs the app again.
 */
export class KnownValues {
  private pending?: string[];

  constructor(private readonly scope: IConstruct) {}

  /** Whether a text, list, map or other value is what the deployment will get, so that rules can be checked. */
  isKnown(value: unknown): boolean {
    if (Token.isUnresolved(value)) {
      return false;
    }
    if (typeof value === 'string') {
      return !this.isDummy(value);
    }
    // A lookup may give a whole list.
    return !(Array.isArray(value) && value.length > 0 && value.every((item) => this.isDummy(item)));
  }

  /** The literal that a token stands for, where it stands for one; other values as they are. */
  literal<T>(value: T, moment: Moment): T {
    if (!Token.isUnresolved(value)) {
      return value;
    }
    const { resolved } = this.resolve(value, moment);
    const list = Array.isArray(resolved) && resolved.every((item) => typeof item === 'string');
    return typeof resolved === 'string' || list ? (resolved as T) : value;
  }

  /** The literal texts in a value of which the deployment knows the rest. */
  fragments(value: unknown, moment: Moment): string[] {
    return fragmentsOf(this.resolve(value, moment).resolved);
  }

  /**
   * The value with its tokens resolved. What only the deployment knows, or is too early to compute, is an object.
   * References are not followed into other stacks.
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
    this.pending ??= pendingDummies(Stack.of(this.scope));
    return value.includes(LOOKUP_DUMMY) || this.pending.some((dummy) => value.includes(dummy) || dummy.includes(value));
  }
}

/** The texts that the stack's lookups give until they have run. */
function pendingDummies(stack: Stack): string[] {
  const missing = (stack as unknown as { _missingContext?: { props?: { dummyValue?: unknown } }[] })._missingContext;
  return (missing ?? []).flatMap(({ props }) => texts(props?.dummyValue));
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') {
    return value === '' ? [] : [value];
  }
  return isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(texts) : [];
}

class LiteralResolver extends DefaultTokenResolver {
  readonly references = new Set<Reference>();

  constructor(private readonly moment: Moment) {
    super({ join });
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const reference = referenceOf(token);
    if (reference) {
      this.references.add(reference);
      return { reference: reference.displayName, awsMade: isAwsMade(reference) };
    }
    if (this.moment === 'construction' && !isComputable(token)) {
      return { lazy: true };
    }
    const resolved = selectLiteral(super.resolveToken(token, context, postProcessor));
    const dynamic = token instanceof Intrinsic && typeof resolved === 'string' && resolved.includes(DYNAMIC_REFERENCE);
    return dynamic ? { dynamicReference: resolved } : resolved;
  }
}

/** Intrinsic functions hold what they were given; anything else may compute its value, and only once. */
function isComputable(token: IResolvable): boolean {
  return token instanceof Intrinsic || (token as { toJSON?: () => unknown }).toJSON?.() === '<Fn::Join>';
}

function join(left: unknown, right: unknown): unknown {
  const texts = [left, right].every((part) => typeof part === 'string');
  if (left === undefined || right === undefined) {
    return left ?? right;
  }
  return texts ? `${left as string}${right as string}` : { 'Fn::Join': ['', [left, right]] };
}
