import { readAssembly } from '../../template/read/assembly';
import type { GivenParameters } from '../../template/values/given-parameters';
import { TemplateValues } from '../../template/values/template-values';
import { checkDeclarations } from '../check/check-declarations';
import { checkExitStatus } from '../check/check-report';
import { CHECK_OUTPUTS, type CheckFormat } from '../check/render/check-outputs';
import { findDeclarations } from '../find/declarations';
import { findProblems } from '../find/find-problems';
import { describeProblem } from '../find/problem';
import { CodeArtifactReader } from '../read/codeartifact-reader';
import { printToStderr, writeData } from './output';
import { checkOutputPlaces } from './output-place';
import { Progress } from './progress';
import { addSettings } from './settings-file';

/** The options of `check`, as they stand on the command line. */
export interface CheckOptions {
  readonly parameter: GivenParameters;
  /** The file with options that stay; default: the one beside cdk.json. */
  readonly settings?: string | false;
  readonly account?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly undeclared: boolean;
  readonly format: CheckFormat;
  readonly output?: string;
  /** A file that gets the report to look at, whatever the format of the output is. */
  readonly report?: string;
  readonly concurrency: number;
}

/**
 * Compares the declared state with the registry, prints, and returns the exit status.
 *
 * @throws CommandError
 */
export async function checkCommand(
  directory: string,
  commandLine: CheckOptions,
  isGiven: (name: string) => boolean,
): Promise<number> {
  const takes = ['parameter', 'account', 'region'] as const;
  const { options } = addSettings(commandLine, { path: commandLine.settings, takes, isGiven });
  const { account, region, profile, concurrency, undeclared, parameter: parameters } = options;
  checkOutputPlaces(options);
  const assembly = readAssembly(directory);
  const values = new TemplateValues(assembly.stacks, { account, region, parameters });
  const declarations = findDeclarations(assembly.stacks, values, { assets: assembly.assets, acknowledged: new Set() });
  // A template that cannot be read may declare anything. Calls past the declarations do not change the declared state.
  const problems = findProblems(assembly, assembly.stacks, values)
    .filter(({ id }) => id === 'unread-template' || id === 'macro' || id === 'generated-resources')
    .map(({ message, resolution }) => describeProblem({ id: 'unread-template', stack: '', message, resolution }));
  if (declarations.length === 0) {
    printToStderr(`Nothing is declared in the ${assembly.stacks.length} stacks of ${directory}.`);
  }
  const progress = new Progress();
  const registry = new CodeArtifactReader({ region, profile, concurrency, onProgress: progress.show });
  try {
    const report = await checkDeclarations({ declarations, problems, registry, undeclared });
    progress.stop();
    if (options.report !== undefined) {
      await writeData(CHECK_OUTPUTS.html(report), options.report);
    }
    await writeData(CHECK_OUTPUTS[options.format](report), options.output);
    return checkExitStatus(report);
  } finally {
    progress.stop();
    registry.close();
  }
}
