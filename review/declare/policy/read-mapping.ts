import { isMap, isScalar, isSeq, type LineCounter, type Node, type ParsedNode, type YAMLMap } from 'yaml';
import { InvalidText, type LineProblem } from '../../../declaration/line-problems';
import { jsonText, oneLine } from '../../text/sanitize';
import { suggestNearest } from '../../../declaration/nearest-name';
import type { PolicyField, PolicyFields } from './policy-fields';

/** A mapping that was read: the values by their keys, and where each stands. */
export interface PolicyMapping {
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly lines: Readonly<Record<string, number>>;
}

/** Reads mappings by their fields, and collects the problems. */
export class MappingReader {
  readonly problems: LineProblem[] = [];

  constructor(private readonly lineCounter: LineCounter) {}

  /** The keys that are known and right; what is wrong is added to the problems. */
  read(node: unknown, fields: PolicyFields, name: string): PolicyMapping {
    const line = this.findLine(node);
    const allowed = Object.keys(fields).join(', ');
    if (!isMap(node)) {
      this.add(line, `${name} must be a mapping with the keys ${allowed}; got ${showNode(node)}`);
      return { line, values: {}, lines: {} };
    }
    const values: Record<string, unknown> = {};
    const lines: Record<string, number> = {};
    for (const { key, value } of (node as YAMLMap<Node, Node | null>).items) {
      const keyText = isScalar(key) ? String(key.value) : showNode(key);
      const keyLine = this.findLine(key);
      if (!Object.hasOwn(fields, keyText)) {
        this.add(
          keyLine,
          `${name} has the keys ${allowed}; got ${oneLine(jsonText(keyText), 100)}${suggestNearest(keyText, Object.keys(fields))}`,
        );
        continue;
      }
      lines[keyText] = keyLine;
      values[keyText] = this.value(value ?? key, fields[keyText]!, { name: keyText, isAbsent: value === null });
    }
    const missing = Object.keys(fields).filter((key) => fields[key]!.required && !(key in lines));
    if (missing.length > 0) {
      this.add(line, `${name} must have the keys ${missing.join(', ')}; got none`);
    } else if (node.items.length === 0) {
      this.add(line, `${name} must have at least one of the keys ${allowed}; got none`);
    }
    return { line, values, lines };
  }

  add(line: number, message: string) {
    this.problems.push({ line, message });
  }

  /** @throws InvalidText with every problem so far, by its line */
  throwProblems() {
    if (this.problems.length > 0) {
      throw new InvalidText([...this.problems].sort((a, b) => a.line - b.line));
    }
  }

  private value(
    node: unknown,
    field: PolicyField,
    { name, isAbsent }: { readonly name: string; readonly isAbsent: boolean },
  ): unknown {
    const refuse = (rule: string, wrong: unknown = node, suggestion = '') => {
      this.add(
        this.findLine(wrong),
        `${name} must be ${rule}; got ${isAbsent ? 'nothing' : showNode(wrong)}${suggestion}`,
      );
      return undefined;
    };
    const value = !isAbsent && isScalar(node) ? node.value : undefined;
    switch (field.kind) {
      case 'text':
        return isMatchingText(field.text.pattern, value) ? value : refuse(textRule(field.text.rule, value));
      case 'texts':
      case 'choices': {
        const items: readonly unknown[] = !isAbsent && isSeq(node) ? node.items : [node];
        const pattern = field.kind === 'texts' ? field.text.pattern : undefined;
        const rule = field.kind === 'texts' ? field.text.rule : `one of ${field.values.join(', ')}`;
        const isRight = (text: unknown) =>
          pattern ? isMatchingText(pattern, text) : field.kind === 'choices' && field.values.includes(text as string);
        const texts = items.map((item) => (isScalar(item) && !isAbsent ? item.value : undefined));
        if (items.length === 0) {
          return refuse(`${rule}, or a list of at least one`);
        }
        items.forEach((item, n) => {
          if (!isRight(texts[n])) {
            const names = field.kind === 'choices' ? field.values : [];
            refuse(`${textRule(rule, texts[n])}, or a list of such`, item, suggestOf(names, texts[n]));
          }
        });
        return texts.filter(isRight);
      }
      case 'choice':
        return field.values.includes(value as string)
          ? value
          : refuse(`one of ${field.values.join(', ')}`, node, suggestOf(field.values, value));
      case 'flag':
        return typeof value === 'boolean' ? value : refuse('true or false');
      case 'count':
        return Number.isSafeInteger(value) && (value as number) >= field.min
          ? value
          : refuse(`a whole number of at least ${field.min}`);
      case 'mapping':
        return this.read(isAbsent ? undefined : node, field.fields, name);
      case 'list':
        if (isAbsent || !isSeq(node) || node.items.length === 0) {
          return refuse('a list of at least one mapping');
        }
        return node.items.map((item) => this.read(item, field.fields, `an item of ${name}`));
    }
  }

  private findLine(node: unknown): number {
    const offset = (node as Partial<ParsedNode> | null | undefined)?.range?.[0] ?? 0;
    return Math.max(1, this.lineCounter.linePos(offset).line);
  }
}

function suggestOf(names: readonly string[], value: unknown): string {
  return typeof value === 'string' ? suggestNearest(value, names) : '';
}

function isMatchingText(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** YAML takes `1.0` for the number 1. */
function textRule(rule: string, value: unknown): string {
  return typeof value === 'number' ? `${rule}, in quotes, since YAML takes it for a number` : rule;
}

function showNode(node: unknown): string {
  const value = isScalar(node) ? node.value : undefined;
  if (isScalar(node)) {
    return value === null ? 'nothing' : oneLine(jsonText(value), 100);
  }
  return isMap(node)
    ? 'a mapping'
    : isSeq(node)
      ? 'a list'
      : node === undefined || node === null
        ? 'nothing'
        : 'an alias';
}
