import type { Command } from 'commander';
import { CHECK_FORMATS } from '../../check/render/check-outputs';
import type { CheckOptions } from '../check-command';
import { accountId, addPair, concurrencyOption, givenOptions, regionOptions, settingsOptions } from './common-options';
import { choiceOption } from './choices';
import { formatHelp } from './help-format';

/** Adds `check`. */
export function addCheck(program: Command): void {
  const [region, profile] = regionOptions();
  const [settings, noSettings] = settingsOptions();
  program
    .command('check')
    .summary('says whether the declared state still holds')
    .description('Compares every declared version with the repository. Reads only.')
    .argument('[cdk.out]', 'the cloud assembly of the deployed app', 'cdk.out')
    .option('--undeclared', 'also versions that are disposed or archived, and not declared', false)
    .option('--parameter <name=value>', 'of any stack, or as Stack:Name=value *', addPair, new Map())
    .addOption(settings)
    .addOption(noSettings)
    .option('--account <id>', 'of environment-agnostic stacks', accountId)
    .addOption(region)
    .addOption(profile)
    .addOption(choiceOption('--format <format>', 'table, markdown, html, json', CHECK_FORMATS).default('table'))
    .option('--output <file>', 'write to a file instead of stdout')
    .option('--report <file>', 'write the report of --format html to a file too')
    .addOption(concurrencyOption())
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\n* may be repeated.\nExample: check cdk.out --undeclared --format markdown\n' +
        'Exit status: 0 all is as declared; 1 it failed, or is not complete; 4 drift.',
    )
    .action(async (directory: string, options: CheckOptions, command: Command) => {
      const { checkCommand } = await import('../check-command');
      process.exitCode = await checkCommand(directory, options, givenOptions(command));
    });
}
