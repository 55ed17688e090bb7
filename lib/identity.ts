import {
  DefaultTokenResolver,
  Intrinsic,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells values apart that hold tokens: gives the same text for two values only if they mean the
 * same, and the same texts in every synth.
 *
 * Neither tokens nor templates give that: token numbers differ from synth to synth and from use to
 * use, and logical ids repeat from stack to stack.
 */
export class Identities {
  private readonly resolver = new IdentityResolver();

  constructor(private readonly scope: IConstruct) {}

  of(value: unknown): string {
    return JSON.stringify(
      Tokenization.resolve(value, { scope: this.scope, resolver: this.resolver, preparing: false }),
    );
  }
}

class IdentityResolver extends DefaultTokenResolver {
  private readonly opaque = new Map<IResolvable, number>();

  constructor() {
    super({ join: (left: unknown, right: unknown): unknown => [left, right] });
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) {
      return { path: token.target.node.path, attribute: token.displayName };
    }
    return token instanceof Intrinsic ? super.resolveToken(token, context, postProcessor) : this.numbered(token);
  }

  /** A value that is computed late, and must not be computed now. */
  private numbered(token: IResolvable) {
    const number = this.opaque.get(token) ?? this.opaque.size;
    this.opaque.set(token, number);
    return { late: number };
  }
}
