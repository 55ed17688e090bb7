import type { Command } from 'commander';
import type { RestoreOptions } from '../restore-command';
import { regionOptions } from './common-options';
import { formatHelp } from './help-format';

/** Adds `restore`. */
export function addRestore(program: Command): void {
  const [region, profile] = regionOptions();
  program
    .command('restore')
    .summary('brings versions back from their cold copies')
    .description(
      'Verifies the copy of a version, writes its files, and prints the commands that\npublish them. Changes nothing without --publish.',
    )
    .argument('[name...]', 'format, package, version')
    .requiredOption('--from <s3 uri>', 'of the ColdCopies: s3://bucket/')
    .option('--list <file>', 'a manifest, or lines of a hold list')
    .option('--domain <name>')
    .option('--repository <name>', 'of the copy, if there are several')
    .option('--revision <revision>', 'of the copy, if there are several')
    .option('--output <folder>', 'of the files', 'restored')
    .option('--publish', 'versions of npm and generic')
    .option('--delete-record', 'of a disposed version, to publish it')
    .option('--record-revision <revision>', 'if it is not that of the copy')
    .addOption(region)
    .addOption(profile)
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: restore npm @my-scope/left-pad 1.0.0 --from s3://my-copies/ --publish\n' +
        'Exit status: 0 every version is restored; 1 it failed, or one is refused.\n' +
        'Run it again after an interruption: what is restored already is left as it is.',
    )
    .action(async (names: readonly string[], options: RestoreOptions) => {
      const { restoreCommand } = await import('../restore-command');
      process.exitCode = await restoreCommand(names, options);
    });
}
