import type { Plan } from '../../plan/plan-model';
import type { KeptVersion } from '../../declare/policy/read-explanation';
import { addKeptVersions } from './kept-versions';
import { reportData } from './plan-data';
import { type ReportPage, renderPage } from './render-html';
import type { ReportData } from './report-data';

/** Set when the command is bundled, from the output of bundleReportPage. */
declare const REPORT_PAGE: ReportPage;

/** A report, with the page that is part of the command's file. */
export function renderReportPage(data: ReportData): string {
  return renderPage(data, REPORT_PAGE);
}

/** The plan as the report, with versions that stay beside it. */
export function renderReport(plan: Plan, kept: readonly KeptVersion[] = []): string {
  return renderPage(addKeptVersions(reportData(plan, new Date()), kept), REPORT_PAGE);
}
