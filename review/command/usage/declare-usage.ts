import type { Command } from 'commander';
import type { DeclareOptions } from '../declare-command';
import { accountId, append, atLeast, concurrencyOption, regionOptions } from './common-options';
import { choiceOption } from './choices';
import { formatHelp } from './help-format';

/** Adds `declare`. */
export function addDeclare(program: Command): void {
  const [region, profile] = regionOptions();
  program
    .command('declare <format> <package>')
    .summary('writes a declaration of versions of a package')
    .description(
      'Selects versions of a package, and writes their declaration. Reads only.\n' +
        'Packages are written @scope/name, group:artifact, namespace/name, scope.name.',
    )
    .requiredOption('--domain <name>')
    .requiredOption('--repository <name>', 'where the package is')
    .option('--domain-owner <id>', 'account of the domain; default: yours', accountId)
    .option('--match <range or glob>', 'versions in a range, or by name *', append, [])
    .option('--older-than <days or date>', 'published before: 90d, or 2026-01-31')
    .option('--status <status>', '', append, [])
    .option('--origin <origin>', 'of this status, of this origin *', append, [])
    .option('--prerelease', '', false)
    .option('--snapshot-builds', 'pre-releases; old builds of SNAPSHOTs', false)
    .option('--keep-latest <number>', 'keep this many of the latest releases', atLeast(1))
    .option('--keep-latest-prereleases <number>', 'and pre-releases; default: as many', atLeast(0))
    .option('--keep-latest-per <part>', 'of each major, minor or (part)')
    .addOption(
      choiceOption('--latest-by <order>', 'published (default), version or semver', [
        'published',
        'version',
        'semver',
      ]).default('published'),
    )
    .option('--except <range or glob>', 'keep these, whatever selects them *', append, [])
    .addOption(
      choiceOption('--format <format>', 'typescript (default) or json', ['typescript', 'json']).default('typescript'),
    )
    .option('--no-published-times', '')
    .option('--output <file>', 'show no times; write to a file')
    .addOption(region)
    .addOption(profile)
    .addOption(concurrencyOption())
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\n* may be repeated. Without --match, the default version and the last one stay.\n' +
        'Example: declare npm @my-scope/left-pad --domain my-domain \\\n' +
        '  --repository my-repo --match "<2" --older-than 365d --keep-latest 5\n' +
        'Exit status: 0 the declaration is written; 1 it failed, nothing is written.',
    )
    .action(async (format: string, name: string, options: DeclareOptions) => {
      const { declareCommand } = await import('../declare-command');
      process.exitCode = await declareCommand(format, name, options);
    });
}
