import { readFileSync } from 'node:fs';
import { compareWithPlan, parsePlan } from '../deployment/compare-with-plan';
import { readReport } from '../deployment/read-report';
import { REPORT_OUTPUTS, type ReportFormat } from '../deployment/report-outputs';
import { CommandError } from '../text/command-error';
import { writeData } from './output';
import { describeFileError } from '../text/file-error';

/** The options of `report`, as they stand on the command line. */
export interface ReportOptions {
  /** A file with the output of `plan --format json`. */
  readonly plan?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly format: ReportFormat;
  readonly output?: string;
}

/**
 * Prints the report of a deployment, and returns the exit status.
 *
 * @returns 0 if the report is complete and everything was done as planned, else 1
 * @throws CommandError
 */
export async function reportCommand(location: string, options: ReportOptions): Promise<number> {
  const { region, profile } = options;
  const plan = options.plan === undefined ? undefined : readPlan(options.plan);
  const report = await readReport(location, { region, profile });
  const compared = plan === undefined ? report : { ...report, differences: compareWithPlan(report, plan) };
  await writeData(REPORT_OUTPUTS[options.format](compared), options.output);
  return report.complete && (compared.differences ?? []).length === 0 ? 0 : 1;
}

function readPlan(file: string) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`--plan must be a file that can be read; got ${file}: ${describeFileError(error)}.`);
  }
  try {
    return parsePlan(text);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}
