import { Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS } from '../../declaration/package-format';
import { PLAN_FORMATS } from '../render/plan-output';
import { MAX_COMMENT_LENGTH, MIN_COMMENT_LENGTH } from '../text/comment-length';
import type { DeclareOptions } from './declare-command';
import { endQuietly, printToStderr } from './output';
import type { ListOptions } from './list-command';
import type { PolicyOptions } from './policy-command';
import type { PlanOptions } from './plan-command';
import { version } from '../../package.json';

/** Errors whose message says it all. */
const MESSAGES = ['AssemblyError', 'CommandError'];

/** Runs the command; the process ends with its exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  endQuietly();
  // Who runs the command cannot act on what its bundled SDK says of the Node.js version.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  try {
    await program().parseAsync([...argv]);
  } catch (error) {
    // What was not planned may destroy anything.
    process.exitCode = 1;
    printToStderr(error instanceof Error ? messageOf(error) : String(error));
  }
}

function messageOf(error: Error): string {
  return MESSAGES.includes(error.name) ? error.message : `${error.name}: ${error.message}`;
}

// The commands are loaded when they are run, so that --help does not load the SDK.
function program(): Command {
  const command = new Command('cdk-codeartifact-disposal')
    .description('Reviews and writes declarations of disposed AWS CodeArtifact package versions. Reads only.')
    .version(version)
    // A message quotes what it was given, which may come from a pull request.
    .configureOutput({ outputError: printToStderr })
    .showHelpAfterError('(--help shows the usage)');
  addPlan(command);
  addDeclare(command);
  return command;
}

function addPlan(command: Command) {
  command
    .command('plan')
    .description('Says what deploying an app will dispose, from its cloud assembly and the live registry.')
    .argument('[cdk.out]', 'the cloud assembly; "cdk.out" unless --app is given')
    .option('--app <command>', 'run this command to synthesize the app, as "cdk --app" does; or a cloud assembly')
    .option('-c, --context <key=value>', 'context for the app (repeatable)', pair, new Map())
    .option('--base <path>', "only what differs from this: the base branch's cloud assembly, or a template")
    .option('--stack <glob>', 'only stacks of this name, such as "Prod/**" (repeatable)', append, [])
    .option(
      '--parameter <name=value>',
      "a parameter's value, of any stack or as Stack:Name=value (repeatable)",
      pair,
      new Map(),
    )
    .option(
      '--acknowledge <name>',
      'a problem that is known to dispose nothing, by the name that the plan gives it (repeatable)',
      append,
      [],
    )
    .option('--account <id>', 'the account of environment-agnostic stacks', accountId)
    .option('--region <region>', 'the Region of environment-agnostic stacks')
    .addOption(profileOption())
    .addOption(new Option('--format <format>', 'how to print the plan').choices(PLAN_FORMATS).default('table'))
    .option('--output <file>', 'write to a file instead of stdout')
    .option('--report <file>', 'write the report to look at, as --format html prints it, to a file too')
    .option('--max-length <characters>', 'of the Markdown', atLeast(MIN_COMMENT_LENGTH), MAX_COMMENT_LENGTH)
    .option('--pin', 'print the versionRevisions to commit instead of the plan', false)
    .addOption(
      new Option('--fail-on <what>', '"disposal": exit with 3 if anything would be disposed')
        .choices(['refusal', 'disposal'])
        .default('refusal'),
    )
    .option('--no-sizes', 'do not ask for the size of assets')
    .option('--no-published-times', 'do not ask for the time of publication')
    .option('--record-bucket <name>', 'the bucket with the times at which versions were archived, for waiting times')
    .option('--no-upstreams', 'do not ask from where a version could come back')
    .addOption(concurrencyOption())
    .addHelpText(
      'after',
      '\nExit status: 0 nothing is refused; 1 the plan failed or is not complete; 2 something is refused;\n' +
        '3 something would be disposed, with --fail-on disposal.',
    )
    .action(async (directory: string | undefined, options: PlanOptions) => {
      const { planCommand } = await import('./plan-command');
      process.exitCode = await planCommand(directory, options);
    });
}

function addDeclare(command: Command) {
  command
    .command('declare')
    .description(
      'Lists versions of a package by what a clean-up asks for, and writes their declaration. Changes nothing.',
    )
    .option('--policy <file>', 'select in whole repositories by this policy, and write a manifest of each')
    .option(
      '--list <file>',
      'find these versions in all repositories of a domain, and write a manifest of each: package URLs, name@version or CSV',
    )
    .addOption(
      new Option(
        '--stage <step>',
        'with --policy, one of two steps: archive takes archived versions in, dispose takes those that were archived long enough',
      ).choices(['archive', 'dispose']),
    )
    .option(
      '--record <s3 uri>',
      'with --stage dispose, the recordLocation of the ArchivedPackages (repeatable)',
      append,
      undefined,
    )
    .option('--waiting-time <days>', 'with --stage dispose, how long versions were archived; default: 30', atLeast(1))
    .option('--domain <name>', 'the domain')
    .option('--domain-owner <id>', 'the account that owns the domain', accountId)
    .option('--repository <name>', 'the repository')
    .argument('[format]', `the package's format: ${FORMATS.join(', ')}`)
    .argument('[package]', 'as people write it: @scope/name, group:artifact, namespace/name, scope.name')
    .option(
      '--match <range or glob>',
      "versions in a range of the format's own notation, or by name (repeatable)",
      append,
      [],
    )
    .option('--older-than <days or date>', 'published before: 90d, or 2026-01-31')
    .option('--status <status>', 'versions of this status (repeatable)', append, [])
    .option('--origin <origin>', 'versions of this origin: INTERNAL, EXTERNAL or UNKNOWN (repeatable)', append, [])
    .option('--prerelease', 'pre-release versions', false)
    .option('--snapshot-builds', 'builds of a Maven SNAPSHOT but the newest', false)
    .option('--keep-latest <number>', 'keep this many of the latest releases, whatever else selects them', atLeast(1))
    .option(
      '--keep-latest-prereleases <number>',
      'keep this many of the latest pre-releases, and builds of each SNAPSHOT; default: as --keep-latest',
      atLeast(0),
    )
    .addOption(
      new Option('--latest-by <order>', "the latest by publication, or by the format's order of versions")
        .choices(['published', 'version', 'semver'])
        .default('published'),
    )
    .option('--except <range or glob>', 'keep these versions, whatever else selects them (repeatable)', append, [])
    .option('--no-published-times', 'do not ask for the time of publication of what is selected')
    .addOption(new Option('--format <format>', 'how to write it').choices(['typescript', 'json']).default('typescript'))
    .option(
      '--output <file>',
      'write to a file instead of stdout; with --policy or --list, the folder of the manifests',
    )
    .addOption(perSecondOption('lists', 50, 'ListPackageVersions'))
    .addOption(perSecondOption('reads', 200, 'other calls'))
    .option('--region <region>', 'the Region of the repository; default: as the AWS SDK finds it')
    .addOption(profileOption())
    .addOption(concurrencyOption())
    .addHelpText(
      'after',
      '\nSelected is what every given option selects, less what --keep-latest and --except keep. Unless --match names\n' +
        'it in full, the default version and the newest build of each SNAPSHOT are kept, and the latest release too if\n' +
        'nothing else would remain. Ranges are written as in the ecosystem: npm ">=1.5 <2", PyPI and Cargo ">=1.5, <2",\n' +
        'RubyGems "~> 1.4", NuGet and Maven "[1.5,2.0)", Swift "1.5.0..<2.0.0".',
    )
    .action(async (...[format, name, options, declare]: DeclareArguments) => {
      if (options.policy !== undefined) {
        refuseOthers(declare, POLICY_OPTIONS);
        const { policyCommand } = await import('./policy-command');
        process.exitCode = await policyCommand(options);
        return;
      }
      if (options.list !== undefined) {
        refuseOthers(declare, LIST_OPTIONS);
        const { listCommand } = await import('./list-command');
        process.exitCode = await listCommand(format, options);
        return;
      }
      refuseForOnePackage(declare);
      const { declareCommand } = await import('./declare-command');
      process.exitCode = await declareCommand(format!, name!, options);
    });
}

type DeclareArguments = [
  format: string | undefined,
  name: string | undefined,
  options: DeclareOptions & PolicyOptions & ListOptions,
  command: Command,
];

/** What a run over whole repositories takes besides its own file, in which everything else stands. */
interface RunOptions {
  readonly file: string;
  readonly allowed: readonly string[];
  readonly required: readonly string[];
  readonly argumentCount: number;
}

const COMMON_OPTIONS = ['output', 'region', 'profile', 'concurrency', 'maxListsPerSecond', 'maxReadsPerSecond'];
const STAGE_OPTIONS = ['stage', 'record', 'waitingTime'];
const POLICY_OPTIONS: RunOptions = {
  file: '--policy',
  allowed: ['policy', ...STAGE_OPTIONS, ...COMMON_OPTIONS],
  required: [],
  argumentCount: 0,
};
/** The argument is the format of what the list names without one. */
const LIST_OPTIONS: RunOptions = {
  file: '--list',
  allowed: ['list', 'domain', 'domainOwner', ...COMMON_OPTIONS],
  required: ['--domain'],
  argumentCount: 1,
};

function givenOptions(command: Command): readonly Option[] {
  return command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
}

/** Refuses what has no meaning beside a policy or a list. */
function refuseOthers(command: Command, { file, allowed, required, argumentCount }: RunOptions) {
  const given = givenOptions(command);
  const other = given.find((option) => !allowed.includes(option.attributeName()));
  if (other || command.args.length > argumentCount) {
    const got = other?.long ?? command.args.slice(argumentCount).join(' ');
    command.error(`error: with ${file}, what to select stands in its file; got ${got}`);
  }
  requireOptions(command, required);
}

/** Refuses what only whole repositories have, and asks for what names one package. */
function refuseForOnePackage(command: Command) {
  requireOptions(command, ['--domain', '--repository']);
  if (command.args.length < 2) {
    command.error(`error: missing required argument '${command.args.length === 0 ? 'format' : 'package'}'`);
  }
  const given = givenOptions(command);
  const paced = given.find(({ long }) => long?.startsWith('--max-'));
  if (paced) {
    command.error(`error: ${paced.long} is about --policy and --list, of which none is given`);
  }
  const staged = given.find((option) => STAGE_OPTIONS.includes(option.attributeName()));
  if (staged) {
    command.error(`error: ${staged.long} is about --policy, which is not given`);
  }
}

function requireOptions(command: Command, names: readonly string[]) {
  const given = givenOptions(command);
  for (const name of names) {
    if (!given.some(({ long }) => long === name)) {
      command.error(`error: required option '${name} <name>' not specified`);
    }
  }
}

function perSecondOption(noun: string, perSecond: number, calls: string) {
  return new Option(`--max-${noun}-per-second <number>`, `with --policy or --list, ${calls} a second, at most`)
    .argParser(atLeast(1))
    .default(perSecond);
}

function profileOption() {
  return new Option('--profile <name>', 'the profile of the AWS configuration; default: as the AWS SDK finds it');
}

function concurrencyOption() {
  return new Option('--concurrency <calls>', 'calls to the registry at once').argParser(atLeast(1)).default(8);
}

function append(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

function pair(value: string, before: ReadonlyMap<string, string>): Map<string, string> {
  const [key, ...rest] = value.split('=');
  if (!key || rest.length === 0) {
    throw new InvalidArgumentError('It must be key=value.');
  }
  return new Map(before).set(key, rest.join('='));
}

function accountId(value: string): string {
  if (!/^[0-9]{12}$/.test(value)) {
    throw new InvalidArgumentError('It must be the 12 digits of an AWS account.');
  }
  return value;
}

function atLeast(min: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < min) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${min}.`);
    }
    return number;
  };
}
