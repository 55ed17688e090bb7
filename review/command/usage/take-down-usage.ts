import type { Command } from 'commander';
import { FORMATS } from '../../../declaration/package-format';
import type { TakeDownOptions } from '../take-down-command';
import { accountId, append, concurrencyOption, paceOptions, regionOptions } from './common-options';
import { formatHelp } from './help-format';

/** Adds `take-down`. */
export function addTakeDown(program: Command): void {
  const [region, profile] = regionOptions();
  const [lists, reads] = paceOptions();
  program
    .command('take-down')
    .summary('writes manifests of what a list names')
    .argument('<list>', 'lines, CSV, Markdown, OSV, GHSA, SBOM, JSON')
    .argument('[format]', `of names without one: ${FORMATS.join(', ')}`)
    .description(
      'Finds the versions of a list in all repositories of a domain, and writes a\nmanifest of each repository that has any. Reads only.',
    )
    .requiredOption('--domain <name>', 'the domain')
    .option('--repository <name>', 'look only there; may be repeated', append, [])
    .option('--skip-foreign', 'leave out entries that are no package here', false)
    .option('--domain-owner <id>', 'account of the domain; default: yours', accountId)
    .option('--output <folder>', 'of the manifests; default: .')
    .addOption(region)
    .addOption(profile)
    .addOption(concurrencyOption())
    .addOption(lists)
    .addOption(reads)
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: take-down compromised.csv npm --domain my-domain --output take-down\n' +
        'Exit status: 0 the manifests are written; 1 it failed, and no manifest is\nwritten, or a repository could not be read, and the others have theirs.\n' +
        'A run that was interrupted continues where it ended, for a day.',
    )
    .action(async (list: string, format: string | undefined, options: TakeDownOptions) => {
      const { takeDownCommand } = await import('../take-down-command');
      process.exitCode = await takeDownCommand(list, format, options);
    });
}
