import { isDirectory, readAssembly } from '../../template/read/assembly';
import { CommandError } from '../text/command-error';
import { readBase } from '../find/base';
import { findInAssembly } from '../find/find-in-assembly';
import { nameWithDigest, type Problem } from '../find/problem';
import type { Acknowledgement } from '../settings/read-settings';
import { checkOutputPlace, checkOutputPlaces } from './output-place';
import { parseFile, readTextFile } from './manifest-run';
import { type KeptVersion, readExplanation } from '../declare/policy/read-explanation';
import { addSettings } from './settings-file';
import { interruption, printToStderr, showsColor, writeData } from './output';
import { type Environment, exitStatus, type FailOn, type Plan } from '../plan/plan-model';
import { Progress } from './progress';
import { AnswerFile } from '../read/answer-file';
import { readAccount } from '../read/caller-identity';
import { RegionalClients } from '../read/regional-clients';
import { CodeArtifactReader } from '../read/codeartifact-reader';
import { renderReport } from '../render/html/report-page';
import type { PlanFormat } from '../render/plan-output';
import { PLAN_OUTPUTS } from '../render/plan-outputs';
import { renderPins, renderPinsJson } from '../render/pins/render-pins';
import { acknowledgedText } from '../render/labels/plan-labels';
import { readGuardFiles } from './guard-files';
import { comparePolicyFiles } from './policy-files';
import { reviewDeclarations } from '../plan/review-declarations';
import { withApp } from './app/run-app';
import { counted } from '../text/sanitize';
import { version } from '../../package.json';
import type { Stack } from '../../template/values/template';
import { checkParameters, checkStackPatterns, isChosenStack } from './plan-scope';

/** The settings that this command takes. */
const SETTINGS = [
  'stack',
  'parameter',
  'baseParameter',
  'acknowledge',
  'account',
  'region',
  'currentEnv',
  'recordBucket',
  'copyBucket',
  'guard',
] as const;

/** The options of `plan`, as they are given on the command line. */
export interface PlanOptions {
  readonly app?: string;
  readonly context: ReadonlyMap<string, string>;
  readonly base?: string;
  readonly stack: readonly string[];
  readonly parameter: ReadonlyMap<string, string>;
  /** Values of parameters that the base is deployed with. */
  readonly baseParameter: ReadonlyMap<string, string>;
  readonly acknowledge: readonly string[];
  /** The file with options that stay; default: the one beside cdk.json. */
  readonly settings?: string | false;
  readonly account?: string;
  readonly region?: string;
  /** True to take the account and the Region of the credentials for environment-agnostic stacks. */
  readonly currentEnv: boolean;
  readonly profile?: string;
  readonly format: PlanFormat;
  readonly output?: string;
  /** A file that gets the report to look at, whatever the format of the output is. */
  readonly report?: string;
  /** Files of `clean-up --explain`, for the report. */
  readonly explain: readonly string[];
  readonly maxLength: number;
  readonly pin: boolean;
  readonly failOn: FailOn;
  readonly sizes: boolean;
  readonly publishedTimes: boolean;
  readonly upstreams: boolean;
  readonly unchanged: boolean;
  readonly recordBucket?: string;
  readonly copyBucket?: string;
  /** The file of the clean-up policy in the change. */
  readonly policy?: string;
  /** The same file on the base branch. */
  readonly basePolicy?: string;
  /** The file of the guard on the base branch. */
  readonly guard?: string;
  /** The same file in the change, to show that it differs. */
  readonly guardOfChange?: string;
  /** The labels of the pull request. */
  readonly label: readonly string[];
  /** The file that keeps what was read, if the command is interrupted. */
  readonly resume?: string;
  readonly concurrency: number;
}

/**
 * Plans, prints, and returns the exit status.
 *
 * @throws CommandError
 */
export async function planCommand(
  directory: string | undefined,
  commandLine: PlanOptions,
  isGiven: (name: string) => boolean,
): Promise<number> {
  checkOutputs(commandLine);
  const { inForce, acknowledgements, options } = addSettings(commandLine, {
    path: commandLine.settings,
    takes: SETTINGS,
    isGiven,
  });
  const kept = options.explain.flatMap((file) => readKept(file));
  const { app, context } = options;
  if (directory !== undefined && app !== undefined) {
    throw new CommandError(`Pass either an assembly or --app; got ${directory} and --app ${app}.`);
  }
  const environment = await findEnvironment(options);
  const acknowledge = [...options.acknowledge, ...acknowledgements.map(({ problem }) => problem)];
  const inEnvironment = { ...options, acknowledge, ...environment };
  const { account, region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] } = inEnvironment;
  const ofAssembly =
    app === undefined || isDirectory(app)
      ? await planAssembly(app ?? directory ?? 'cdk.out', inEnvironment)
      : await withApp(app, { context, account, region }, (assembly) => planAssembly(assembly, inEnvironment));
  const plan: Plan = {
    ...ofAssembly,
    ...(environment && { currentEnvironment: environment }),
    ...(inForce && { settings: inForce }),
    acknowledged: ofAssembly.acknowledged.map((problem) => withReason(problem, acknowledgements)),
  };
  process.exitCode = exitStatus(plan, options.failOn);
  if (options.report !== undefined) {
    await writeData(renderReport(plan, kept), options.report);
  }
  await writeData(render(plan, { ...options, kept }), options.output);
  if (options.format !== 'table' || options.pin) {
    const acknowledged = options.pin ? plan.acknowledged.map(acknowledgedText) : [];
    [...plan.problems, ...acknowledged].forEach(printToStderr);
  }
  return exitStatus(plan, options.failOn);
}

/** @throws CommandError if the file is no explanation */
function readKept(file: string): KeptVersion[] {
  return parseFile(file, readTextFile(file), (text) => readExplanation(file, text));
}

/** The reason that the settings give for an acknowledgement. */
function withReason(problem: Problem, acknowledgements: readonly Acknowledgement[]): Problem {
  const names = [problem.name, nameWithDigest(problem)];
  const acknowledgement = acknowledgements.find((each) => names.includes(each.problem));
  return acknowledgement === undefined ? problem : { ...problem, reason: acknowledgement.reason };
}

/** @throws CommandError */
function checkOutputs(options: PlanOptions) {
  checkOutputPlaces(options);
  checkOutputPlace('--resume', options.resume);
}

/**
 * Finds the account and the Region of environment-agnostic stacks, if they are to be those of the credentials.
 *
 * @throws CommandError
 */
async function findEnvironment({
  currentEnv,
  account,
  region,
  profile,
}: PlanOptions): Promise<Environment | undefined> {
  if (!currentEnv) {
    return undefined;
  }
  const clients = new RegionalClients({ region, profile }, () => undefined);
  try {
    const { config } = clients.client(undefined);
    const connection = { region: await config.region(), credentials: config.credentials };
    return { account: account ?? (await readAccount(connection)), region: connection.region };
  } finally {
    clients.close();
  }
}

async function planAssembly(directory: string, options: PlanOptions): Promise<Plan> {
  const { base, concurrency, profile, region, sizes, publishedTimes, upstreams, recordBucket, copyBucket } = options;
  const assembly = readAssembly(directory);
  checkStackPatterns(assembly, options.stack);
  const isChosen = (stack: Stack) => isChosenStack(stack, options.stack);
  const chosen = assembly.stacks.filter(isChosen);
  const before = base === undefined ? undefined : readBase(base, chosen);
  checkParameters('--parameter', options.parameter, assembly.stacks);
  checkParameters('--base-parameter', options.baseParameter, before?.stacks ?? []);
  const { declarations, problems, acknowledged, ...search } = findInAssembly({
    assembly,
    inputs: { account: options.account, region, parameters: options.parameter },
    base: before,
    baseInputs: { account: options.account, region, parameters: options.baseParameter },
    acknowledgements: options.acknowledge,
    isChosen,
  });
  search.remarks.forEach(printToStderr);
  if (declarations.length === 0) {
    printToStderr(`No disposal is declared in the ${chosen.length} stacks of ${directory}.`);
  }
  const progress = new Progress();
  const answerFile = openAnswerFile(options);
  const registry = new CodeArtifactReader({ region, profile, concurrency, answerFile, onProgress: progress.show });
  interruption.describe = () => `Interrupted. Nothing was written. ${describeKept(options, answerFile)}`;
  try {
    const plan = await reviewDeclarations(
      {
        declarations,
        base: search.base,
        holds: search.holds,
        loweredPolicy: comparePolicyFiles(options),
        packageGroups: search.packageGroups,
        registry,
        guard: readGuardFiles(options),
        reads: { sizes, publishedTimes, upstreams, notDeployed: options.unchanged, recordBucket, copyBucket },
      },
      { problems, acknowledged, showAll: options.pin },
    );
    answerFile?.remove();
    return plan;
  } catch (error) {
    throw error instanceof CommandError
      ? new CommandError(`${error.message.replace(/[.]?$/, '.')} ${describeKept(options, answerFile)}`)
      : error;
  } finally {
    progress.stop();
    registry.close();
  }
}

/** @throws CommandError */
function openAnswerFile({ resume, profile, region }: PlanOptions): AnswerFile | undefined {
  const { AWS_PROFILE, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CODEARTIFACT, AWS_REGION } = process.env;
  const configuration = [AWS_PROFILE, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CODEARTIFACT, AWS_REGION];
  const identity = JSON.stringify([version, profile, region, ...configuration].map((part) => part ?? null));
  return resume === undefined ? undefined : new AnswerFile(resume, { identity });
}

/** What a reading that ends early keeps, and how to continue. */
function describeKept({ resume = '' }: PlanOptions, answerFile: AnswerFile | undefined): string {
  return answerFile === undefined
    ? 'Nothing that was read is kept: pass --resume FILE to go on after an interruption.'
    : `${counted(answerFile.size, 'answer')} of the registry ${answerFile.size === 1 ? 'is' : 'are'} kept in ${resume}: the same command goes on.`;
}

function render(
  plan: Plan,
  { format, pin, maxLength, output, kept }: PlanOptions & { readonly kept: readonly KeptVersion[] },
): string {
  if (pin) {
    return format === 'json' || format === 'jsonl' ? renderPinsJson(plan) : renderPins(plan);
  }
  const isTerminal = output === undefined && Boolean(process.stdout.isTTY);
  return PLAN_OUTPUTS[format](plan, {
    maxLength,
    kept,
    color: isTerminal && showsColor(process.stdout),
    width: isTerminal ? process.stdout.columns : undefined,
  });
}
