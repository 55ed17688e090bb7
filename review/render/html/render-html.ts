import { createHash } from 'node:crypto';
import type { Plan } from '../../plan/plan-model';
import { encodePlan } from './encode-plan';

/** The script and the style sheet of the page, each as one text. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/**
 * The plan as one file that a browser shows without a network. Its policy allows only the script and
 * the style sheet of this very page, and no request at all; names and messages are data, which the
 * script puts into text nodes.
 *
 * @param readAt when the registry was read
 */
export function renderHtml(plan: Plan, { script, style }: ReportPage, readAt = new Date()): string {
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
<title>CodeArtifact package versions to dispose</title>
<style>${style}</style>
</head>
<body>
<main id="report">
<h1>CodeArtifact package versions to dispose</h1>
<p id="state">Opening the report. If this line stays, the file is damaged or JavaScript is switched off, and nothing may be concluded from it.</p>
</main>
<script type="application/octet-stream" id="plan-data">${encodePlan(plan, readAt)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
