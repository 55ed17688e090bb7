import type { Page } from 'playwright-core';
import { examplePlan } from '../../local/example-plan';
import { mixedPlan } from '../review/render/plan-fixtures';
import { columnOf, ReportBrowser } from './report-browser';

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

const shown = (page: Page) => page.locator('#shown').innerText();

describe('The link of a report', () => {
  const address = (page: Page) => page.evaluate(() => location.href);

  test('The link keeps search, filters, order, group and selection, for a reload and for a colleague', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel('Search').fill('left-pad');
    await page.getByText('3 of 5 declared versions').waitFor();
    await page.getByLabel('Pin', { exact: true }).selectOption('not pinned (4)');
    await page.getByRole('button', { name: 'Version', exact: true }).click();
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.getByLabel('Group by').selectOption('status');
    const link = await address(page);

    await page.reload();
    await page.waitForSelector('html[data-opened]');
    expect(await address(page)).toBe(link);
    expect(await page.getByLabel('Search').inputValue()).toBe('left-pad');
    expect(await page.getByLabel('Group by').inputValue()).toBe('status');
    expect(await shown(page)).toContain('2 of 5 declared versions in 2 groups');
    expect(await page.locator('#selected').innerText()).toBe('2 versions selected');

    await page.goto('about:blank');
    await page.goto(link);
    await page.waitForSelector('html[data-opened]');
    expect(await shown(page)).toContain('2 of 5 declared versions in 2 groups');
  });

  test('The link of another report, or of nothing, opens the report as it is', async () => {
    const { page, incidents } = await browser.open(mixedPlan);
    await page.evaluate(() => {
      location.hash = '#pin=nowhere&sort=-nothing&group=x&selected=3-99999999,x,1e9,-1&__proto__=1&search=%ZZ';
    });
    await page.getByText('versions selected').waitFor();
    await page.evaluate(() => {
      location.hash = '';
    });
    await page.getByText('5 of 5 declared versions').waitFor();
    expect(await page.locator('#selected').innerText()).toBe('0 versions selected');
    expect(incidents).toEqual([]);
  });

  test('The skip links come first, lead to the search and the versions, and keep the link as it is', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
    await page.locator('a.skip').nth(1).focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('versions');
    expect(await address(page)).not.toContain('#');
  });

  test('The search is at most ten stops of the Tab key away, however many packages there are', async () => {
    const { page } = await browser.open(examplePlan(2_000));
    let stops = 0;
    while ((await page.evaluate(() => document.activeElement?.id)) !== 'search' && stops < 40) {
      await page.keyboard.press('Tab');
      stops += 1;
    }
    expect(stops).toBeLessThanOrEqual(10);
  });
});

describe('A version of the report', () => {
  const revision = 'Ciqe5/9yicvkJT13b5/LdLpCyE6fqA7poa9qp+FilPs=';

  test.each([
    ['name@version', '@my-scope/left-pad@1.0.0'],
    ['package URL', 'pkg:npm/%40my-scope/left-pad@1.0.0'],
    ['whole revision and version', `${revision} 1.0.0`],
  ])('A version is searched by %s', async (_what, search) => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel('Search').fill(search);
    await page.getByText('1 of 5 declared versions').waitFor();
    expect(await columnOf(page, 'Version')).toEqual(['1.0.0']);
  });

  test('A version shows its whole revision and its package URL in the details', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel('Search').fill('left-pad 2.0.0');
    await page.getByText('1 of 5 declared versions').waitFor();
    const details = await page.getByRole('complementary').innerText();
    expect(details).toContain(revision);
    expect(details).toContain('pkg:npm/%40my-scope/left-pad@2.0.0');
  });

  test.each([
    ['package URLs', /^pkg:npm\/%40my-scope\/left-pad@2\.0\.0\n$/],
    [
      'CSV',
      /^purl,format,namespace,package,version,revision,[^\n]*\npkg:npm\/%40my-scope\/left-pad@2\.0\.0,npm,my-scope,left-pad,2\.0\.0,Ciqe5[^\n]*\n$/,
    ],
  ])('A version is copied as %s', async (name, text) => {
    const { page } = await browser.open(mixedPlan, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByLabel('Search').fill('left-pad 2.0.0');
    await page.getByText('1 of 5 declared versions').waitFor();
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.getByRole('button', { name: `Copy as ${name}` }).click();
    await page.getByText(/^(Copied|The browser)/).waitFor();
    const copied = await page.evaluate(async () => {
      const area = document.querySelector('dialog textarea');
      return area instanceof HTMLTextAreaElement ? area.value : navigator.clipboard.readText();
    });
    expect(copied).toMatch(text);
  });

  test.each([
    [390, 844],
    [1280, 900],
  ])('A version has no column that is cut at %d pixels', async (width, height) => {
    const { page } = await browser.open(mixedPlan, { viewport: { width, height } });
    const sizes = await page.evaluate(() => {
      const grid = document.querySelector('#versions')!;
      return [grid.scrollWidth - grid.clientWidth, document.documentElement.scrollWidth - innerWidth];
    });
    expect(Math.max(...sizes)).toBeLessThanOrEqual(0);
    expect((await columnOf(page, 'Package'))[0]).toContain('right-pad');
  });
});
