import { createHash } from 'node:crypto';
import type { Plan } from '../../plan/plan-model';
import { encodeReport } from './encode-report';
import { reportData } from './plan-data';
import type { ReportData } from './report-data';

/** The script and the style sheet of the page, each as one text. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/** The plan as one file that a browser shows without a network. */
export function renderHtml(plan: Plan, page: ReportPage, readAt = new Date()): string {
  return renderPage(reportData(plan, readAt), page);
}

/**
 * A report as one file that a browser shows without a network. Its policy allows only the script and
 * the style sheet of this very page, and no request at all; names and messages are data, which the
 * script puts into text nodes.
 */
export function renderPage(data: ReportData, { script, style }: ReportPage): string {
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(script)}'`,
    `style-src '${sha256(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${data.labels.title}</title>
<style>${style}</style>
</head>
<body>
<main id="report">
<h1>${data.labels.title}</h1>
<p id="state">Opening the report. If this line stays, the file is damaged or JavaScript is switched off, and nothing may be concluded from it.</p>
</main>
<script type="application/octet-stream" id="plan-data">${encodeReport(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
