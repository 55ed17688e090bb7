import type { Command } from 'commander';
import type { CleanUpOptions } from '../clean-up-command';
import { append, atLeast, concurrencyOption, paceOptions, regionOptions } from './common-options';
import { choiceOption } from './choices';
import { formatHelp } from './help-format';

/** Adds `clean-up`. */
export function addCleanUp(program: Command): void {
  const [region, profile] = regionOptions();
  const [lists, reads] = paceOptions();
  program
    .command('clean-up <policy>')
    .summary('writes manifests of what a policy selects')
    .description(
      'Selects versions in the repositories of a policy, a YAML file, and writes a\nmanifest of each repository. Reads only.',
    )
    .option('--output <folder>', 'of the manifests; default: .')
    .addOption(choiceOption('--stage <step>', 'of two: archive, or dispose', ['archive', 'dispose']))
    .option(
      '--record <s3 uri>',
      'to dispose: recordLocation of the\nArchivedPackages; may be repeated',
      append,
      undefined,
    )
    .option('--waiting-time <days>', 'to dispose: since archived; default: 30', atLeast(1))
    .option('--explain', 'write why each version stays, too')
    .addOption(region)
    .addOption(profile)
    .addOption(concurrencyOption())
    .addOption(lists)
    .addOption(reads)
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: clean-up clean-up.yaml --output disposals\n' +
        'Exit status: 0 the manifests are written; 1 it failed, no manifest is written.\n' +
        'A run that was interrupted continues where it ended, for a day.',
    )
    .action(async (policy: string, options: CleanUpOptions) => {
      const { cleanUpCommand } = await import('../clean-up-command');
      process.exitCode = await cleanUpCommand(policy, options);
    });
}
