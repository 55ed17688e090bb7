import type { Command } from 'commander';
import { REPORT_FORMATS } from '../../deployment/report-outputs';
import type { ReportOptions } from '../report-command';
import { regionOptions } from './common-options';
import { choiceOption } from './choices';
import { formatHelp } from './help-format';

/** Adds `report`. */
export function addReport(program: Command): void {
  const [region, profile] = regionOptions();
  program
    .command('report')
    .summary('says what a deployment of a manifest did')
    .description('Reads the report of a deployment from the record bucket. Reads only.')
    .argument('<s3 uri>', 's3://bucket/…/executions/id/, as the reason has it')
    .option('--plan <file>', 'the reviewed plan, of plan --format json, to compare')
    .addOption(region)
    .addOption(profile)
    .addOption(choiceOption('--format <format>', 'table, markdown, html, json', REPORT_FORMATS).default('table'))
    .option('--output <file>', 'write to a file instead of stdout')
    .configureHelp({ formatHelp })
    .addHelpText(
      'after',
      '\nExample: report s3://my-bucket/executions/0123abcd/ --plan plan.json\n' +
        'Exit status: 0 complete, as planned; 1 it failed, is not complete, or differs.',
    )
    .action(async (location: string, options: ReportOptions) => {
      const { reportCommand } = await import('../report-command');
      process.exitCode = await reportCommand(location, options);
    });
}
