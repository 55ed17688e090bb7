import { Evaluator } from './evaluator';
import { ExpressionResolver } from './expression-resolver';
import { UnresolvedValue } from './expressions';
import type { Json } from './template';

/** Resolves expressions that refer to nothing. */
class LiteralValues extends ExpressionResolver {
  constructor() {
    super({}, new Evaluator());
  }

  ref = refuse;
  attribute = refuse;
  exportedValue = refuse;
  stackOutputValue = refuse;
}

function refuse(): never {
  throw new UnresolvedValue('it refers to something');
}

/** The value of an expression that refers to nothing; undefined for any other. */
export function resolveLiteral(expression: Json): Json | undefined {
  const values = new LiteralValues();
  return values.values.evaluate(() => values.value(expression)).value;
}
