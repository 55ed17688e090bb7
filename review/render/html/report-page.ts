import type { Plan } from '../../plan/plan-model';
import { type ReportPage, renderHtml } from './render-html';

/** Set when the command is bundled, from the output of bundleReportPage. */
declare const REPORT_PAGE: ReportPage;

/** The plan as the report, with the page that is part of the command's file. */
export function renderReport(plan: Plan): string {
  return renderHtml(plan, REPORT_PAGE);
}
