import { testAll, testAny, type ConditionScope } from './conditions';
import { finished, items, malformed, SUB_VARIABLE, subArguments, text, UnresolvedValue } from './expressions';
import { readIntrinsic, isFunctionKey, isObject, ownValue, type Json } from './template';

/** Something of a template, or of another stack, that an expression refers to. Names may be expressions themselves. */
export type TemplateReference =
  /** A parameter, a pseudo parameter or a resource, or an attribute of a resource. */
  | { readonly kind: 'name'; readonly name: Json; readonly attribute?: Json }
  | { readonly kind: 'condition'; readonly name: Json }
  | { readonly kind: 'mappings' }
  | { readonly kind: 'export'; readonly name: Json }
  | { readonly kind: 'stack-output'; readonly output: Json };

/** Makes the text of a value from the texts of other values. */
export interface Composition {
  /** The value is all of them in this order, one of them, or a piece of one. */
  readonly kind: 'joined' | 'alternative' | 'selected';
  readonly expressions: readonly Json[];
  /** Joins a list whose length is open. The expressions are the list and the delimiter. */
  readonly isOpen?: boolean;
}

/** The values that functions are resolved with. */
export interface ValueScope extends ConditionScope {
  readonly mappings: Json | undefined;
  value(expression: Json): Json | undefined;
  /** The value of `Ref`. */
  ref(name: string): Json | undefined;
  attribute(logicalId: string, name: string): Json | undefined;
  exportedValue(name: string): Json | undefined;
  stackOutputValue(output: Json): Json | undefined;
}

/** All that this project knows about one intrinsic function. */
export interface IntrinsicFunction {
  /** Resolves a call. Absent for a function that only conditions use. */
  readonly value?: (argument: Json, scope: ValueScope) => Json | undefined;
  /** Tests a call in a condition. Absent for a function that conditions do not use. */
  readonly test?: (argument: Json, scope: ConditionScope) => boolean;
  /** The expressions that a call reads. By default, the items of its argument. */
  readonly operands?: (argument: Json) => readonly Json[];
  /** By default, a call refers to nothing but its operands' references. */
  readonly references?: (argument: Json) => readonly TemplateReference[];
  /** Absent if the text of a call is not made of other texts. */
  readonly composition?: (argument: Json) => Composition;
}

/** Characters of one value: texts that are joined with themselves double at every step. */
const MAX_TEXT = 1_000_000;

/** The intrinsic functions by name. To teach the project a new function, add it here. */
export const INTRINSIC_FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: {
    value: (argument, scope) => scope.ref(text('Ref', argument)),
    operands: () => [],
    references: (argument) => [{ kind: 'name', name: argument }],
  },
  'Fn::GetAtt': {
    value(argument, scope) {
      const [logicalId, name] = attributeParts(argument);
      return scope.attribute(text('Fn::GetAtt', logicalId), finishedText('Fn::GetAtt', name, scope));
    },
    operands: () => [],
    references(argument) {
      // Of a malformed call, the names are null.
      const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s).slice(0, 2) : argument;
      const [name = null, attribute = null] = Array.isArray(parts) ? parts : [];
      return [{ kind: 'name', name, attribute }];
    },
  },
  'Fn::Join': {
    value(argument, scope) {
      const [delimiter = null, list = null] = items('Fn::Join', argument, 2);
      const values = scope.value(list);
      if (!Array.isArray(values)) {
        throw malformed('Fn::Join', argument);
      }
      return bounded(values.map((item) => text('Fn::Join', item)).join(text('Fn::Join', delimiter)));
    },
    composition(argument) {
      const [delimiter = null, list = null] = items('Fn::Join', argument, 2);
      return Array.isArray(list)
        ? { kind: 'joined', expressions: list.flatMap((item, index) => (index === 0 ? [item] : [delimiter, item])) }
        : { kind: 'joined', expressions: [list, delimiter], isOpen: true };
    },
  },
  'Fn::Sub': {
    value: (argument, scope) =>
      bounded(
        subParts(argument)
          .map((part) => text('Fn::Sub', scope.value(part)))
          .join(''),
      ),
    operands: subParts,
    composition: (argument) => ({ kind: 'joined', expressions: subParts(argument) }),
  },
  'Fn::Select': {
    value: select,
    composition: (argument) => ({ kind: 'selected', expressions: items('Fn::Select', argument, 2).slice(1) }),
  },
  'Fn::Split': {
    value(argument, scope) {
      const [delimiter, source = null] = items('Fn::Split', argument, 2);
      return finishedText('Fn::Split', source, scope).split(text('Fn::Split', delimiter));
    },
    composition: (argument) => ({ kind: 'selected', expressions: items('Fn::Split', argument, 2).slice(1) }),
  },
  'Fn::If': {
    value(argument, scope) {
      const [condition, then = null, otherwise = null] = items('Fn::If', argument, 3);
      return scope.value(scope.condition(text('Fn::If', condition)) ? then : otherwise);
    },
    operands: (argument) => items('Fn::If', argument, 3).slice(1),
    references: (argument) => [{ kind: 'condition', name: items('Fn::If', argument, 3)[0] ?? null }],
    composition: (argument) => ({ kind: 'alternative', expressions: items('Fn::If', argument, 3).slice(1) }),
  },
  'Fn::FindInMap': {
    value: findInMap,
    references: () => [{ kind: 'mappings' }],
  },
  'Fn::Base64': {
    value: (argument, scope) => Buffer.from(finishedText('Fn::Base64', argument, scope)).toString('base64'),
  },
  'Fn::ImportValue': {
    value: (argument, scope) => scope.exportedValue(finishedText('Fn::ImportValue', argument, scope)),
    operands: () => [],
    references: (argument) => [{ kind: 'export', name: argument }],
  },
  'Fn::GetStackOutput': {
    value: (argument, scope) => scope.stackOutputValue(argument),
    operands: (argument) => [argument],
    references: (argument) => [{ kind: 'stack-output', output: argument }],
  },
  Condition: {
    test: (argument, scope) => scope.condition(text('Condition', argument)),
    operands: () => [],
    references: (argument) => [{ kind: 'condition', name: argument }],
  },
  'Fn::Equals': {
    test(argument, scope) {
      // Compared as texts. CloudFormation does not document how it compares a list, or no value.
      const [left, right] = items('Fn::Equals', argument, 2).map((item) => text('Fn::Equals', scope.finished(item)));
      return left === right;
    },
  },
  'Fn::And': { test: (argument, scope) => testAll(operandsOfTest('Fn::And', argument), scope) },
  'Fn::Or': { test: (argument, scope) => testAny(operandsOfTest('Fn::Or', argument), scope) },
  'Fn::Not': { test: (argument, scope) => !scope.test(items('Fn::Not', argument, 1)[0] ?? null) },
};

/** A text that a function reads. All of it must be known. */
function finishedText(name: string, expression: Json, scope: ValueScope): string {
  return finished(text(name, scope.value(expression)));
}

/** The logical id and the name of the attribute. The name may be an expression unless the argument is dotted. */
function attributeParts(argument: Json): [logicalId: Json, name: Json] {
  const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s).slice(0, 2) : argument;
  const [logicalId = null, name = null] = items('Fn::GetAtt', parts, 2);
  return [logicalId, name];
}

/** The literals and variables of `Fn::Sub` in their order, variables as expressions. */
function subParts(argument: Json): Json[] {
  const [template, own] = subArguments(argument);
  // `split` puts each variable, which the pattern captures, between two literals.
  return template.split(SUB_VARIABLE).map((part, index): Json => {
    if (index % 2 === 0) {
      return part;
    }
    if (part.startsWith('!')) {
      return `\${${part.slice(1)}}`;
    }
    const name = part.trim();
    return ownValue(own, name) ?? (name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name });
  });
}

function select(argument: Json, scope: ValueScope): Json {
  const [index = null, source = null] = items('Fn::Select', argument, 2);
  const position = Number(text('Fn::Select', scope.value(index)));
  // Only the selected item must be known if the list is written out.
  const isWritten = Array.isArray(source) && source.every((item) => !mayBeNoValue(item));
  const selected = isWritten ? source[position] : undefined;
  const values = selected === undefined ? scope.value(source) : undefined;
  const value = selected === undefined ? Array.isArray(values) && values[position] : scope.value(selected);
  if (value === undefined || value === false) {
    throw new UnresolvedValue(`Fn::Select finds no item ${position}`);
  }
  return value;
}

/** True if an item of a list can be left out, so that the items after it move up. */
function mayBeNoValue(item: Json): boolean {
  const call = readIntrinsic(item);
  return call?.name === 'Fn::If' || (call?.name === 'Ref' && call.argument === 'AWS::NoValue');
}

function findInMap(argument: Json, scope: ValueScope): Json | undefined {
  const hasDefault = Array.isArray(argument) && argument.length === 4;
  const path = items('Fn::FindInMap', hasDefault ? argument.slice(0, 3) : argument, 3);
  const keys = path.map((key) => finishedText('Fn::FindInMap', key, scope));
  let entry = scope.mappings;
  for (const key of keys) {
    if (isObject(entry) && Object.keys(entry).some(isFunctionKey)) {
      throw new UnresolvedValue(`the mapping ${keys[0]} is put together only by the deployment`);
    }
    entry = isObject(entry) ? ownValue(entry, key) : undefined;
  }
  if (isObject(entry)) {
    throw malformed('Fn::FindInMap', entry);
  }
  if (entry !== undefined) {
    return entry;
  }
  const fallback = hasDefault && isObject(argument[3]) ? ownValue(argument[3], 'DefaultValue') : undefined;
  if (fallback === undefined) {
    throw new UnresolvedValue(`Fn::FindInMap finds nothing under ${keys.join(', ')}`);
  }
  return scope.value(fallback);
}

/** Nothing says whether a condition without operands holds. */
function operandsOfTest(name: string, argument: Json): readonly Json[] {
  if (!Array.isArray(argument) || argument.length === 0) {
    throw malformed(name, argument);
  }
  return argument;
}

function bounded(value: string): string {
  if (value.length > MAX_TEXT) {
    throw new UnresolvedValue(`it is a text of more than ${MAX_TEXT} characters`);
  }
  return value;
}
