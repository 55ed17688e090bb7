import type { Plan } from '../../plan/plan-model';
import { type ReportPage, renderHtml, renderPage } from './render-html';
import type { ReportData } from './report-data';

/** Set when the command is bundled, from the output of bundleReportPage. */
declare const REPORT_PAGE: ReportPage;

/** A report, with the page that is part of the command's file. */
export function renderReportPage(data: ReportData): string {
  return renderPage(data, REPORT_PAGE);
}

/** The plan as the report. */
export function renderReport(plan: Plan): string {
  return renderHtml(plan, REPORT_PAGE);
}
