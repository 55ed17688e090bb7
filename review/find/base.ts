import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isDirectory, readAssembly, readTemplate } from '../../template/assembly';
import { CommandError } from '../../template/command-error';
import { type FoundDeclaration, findDeclarations } from './declarations';
import type { Stack } from '../../template/template';
import { type EvaluationInputs, TemplateValues } from '../../template/template-values';

/** The declarations that are deployed before this change, by where they stand. */
export type Base = ReadonlyMap<string, FoundDeclaration>;

/** Where a declaration stands: CloudFormation takes two of one place for the same resource. */
export function declarationKey({ stack, logicalId }: FoundDeclaration): string {
  return JSON.stringify([stack.id, stack.stackName, stack.account, stack.region, logicalId]);
}

/**
 * Reads what the base declares: an assembly, or one stack's template.
 *
 * @param head the stacks that a template is matched with
 * @throws CommandError
 */
export function readBase(path: string, head: readonly Stack[], given: EvaluationInputs): Base {
  const stacks = isDirectory(path) ? baseAssembly(path) : [baseTemplate(path, head)];
  return new Map(
    findDeclarations(stacks, new TemplateValues(stacks, given)).map((foundDeclaration) => [
      declarationKey(foundDeclaration),
      foundDeclaration,
    ]),
  );
}

/** Whether CloudFormation sends no event, since no property changes. What is not known may change. */
export function isUnchanged(declaration: FoundDeclaration, base: FoundDeclaration | undefined): boolean {
  const unknown = (foundDeclaration: FoundDeclaration) =>
    foundDeclaration.unknown.length + foundDeclaration.unknownVersions.length + foundDeclaration.unknownPins.size;
  return (
    base !== undefined &&
    unknown(declaration) === 0 &&
    unknown(base) === 0 &&
    isDeepStrictEqual(declaration.properties, base.properties)
  );
}

function baseAssembly(directory: string): readonly Stack[] {
  const { stacks, problems } = readAssembly(directory);
  if (problems.length > 0) {
    throw new CommandError(
      `The base assembly cannot be read in full: ${problems.map(({ message }) => message).join(' ')}`,
    );
  }
  return stacks;
}

/** A template says nothing of its stack, so it takes that of the assembly with a template of its name, or the only one. */
function baseTemplate(file: string, head: readonly Stack[]): Stack {
  const template = readTemplate(file);
  const topLevel = head.filter(({ parent }) => parent === undefined);
  const named = topLevel.filter(({ templateFile }) => templateFile === basename(file));
  const candidates = named.length > 0 ? named : topLevel;
  const [stack] = candidates;
  if (stack === undefined || candidates.length > 1) {
    throw new CommandError(
      `A template as --base must have the file name of a stack's template, since the assembly has ${topLevel.length} ` +
        `stacks; got ${file}. Pass the base's whole assembly, or choose one stack with --stack.`,
    );
  }
  return { ...stack, template, nested: new Map() };
}
