import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { examplePlan } from '../local/example-plan';
import { type ReportPage, renderHtml } from '../review/render/html/render-html';
import { bundleReportPage } from '../scripts/bundle/bundle-report-page';
import { sectionBlock, writeSection } from './document-section';

const COUNTS = [10_000, 100_000, 1_000_000];
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const DOCUMENT = join(__dirname, '..', 'docs', 'benchmarks.md');
const READ_AT = new Date('2026-02-01T00:00:00Z');

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'];

interface Times {
  /** Milliseconds from the navigation until the rows are painted. */
  readonly open: number;
  /** Milliseconds that the page's main thread computes until then, whatever else the machine does. */
  readonly thread: number;
  /** Milliseconds from the last key of a search until its rows are there. */
  readonly search: number;
  /** Milliseconds from a choice until the rows are grouped by package. */
  readonly group: number;
  /** The longest of the frames while the table is scrolled, in milliseconds. */
  readonly frame: number;
}

/** Runs in the page before its own script. */
const WATCH = `
  new MutationObserver((_, observer) => {
    if (document.documentElement?.dataset.opened) {
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => (window.openedAt = performance.now())));
    }
  }).observe(document, { attributes: true, subtree: true, childList: true });
`;

/** Waits for what the page shows about its rows to change, and returns the milliseconds since the action. */
const act = (action: string) => `new Promise((resolve) => {
  const start = performance.now();
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  }).observe(document.getElementById('shown'), { childList: true, characterData: true, subtree: true });
  ${action}
})`;

const SEARCH = act(`
  const search = document.getElementById('search');
  search.value = 'router-0';
  search.dispatchEvent(new Event('input'));`);

const GROUP = act(`
  const group = document.getElementById('group');
  group.value = 'package';
  group.dispatchEvent(new Event('change'));`);

const SCROLL = `new Promise((resolve) => {
  const grid = document.getElementById('versions');
  const frames = [];
  let before = performance.now();
  const step = () => {
    const now = performance.now();
    frames.push(now - before);
    before = now;
    grid.scrollTop += 900;
    if (frames.length < 60) requestAnimationFrame(step);
    else resolve(Math.max(...frames.slice(5)));
  };
  requestAnimationFrame(step);
})`;

async function measure(browser: Browser, file: string): Promise<Times> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.addInitScript(WATCH);
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.goto(pathToFileURL(file).href, { timeout: 120_000 });
    await page.waitForFunction('window.openedAt !== undefined', undefined, { timeout: 120_000 });
    const open = await page.evaluate<number>('window.openedAt');
    const { metrics } = await session.send('Performance.getMetrics');
    const thread = metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
    const frame = await page.evaluate<number>(SCROLL);
    const search = await page.evaluate<number>(SEARCH);
    return { open, thread, frame, search, group: await page.evaluate<number>(GROUP) };
  } finally {
    await page.close();
  }
}

interface Report {
  readonly directory: string;
  readonly page: ReportPage;
  /** Of versions. */
  readonly count: number;
}

async function row(browser: Browser, { directory, page, count }: Report): Promise<string> {
  const fixedPart = Buffer.byteLength(renderHtml(examplePlan(0), page, READ_AT));
  const html = renderHtml(examplePlan(count), page, READ_AT);
  const bytes = Buffer.byteLength(html);
  const file = join(directory, 'report.html');
  writeFileSync(file, html);
  const runs: Times[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    runs.push(await measure(browser, file));
  }
  const median = (of: keyof Times) => Math.round(runs.map((run) => run[of]).sort((a, b) => a - b)[ROUNDS >> 1]!);
  const cells = [
    count.toLocaleString('en-US'),
    bytes.toLocaleString('en-US'),
    ((bytes - fixedPart) / count).toFixed(1),
    ...(['open', 'thread', 'search', 'group', 'frame'] as const).map(
      (of) => `${median(of).toLocaleString('en-US')} ms`,
    ),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Opens reports of ever more versions in Chromium, and prints or writes how long it takes. */
async function bench() {
  const directory = mkdtempSync(join(tmpdir(), 'bench-report-'));
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  try {
    const page = await bundleReportPage();
    const rows: string[] = [];
    for (const count of COUNTS) {
      rows.push(await row(browser, { directory, page, count }));
      console.log(rows.at(-1));
    }
    const section = [
      '## Report',
      '',
      `Written by \`npm run bench:report -- --write\` in Chromium ${browser.version()}, headless, on ${cpus().length} × ${cpus()[0]?.model.trim()}; medians of ${ROUNDS} runs, at a load average of ${loadavg()[0]!.toFixed(1)}.`,
      `The page itself is ${(page.script.length + page.style.length).toLocaleString('en-US')} bytes of script and style. To reach: at most 100 bytes a version over the fixed part,`,
      '100,000 versions open in less than 1,500 ms, and a million in less than 5,000 ms. Opened is a report when its rows are painted.',
      '',
      '| versions | bytes of the file | bytes a version | open | processor time of that | search | group by package | longest frame while scrolling |',
      '|---|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n');
    if (process.argv.includes('--write')) {
      writeFileSync(DOCUMENT, writeSection(readFileSync(DOCUMENT, 'utf8'), 'report', sectionBlock('report', section)));
      console.log(`Wrote ${DOCUMENT}`);
    }
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

void bench();
