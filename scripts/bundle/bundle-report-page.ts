import { join } from 'node:path';
import { build } from 'esbuild';
import type { ReportPage } from '../../review/render/html/render-html';

const folder = join(__dirname, '..', '..', 'review', 'render', 'html', 'page');

/**
 * Bundles the script and the style sheet of the report, each into one text.
 *
 * @throws Error if a text can end the element that contains it
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
    // The browsers from 2023 on, which have DecompressionStream.
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
