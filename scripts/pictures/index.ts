import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { examplePlan } from '../../local/example-plan';
import { renderHtml } from '../../review/render/html/render-html';
import { renderMarkdown } from '../../review/render/markdown/render-markdown';
import { renderTable } from '../../review/render/table/render-table';
import { MAX_COMMENT_LENGTH } from '../../review/text/comment-length';
import { bundleReportPage } from '../bundle/bundle-report-page';
import { commentPage } from './comment-page';
import { terminalPage } from './terminal-page';

const PICTURE = join(__dirname, '..', '..', 'docs', 'report.png');

/** A README with a larger picture is slow to show. */
const MAX_BYTES = 150_000;

/** Versions of the plan that the comment and the terminal show. */
const FEW = 40;

interface Picture {
  readonly file: string;
  readonly html: string;
  readonly screen: BrowserContextOptions;
  /** True to show the page to its end. */
  readonly whole?: boolean;
}

const screen = (width: number, height: number, more: BrowserContextOptions = {}) => ({
  viewport: { width, height },
  ...more,
});

/** The report, the comment and the terminal at two widths each. */
async function listPictures(folder: string): Promise<Picture[]> {
  const report = renderHtml(examplePlan(100_000), await bundleReportPage(), new Date('2026-02-01T00:00:00Z'));
  const few = examplePlan(FEW);
  const comment = commentPage(renderMarkdown(few, { maxLength: MAX_COMMENT_LENGTH }));
  const terminal = (width: number) => terminalPage(renderTable(few, { color: true, width }), width);
  const file = (name: string) => join(folder, `${name}.png`);
  return [
    { file: file('report-1280'), html: report, screen: screen(1280, 900), whole: true },
    { file: file('report-1280-dark'), html: report, screen: screen(1280, 900, { colorScheme: 'dark' }) },
    { file: file('report-390'), html: report, screen: screen(390, 844), whole: true },
    { file: file('comment-900'), html: comment, screen: screen(932, 900), whole: true },
    { file: file('comment-390'), html: comment, screen: screen(390, 844), whole: true },
    { file: file('terminal-120'), html: terminal(120), screen: screen(1070, 900), whole: true },
    { file: file('terminal-80'), html: terminal(80), screen: screen(720, 900), whole: true },
  ];
}

async function takePicture(browser: Browser, { file, html, screen: options, whole }: Picture, folder: string) {
  const page = await browser.newPage(options);
  const source = join(folder, 'page.html');
  writeFileSync(source, html);
  await page.goto(pathToFileURL(source).href);
  if (html.includes('id="plan-data"')) {
    await page.waitForSelector('html[data-opened]');
  }
  await page.screenshot({ path: file, fullPage: whole ?? false });
  await page.close();
  console.log(`Wrote ${file}, ${statSync(file).size} bytes`);
}

/** Takes the picture of the README; with a folder, takes all pictures into that folder instead. */
async function takePictures(folder: string | undefined) {
  const directory = mkdtempSync(join(tmpdir(), 'pictures-'));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true });
      for (const picture of await listPictures(folder)) {
        await takePicture(browser, picture, directory);
      }
      return;
    }
    const html = renderHtml(examplePlan(100_000), await bundleReportPage(), new Date('2026-02-01T00:00:00Z'));
    const ofReadme = { file: PICTURE, html, screen: screen(1280, 1700, { deviceScaleFactor: 0.57 }) };
    await takePicture(browser, ofReadme, directory);
    const { size } = statSync(PICTURE);
    if (size > MAX_BYTES) {
      throw new Error(`The picture must have at most ${MAX_BYTES} bytes; got ${size}.`);
    }
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

void takePictures(process.argv[2]);
