import { findBase, readBase } from '../../review/find/base';
import { findDeclarations } from '../../review/find/declarations';
import { findProblems } from '../../review/find/find-problems';
import type { Plan } from '../../review/plan/plan-model';
import { reviewDeclarations } from '../../review/plan/review-declarations';
import { CodeArtifactReader } from '../../review/read/codeartifact-reader';
import { readAssembly } from '../../template/read/assembly';
import { TemplateValues } from '../../template/values/template-values';
import { expectNothingMissed } from '../review/suspects';

interface PlanAssemblyOptions {
  /** The directory of the assembly that is deployed; default: nothing is. */
  readonly base?: string;
  /** Default: the reviewer does not name it. */
  readonly recordBucket?: string;
  readonly copyBucket?: string;
}

/** Plans what the deployment of an assembly does, by the services that the environment names, and fails if the plan misses something. */
export async function planAssembly(
  directory: string,
  { base, recordBucket, copyBucket }: PlanAssemblyOptions = {},
): Promise<Plan> {
  const assembly = readAssembly(directory);
  const { assets, stacks } = assembly;
  const given = { account: '111122223333', region: 'us-east-1', parameters: new Map<string, string>() };
  const values = new TemplateValues(stacks, given);
  const registry = new CodeArtifactReader({ concurrency: 4, region: 'us-east-1' });
  try {
    const plan = await reviewDeclarations(
      {
        declarations: findDeclarations(stacks, values, { assets }),
        base: base === undefined ? undefined : findBase(readBase(base, stacks), given, { acknowledged: new Set() }),
        registry,
        reads: { sizes: false, publishedTimes: false, upstreams: false, notDeployed: true, recordBucket, copyBucket },
      },
      { problems: findProblems(assembly, stacks, values) },
    );
    expectNothingMissed(directory, plan);
    return plan;
  } finally {
    registry.close();
  }
}
