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
 * Compares values that contain tokens. Two values have the same identity only if they mean the same, and a value has
 * the same identity in every synth.
 *
 * Neither the text of a token nor a template can be compared: token numbers differ from synth to synth and from use to
 * use, and logical ids repeat from stack to stack.
 */
export class Identities {
  private readonly resolver = new IdentityResolver();

  constructor(private readonly scope: IConstruct) {}

  /** The identity of a value, as text. */
  of(value: unknown): string {
    return JSON.stringify(
      Tokenization.resolve(value, { scope: this.scope, resolver: this.resolver, preparing: false }),
    );
  }
}

class IdentityResolver extends DefaultTokenResolver {
  private readonly numbers = new Map<IResolvable, number>();

  constructor() {
    super({ join: (left: unknown, right: unknown): unknown => [left, right] });
  }

  override resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) {
      return { path: token.target.node.path, attribute: token.displayName };
    }
    return token instanceof Intrinsic ? super.resolveToken(token, context, postProcessor) : this.lateIdentity(token);
  }

  /** A value that is computed late must not be computed now, so a number identifies it. */
  private lateIdentity(token: IResolvable) {
    const number = this.numbers.get(token) ?? this.numbers.size;
    this.numbers.set(token, number);
    return { late: number };
  }
}
