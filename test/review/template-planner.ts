import type { Plan } from '../../review/plan/plan-model';
import { DISPOSER, type Resource, type StackOfTemplate, writeAssembly } from './assembly-of-templates';
import { ReviewedRegistry } from './review-of-app';

export type Sections = Record<string, unknown>;

export interface PlanOptions {
  readonly base?: string;
  readonly acknowledge?: readonly string[];
  readonly parameters?: Record<string, string>;
  readonly baseParameters?: Record<string, string>;
}

/** One stack of the given resources, beside the function that disposes. */
export function stackOf(resources: Resource, sections: Sections = {}): Record<string, StackOfTemplate> {
  return { Disposal: { template: { ...sections, Resources: { Disposer: DISPOSER, ...resources } } } };
}

/** Plans assemblies of templates against a registry that has the declared versions. */
export class TemplatePlanner {
  static async start(): Promise<TemplatePlanner> {
    const registry = await ReviewedRegistry.start();
    registry.publish('1.0.0', '1.1.0');
    return new TemplatePlanner(registry);
  }

  private constructor(readonly registry: ReviewedRegistry) {}

  stop() {
    return this.registry.stop();
  }

  readonly assembly = (
    stacks: Record<string, StackOfTemplate>,
    more: Parameters<typeof writeAssembly>[2] = {},
  ): string => writeAssembly(this.registry.directory(), stacks, more);

  readonly planOf = (
    directory: string,
    { base, acknowledge = [], parameters = {}, baseParameters = {} }: PlanOptions = {},
  ): Promise<Plan> =>
    this.registry.plan(directory, {
      base,
      given: { parameters: new Map(Object.entries(parameters)) },
      baseParameters: new Map(Object.entries(baseParameters)),
      shown: { acknowledged: new Set(acknowledge) },
    });
}

export const verdicts = ({ declarations }: Plan) =>
  declarations.flatMap(({ versions }) => versions.map(({ version, verdict }) => [version, verdict]));

export const ids = ({ unresolved }: Plan) => unresolved.map(({ id }) => id);
