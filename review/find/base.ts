import { basename } from 'node:path';
import { type Assembly, isDirectory, readAssembly, readTemplate } from '../../template/read/assembly';
import { findRoot, type Stack } from '../../template/values/template';
import { type EvaluationInputs, TemplateValues } from '../../template/values/template-values';
import { isUnreadDeployment } from '../../template/values/deployment-parameters';
import { CommandError } from '../text/command-error';
import { type FoundDeclaration, findDeclarations } from './declarations';

/** The declarations that are deployed before this change, by where they stand. */
export type Base = ReadonlyMap<string, FoundDeclaration>;

/**
 * The place of a declaration: CloudFormation takes two of one place for the same resource. The place of a nested stack is
 * that of its logical ids, since two stacks can share the path of a construct, which is metadata.
 */
export function declarationKey({ stack, logicalId }: FoundDeclaration): string {
  const root = findRoot(stack);
  return JSON.stringify([root.id, root.stackName, root.account, root.region, stack.id, logicalId]);
}

/** The templates of the base, and its source of manifests. */
export type BaseAssembly = Pick<Assembly, 'stacks'> & Partial<Pick<Assembly, 'assets' | 'holds'>>;

/**
 * Reads the base.
 *
 * @param path the directory of an assembly, or the file of one stack's template
 * @param head the stacks of the change, which a template is matched with
 * @throws AssemblyError
 * @throws CommandError
 */
export function readBase(path: string, head: readonly Stack[]): BaseAssembly {
  return isDirectory(path) ? readAssembly(path) : { stacks: [baseTemplate(path, head)] };
}

/** Options of reading the base. */
export interface BaseOptions {
  /** Macros that are known to leave declarations as they are; default: none. */
  readonly acknowledged?: ReadonlySet<string>;
  /** True if the review is about a stack; default: it is about every stack. */
  readonly isChosen?: (stack: Stack) => boolean;
}

/**
 * Finds the declarations of the base. Unreadable ones count as not declared, and unknown values as changed.
 */
export function findBase(
  { stacks, assets }: BaseAssembly,
  inputs: EvaluationInputs,
  { acknowledged, isChosen = () => true }: BaseOptions = {},
): Base {
  const values = new TemplateValues(stacks, inputs);
  return new Map(
    findDeclarations(stacks.filter(isChosen), values, { assets, acknowledged }).map((foundDeclaration) => [
      declarationKey(foundDeclaration),
      foundDeclaration,
    ]),
  );
}

/**
 * True if CloudFormation sends no event, since neither a property nor a condition of its deployment changes. An unknown value may change.
 */
export function isUnchanged(declaration: FoundDeclaration, base: FoundDeclaration | undefined): boolean {
  if (base === undefined || declaration.meaning === undefined || declaration.meaning !== base.meaning) {
    return false;
  }
  // A deployment before the end of a waiting time is refused, so that the base has declarations that no stack has.
  if (declaration.properties['waitingTime'] !== undefined) {
    return false;
  }
  // Of a template that is handed elsewhere, the meaning is the whole template, and nothing of it is known.
  const isCarried = declaration.stack.carrier !== undefined && base.stack.carrier !== undefined;
  return isCarried || (isKnown(declaration) && declaration.manifest?.problem === undefined && isKnown(base));
}

/** What a pipeline gives is a part of the meaning: it is the same as long as the pipeline is. */
function isKnown(declaration: FoundDeclaration): boolean {
  return listUnknown(declaration).every(isUnreadDeployment);
}

/** The reasons for which parts of a declaration are not known. */
export function listUnknown({ unknown, unknownVersions, unknownPins, unknownConditions }: FoundDeclaration): string[] {
  return [
    ...[...unknown, ...unknownVersions].map(({ reason }) => reason),
    ...unknownPins.values(),
    ...unknownConditions,
  ];
}

/** A template says nothing of its stack, so it takes that of the assembly with a template of its name, or the only one. */
function baseTemplate(file: string, head: readonly Stack[]): Stack {
  const template = readTemplate(file);
  const topLevel = head.filter(({ parent, carrier }) => parent === undefined && carrier === undefined);
  const namedStacks = topLevel.filter(({ templateFile }) => templateFile === basename(file));
  const candidates = namedStacks.length > 0 ? namedStacks : topLevel;
  const [stack] = candidates;
  if (stack === undefined || candidates.length > 1) {
    throw new CommandError(
      `A template as --base must have the file name of a stack's template, since the assembly has ${topLevel.length} ` +
        `stacks; got ${file}. Pass the base's whole assembly, or choose one stack with --stack.`,
    );
  }
  return { ...stack, template, nested: new Map() };
}
