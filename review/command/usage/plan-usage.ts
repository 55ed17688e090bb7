import type { Command } from 'commander';
import { PLAN_FORMATS } from '../../render/plan-output';
import { MAX_COMMENT_LENGTH, MIN_COMMENT_LENGTH } from '../../text/comment-length';
import type { PlanOptions } from '../plan-command';
import { formatHelp } from './help-format';
import { choiceOption } from './choices';
import { profileOption } from './profile-option';
import {
  accountId,
  addPair,
  append,
  atLeast,
  concurrencyOption,
  givenOptions,
  settingsOptions,
} from './common-options';

/** Adds `plan`. */
export function addPlan(program: Command): void {
  const [settings, noSettings] = settingsOptions('known problems *; options that stay');
  program
    .command('plan')
    .summary('says what a deployment disposes')
    .description('Says what deploying an app disposes, by its cdk.out. * may be repeated.')
    .argument('[cdk.out]')
    .option('--app <command>')
    .option('-c, --context <k=v>', 'synthesizes first, with context *', addPair, new Map())
    .option('--base <path>')
    .option('--base-parameter <n=v>', 'shows only what differs from this *', addPair, new Map())
    .option('--stack <glob>', '', append, [])
    .option('--parameter <n=v>', 'stacks; values of their parameters *', addPair, new Map())
    .option('--acknowledge <name>', '', append, [])
    .addOption(settings)
    .addOption(noSettings)
    .option('--account <id>', '', accountId)
    .option('--region <region>', 'of stacks that name none')
    .option('--current-env', '', false)
    .addOption(profileOption('those of the credentials; a profile'))
    .addOption(choiceOption('--format <format>', 'table, markdown, json, html, …', PLAN_FORMATS).default('table'))
    .option('--output <file>')
    .option('--report <file>', 'not to stdout; the HTML report, too')
    .option('--explain <file>', '', append, [])
    .option('--max-length <n>', 'shows what stays *; of a comment', atLeast(MIN_COMMENT_LENGTH), MAX_COMMENT_LENGTH)
    .option('--pin', '', false)
    .addOption(
      choiceOption('--fail-on <what>', 'prints pins; disposal exits with 3', ['refusal', 'disposal']).default(
        'refusal',
      ),
    )
    .option('--no-sizes')
    .option('--no-published-times', 'do not ask for these')
    .option('--no-upstreams')
    .option('--no-unchanged', 'nor for these')
    .option('--record-bucket <b>')
    .option('--copy-bucket <b>', 'if the stack cannot be asked')
    .option('--base-policy <file>')
    .option('--policy <file>', 'clean-up policies to compare')
    .option('--guard <f>')
    .option('--guard-of-change <f>', 'of the base; says if it is edited')
    .option('--label <name>', 'of the pull request, to approve *', append, [])
    .option('--resume <file>')
    .addOption(concurrencyOption('what was read is kept; calls at once'))
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: plan --base ../base/cdk.out --report plan.html\n' +
        'Exit status: 0 nothing is refused; 1 it failed, or is not complete; 2 refused;\n' +
        '3 disposes, with --fail-on disposal; 5 the guard forbids the change.',
    )
    .action(async (directory: string | undefined, options: PlanOptions, command: Command) => {
      const { planCommand } = await import('../plan-command');
      process.exitCode = await planCommand(directory, options, givenOptions(command));
    });
}
