import type { ReportPage } from './render-html';

/** Set when the command is bundled, from what bundleReportPage makes. */
declare const REPORT_PAGE: ReportPage;

/** The page that is part of the command's file. */
export const reportPage: ReportPage = REPORT_PAGE;
