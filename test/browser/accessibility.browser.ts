import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Page } from 'playwright-core';
import { examplePlan } from '../../local/example-plan';
import { declaration, mixedPlan, plan, version } from '../review/render/plan-fixtures';
import { ReportBrowser } from './report-browser';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

/** What axe-core finds, a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found, passes } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(document),
  );
  expect(passes.length).toBeGreaterThan(15);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('An audit by axe-core finds no violation', () => {
  test.each(['light', 'dark'] as const)(
    'An audit by axe-core finds no violation in %s colours',
    async (colorScheme) => {
      const { page } = await browser.open(mixedPlan, { colorScheme });

      expect(await violations(page)).toEqual([]);
    },
  );

  test('An audit by axe-core finds no violation on a narrow screen', async () => {
    const { page } = await browser.open(mixedPlan, { viewport: { width: 360, height: 700 } });

    expect(await violations(page)).toEqual([]);
  });

  test('An audit by axe-core finds no violation in groups, with rows selected and the last row active', async () => {
    const { page } = await browser.open(examplePlan(2_000));
    await page.getByLabel('Group by').selectOption('package');
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.locator('#versions').press('End');
    await page.locator('#versions').press('Enter');
    await page.locator('#versions').press('ArrowDown');

    expect(await violations(page)).toEqual([]);
  });

  test('An audit by axe-core finds no violation where no version matches', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel('Search').fill('nowhere');
    await page.getByText('No version matches.').waitFor();

    expect(await violations(page)).toEqual([]);
  });
});

describe('The page', () => {
  test('The page has other colours where the reader wants it dark', async () => {
    const background = async (colorScheme: 'light' | 'dark') => {
      const { page } = await browser.open(mixedPlan, { colorScheme });
      return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    };

    expect(await background('light')).toBe('rgb(255, 255, 255)');
    expect(await background('dark')).not.toBe('rgb(255, 255, 255)');
  });

  test('The page does not scroll sideways on a narrow screen, and keeps package, version and verdict', async () => {
    const long = 'x'.repeat(300);
    const { page } = await browser.open(
      plan([declaration([version(long)], { displayName: long, constructPath: long })], { problems: [long] }),
      { viewport: { width: 360, height: 700 } },
    );
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);

    expect(widths[0]).toBe(widths[1]);
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual([
      'Selected',
      'Package',
      'Version',
      expect.stringContaining('Verdict'),
    ]);
  });

  test('The page shows every verdict and every count whole on a narrow screen', async () => {
    const plan = {
      ...mixedPlan,
      declarations: mixedPlan.declarations.map((each) => ({ ...each, remainingVersions: 0 })),
    };
    const { page } = await browser.open(plan, { viewport: { width: 360, height: 700 } });
    const cut = await page.$$eval('.body [class*=verdict-], figure td.numeric', (cells) =>
      cells.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
    );
    const widths = await page.$$eval('figure', (figures) =>
      figures.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
    );

    expect(cut).toEqual([]);
    expect(new Set(widths)).toEqual(new Set([0]));
  });

  test('The page has a table that is no higher than a few rows', async () => {
    const { page } = await browser.open(plan([declaration([version('1.0.0'), version('1.0.1')])]));
    const space = await page
      .locator('#versions')
      .evaluate((grid) => grid.clientHeight - 3 * grid.querySelector('.body .row')!.clientHeight);

    expect(space).toBeGreaterThanOrEqual(0);
    expect(space).toBeLessThan(16);
  });

  test('The page prints its rows as a plain table, up to a thousand, and says how many are left', async () => {
    const { page } = await browser.open(examplePlan(1_500));
    const pdf = await page.pdf();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));

    expect(pdf.length).toBeGreaterThan(50_000);
    expect(await page.locator('.printed tbody tr').count()).toBe(1_000);
    expect(await page.locator('.printed').innerText()).toContain(
      'The first 1,000 rows; 500 more rows in the file itself.',
    );
    expect(await page.locator('#versions').isVisible()).toBe(false);
    expect(await page.locator('.headline').isVisible()).toBe(true);
  });

  test('The page writes numbers, sizes and dates the same for readers of every locale and time zone, as its language is English', async () => {
    const { page } = await browser.open(examplePlan(1_000), { locale: 'de-DE', timezoneId: 'Asia/Tokyo' });

    expect(await page.locator('#shown').innerText()).toBe('1,000 of 1,000 declared versions');
    expect(await page.locator('.headline').innerText()).toContain(
      'Feb 1, 2026, 12:00:00\u202fAM UTC'.replace('\u202f', ' '),
    );
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });
});
