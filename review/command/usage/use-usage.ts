import type { Command } from 'commander';
import type { UseOptions } from '../use-command';
import { append, regionOptions } from './common-options';
import { formatHelp } from './help-format';

/** Adds `use`. */
export function addUse(program: Command): void {
  const [region, profile] = regionOptions();
  program
    .command('use')
    .summary('says when versions were last requested')
    .description(
      'Reads the log of CloudTrail, and writes when each version was last requested,\nand what the log covers. Reads only.',
    )
    .option('--trail <s3 uri>', 'the log files: s3://bucket/prefix/')
    .option('--athena <file>', 'or the result of the query of docs/use.md')
    .requiredOption('--since <days or date>', 'since when files are read: 200d')
    .option('--output <folder>', 'of what is written', 'use')
    .option('--leave-out-principal <pattern>', 'such as the role of a scanner;\nmay be repeated', append, [])
    .option('--leave-out-user-agent <pattern>', 'may be repeated', append, [])
    .addOption(region)
    .addOption(profile)
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: use --trail s3://my-trail/AWSLogs/ --since 200d\n' +
        'Exit status: 0 the use is written; 1 it failed, or a log file cannot be read.\n' +
        'The next run reads only files that are new.',
    )
    .action(async (options: UseOptions) => {
      const { useCommand } = await import('../use-command');
      process.exitCode = await useCommand(options);
    });
}
