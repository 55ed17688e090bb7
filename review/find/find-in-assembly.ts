import type { Assembly } from '../../template/read/assembly';
import type { Stack } from '../../template/values/template';
import { type EvaluationInputs, TemplateValues } from '../../template/values/template-values';
import { acknowledgeProblems, type AcknowledgedProblems } from './acknowledgements';
import { type Base, type BaseAssembly, findBase } from './base';
import { findDeclarations, type FoundDeclaration } from './declarations';
import { findProblems } from './find-problems';
import { findPackageGroups, type FoundPackageGroup } from './package-groups';

/** An assembly to search, and what it is compared with. */
export interface SearchInputs {
  readonly assembly: Assembly;
  readonly inputs: EvaluationInputs;
  /** Absent to compare with nothing. */
  readonly base?: BaseAssembly;
  /** Values of parameters that the base is deployed with. Those of the change say nothing about it. */
  readonly baseInputs: EvaluationInputs;
  /** As they are given on the command line. */
  readonly acknowledgements: readonly string[];
  /** True if the search is about a stack; default: it is about every stack. */
  readonly isChosen?: (stack: Stack) => boolean;
}

/** The declarations of an assembly and of its base, and the problems that the base does not settle. */
export interface SearchResult extends AcknowledgedProblems {
  readonly declarations: readonly FoundDeclaration[];
  readonly base: Base | undefined;
  /** The text of the hold lists of constructs, by their paths, in the change and in its base. */
  readonly holds: { readonly change: Assembly['holds']; readonly base: Assembly['holds'] };
  readonly packageGroups: { readonly head: readonly FoundPackageGroup[]; readonly base?: readonly FoundPackageGroup[] };
}

/** Finds the declarations and problems of an assembly, compared to its base. */
export function findInAssembly(search: SearchInputs): SearchResult {
  const { assembly, inputs, base, baseInputs, acknowledgements, isChosen = () => true } = search;
  const chosen = assembly.stacks.filter(isChosen);
  const values = new TemplateValues(assembly.stacks, inputs);
  const baseValues = base && new TemplateValues(base.stacks, baseInputs);
  const baseChosen = base?.stacks.filter(isChosen) ?? [];
  const baseProblems = base && baseValues && findProblems(base, baseChosen, baseValues);
  const result = acknowledgeProblems(findProblems(assembly, chosen, values), baseProblems, acknowledgements);
  const { acknowledged } = result;
  return {
    ...result,
    declarations: findDeclarations(chosen, values, { assets: assembly.assets, acknowledged }),
    base: base && findBase(base, baseInputs, { acknowledged, isChosen }),
    holds: { change: assembly.holds, base: base?.holds ?? new Map<string, string>() },
    packageGroups: {
      head: findPackageGroups(chosen, values),
      ...(baseValues && { base: findPackageGroups(baseChosen, baseValues) }),
    },
  };
}
