import type { Command } from 'commander';
import { PLAN_FORMATS } from '../../render/plan-output';
import { MAX_COMMENT_LENGTH, MIN_COMMENT_LENGTH } from '../../text/comment-length';
import type { PlanOptions } from '../plan-command';
import { choiceOption } from './choices';
import { profileOption } from './profile-option';
import { accountId, addPair, append, atLeast, concurrencyOption, givenOptions, settingsOption } from './common-options';

/** Adds `plan`. */
export function addPlan(program: Command): void {
  program
    .command('plan')
    .summary('says what a deployment disposes')
    .description('Says what deploying an app will dispose, from its cloud assembly and the live registry.')
    .argument('[cdk.out]', 'the cloud assembly; "cdk.out" unless --app is given')
    .option('--app <command>', 'run this command to synthesize the app, as "cdk --app" does; or a cloud assembly')
    .option('-c, --context <key=value>', 'context for the app (repeatable)', addPair, new Map())
    .option('--base <path>', "only what differs from this: the base branch's cloud assembly, or a template")
    .option('--stack <glob>', 'only stacks of this name, such as "Prod/**" (repeatable)', append, [])
    .option(
      '--parameter <name=value>',
      "a parameter's value, of any stack or as Stack:Name=value (repeatable)",
      addPair,
      new Map(),
    )
    .option(
      '--base-parameter <name=value>',
      "a parameter's value that the base is deployed with (repeatable)",
      addPair,
      new Map(),
    )
    .option(
      '--acknowledge <name>',
      'a problem that is known to dispose nothing, by the name that the plan gives it (repeatable)',
      append,
      [],
    )
    .addOption(settingsOption())
    .option('--account <id>', 'the account of environment-agnostic stacks', accountId)
    .option('--region <region>', 'the Region of environment-agnostic stacks')
    .option('--current-env', 'the account and Region of the credentials for environment-agnostic stacks', false)
    .addOption(profileOption('the profile of the AWS configuration; default: as the AWS SDK finds it'))
    .addOption(choiceOption('--format <format>', 'how to print the plan', PLAN_FORMATS).default('table'))
    .option('--output <file>', 'write to a file instead of stdout')
    .option('--report <file>', 'write the report to look at, as --format html prints it, to a file too')
    .option('--explain <file>', 'of clean-up --explain: the report shows what stays, and why (repeatable)', append, [])
    .option('--max-length <characters>', 'of the Markdown', atLeast(MIN_COMMENT_LENGTH), MAX_COMMENT_LENGTH)
    .option('--pin', 'print the versionRevisions to commit instead of the plan', false)
    .addOption(
      choiceOption('--fail-on <what>', '"disposal": exit with 3 if anything would be disposed', [
        'refusal',
        'disposal',
      ]).default('refusal'),
    )
    .option('--no-sizes', 'do not ask for the size of assets')
    .option('--no-published-times', 'do not ask for the time of publication')
    .option('--copy-bucket <name>', 'the bucket of the cold copies, if only the deployment knows its name')
    .option('--record-bucket <name>', 'the bucket with the times at which versions were archived, for waiting times')
    .option(
      '--base-policy <file>',
      'the clean-up policy on the base branch, to compare its holds, limits and rules that keep',
    )
    .option('--policy <file>', 'the same file in the change; it reads no file outside of its folder')
    .option('--guard <file>', 'the guard on the base branch, which the change must keep')
    .option('--guard-of-change <file>', 'the same file in the change, to show that it differs')
    .option('--label <name>', 'a label of the pull request, for approvals of the guard (repeatable)', append, [])
    .option('--no-upstreams', 'do not ask from where a version could come back')
    .option('--no-unchanged', 'do not ask if versions of unchanged declarations are disposed')
    .option('--resume <file>', 'keep what was read in this file, so that an interrupted plan goes on')
    .addOption(concurrencyOption())
    .addHelpText(
      'after',
      '\nExit status: 0 nothing is refused; 1 the plan failed or is not complete; 2 something is refused;\n' +
        '3 something would be disposed, with --fail-on disposal; 5 the guard forbids the change.',
    )
    .action(async (directory: string | undefined, options: PlanOptions, command: Command) => {
      const { planCommand } = await import('../plan-command');
      process.exitCode = await planCommand(directory, options, givenOptions(command));
    });
}
