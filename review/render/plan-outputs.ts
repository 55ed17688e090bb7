import { renderAnnotations } from './annotations/render-annotations';
import { renderReport } from './html/report-page';
import { renderJsonLines } from './json/render-json-lines';
import { renderJson } from './json/render-json';
import { renderJUnit } from './junit/render-junit';
import { renderMarkdown } from './markdown/render-markdown';
import type { PlanFormat, PlanOutput } from './plan-output';
import { renderTable } from './table/render-table';

/** The output of each `--format`. */
export const PLAN_OUTPUTS: Readonly<Record<PlanFormat, PlanOutput>> = {
  table: renderTable,
  markdown: renderMarkdown,
  json: renderJson,
  jsonl: renderJsonLines,
  github: renderAnnotations,
  junit: renderJUnit,
  html: (plan, { kept }) => renderReport(plan, kept),
};
