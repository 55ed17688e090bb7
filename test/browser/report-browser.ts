import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Plan } from '../../review/plan/plan-model';
import { type ReportPage, renderHtml } from '../../review/render/html/render-html';
import { bundleReportPage } from '../../scripts/bundle/bundle-report-page';

/** Debian's; another one by the environment. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** No sandbox, since CI runs as root in one of its own; and nothing that the browser would request from a network unasked. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const READ_AT = new Date('2026-02-01T00:00:00Z');

/** A report in a tab, and everything that must not have happened in it. */
export interface OpenReport {
  readonly page: Page;
  /** Every request but the one for the file. */
  readonly requests: readonly string[];
  /** Errors, warnings, dialogs and violations of the policy. */
  readonly incidents: readonly string[];
}

/** A browser that opens reports from files, as a reviewer does. */
export class ReportBrowser {
  static async start(): Promise<ReportBrowser> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    return new ReportBrowser(browser, await bundleReportPage());
  }

  private readonly directory = mkdtempSync(join(tmpdir(), 'report-'));
  private files = 0;

  private constructor(
    private readonly browser: Browser,
    private readonly reportPage: ReportPage,
  ) {}

  /** Closes the tabs of a test. */
  async closeReports() {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
  }

  async stop() {
    await this.browser.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The file of a plan's report. */
  html(plan: Plan): string {
    return renderHtml(plan, this.reportPage, READ_AT);
  }

  /** Opens the report of a plan, and waits until it shows the plan. */
  async open(plan: Plan, options: BrowserContextOptions = {}): Promise<OpenReport> {
    const report = await this.openFile(this.html(plan), options);
    await report.page.waitForSelector('html[data-opened]');
    return report;
  }

  /** Opens a file, in a tab without cookies, permissions or cache. */
  async openFile(html: string, options: BrowserContextOptions = {}): Promise<OpenReport> {
    const file = join(this.directory, `report-${this.files++}.html`);
    writeFileSync(file, html);
    const url = pathToFileURL(file).href;
    const context = await this.browser.newContext({
      locale: 'en-US',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const incidents: string[] = [];
    page.on('request', (request) => request.url() !== url && requests.push(request.url()));
    page.on('websocket', (socket) => requests.push(socket.url()));
    page.on('popup', (popup) => incidents.push(`popup: ${popup.url()}`));
    page.on(
      'framenavigated',
      (frame) => frame.url().replace(/#.*$/, '') !== url && incidents.push(`navigation: ${frame.url()}`),
    );
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && incidents.push(message.text()));
    page.on('pageerror', (error) => incidents.push(error.message));
    page.on('dialog', (dialog) => {
      incidents.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(url);
    return { page, requests, incidents };
  }
}

/** The texts of the rows that are elements, cell by cell, from the top. */
export function rowsOf(page: Page): Promise<string[][]> {
  return page.$$eval('.body [role=row]', (rows) =>
    rows
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) => Array.from(row.querySelectorAll('[role=gridcell]'), (cell) => cell.textContent)),
  );
}

/** The texts of one column, by its head. */
export async function columnOf(page: Page, label: string): Promise<string[]> {
  const heads = await page.$$eval('[role=columnheader]', (cells) =>
    cells.map((cell) => cell.textContent.replace(/ [▲▼]$/, '')),
  );
  return (await rowsOf(page)).map((cells) => cells[heads.indexOf(label)] ?? '');
}
