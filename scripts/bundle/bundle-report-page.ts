import { join } from 'node:path';
import { build } from 'esbuild';
import type { ReportPage } from '../../review/render/html/render-html';

const folder = join(__dirname, '..', '..', 'review', 'render', 'html', 'page');

/**
 * Bundles the script and the style sheet of the report into one text each.
 *
 * @throws Error for a text that could end the element that it is put into
 */
export async function bundleReportPage(): Promise<ReportPage> {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.ts', 'page.css'],
    outdir: '.',
    write: false,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    // Evergreen browsers of 2023 on: DecompressionStream came last to them.
    target: ['chrome111', 'firefox113', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const [script, style] = ['.js', '.css'].map((end) => outputFiles.find(({ path }) => path.endsWith(end))!.text.trim());
  if (/<\/|<!--/i.test(script!.replace(/<\\\//g, '')) || /<\//.test(style!)) {
    throw new Error('The page must have no script or style that ends its element: "</" or "<!--" in it.');
  }
  return { script: script!, style: style! };
}
