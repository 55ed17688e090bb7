import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { examplePlan } from '../local/example-plan';
import { renderHtml } from '../review/render/html/render-html';
import { bundleReportPage } from './bundle/bundle-report-page';

const PICTURE = join(__dirname, '..', 'docs', 'report.png');

/** A README with a larger picture is slow to show. */
const MAX_BYTES = 150_000;

/** Takes the picture of the README from a report of a hundred thousand versions, in Chromium. */
async function takePicture() {
  const directory = mkdtempSync(join(tmpdir(), 'report-picture-'));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  try {
    const file = join(directory, 'report.html');
    writeFileSync(file, renderHtml(examplePlan(100_000), await bundleReportPage(), new Date('2026-02-01T00:00:00Z')));
    const page = await browser.newPage({ viewport: { width: 1400, height: 1240 }, deviceScaleFactor: 0.66 });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-opened]');
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
  const { size } = statSync(PICTURE);
  if (size > MAX_BYTES) {
    throw new Error(`The picture must have at most ${MAX_BYTES} bytes; got ${size}.`);
  }
  console.log(`Wrote ${PICTURE}, ${size} bytes`);
}

void takePicture();
