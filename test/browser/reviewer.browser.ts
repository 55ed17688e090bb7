import type { Page } from 'playwright-core';
import { examplePlan } from '../../local/example-plan';
import { readExplanation } from '../../review/declare/policy/read-explanation';
import { addKeptVersions } from '../../review/render/html/kept-versions';
import { reportData } from '../../review/render/html/plan-data';
import { renderPage } from '../../review/render/html/render-html';
import type { Plan } from '../../review/plan/plan-model';
import { bundleReportPage } from '../../scripts/bundle/bundle-report-page';
import { columnOf, ReportBrowser } from './report-browser';

/** The pull request of a platform engineer: as many versions as one clean-up has had. */
const COUNT = 89_977;
const KEPT = readExplanation(
  'my-repo.disposals.explain.tsv',
  'format\tpackage\tversion\tstatus\tstays\nnpm\t@acme-ui/button-0\t9.9.9\tPublished\tkept: held by hold.txt, line 3\n',
);
const example = examplePlan(COUNT);
const [first] = example.declarations;
const PLAN: Plan = {
  ...example,
  loweredGuards: [
    {
      stack: first.stack,
      constructPath: first.constructPath,
      guard: 'pin',
      versions: ['1.0.1'],
      message: 'the pins of 1 version are taken out',
    },
  ],
};

let browser: ReportBrowser;
let tab: Page;
let address: string;

beforeAll(async () => {
  browser = await ReportBrowser.start();
  const data = addKeptVersions(reportData(PLAN, new Date('2026-02-01T00:00:00Z')), KEPT);
  const opened = await browser.openFile(renderPage(data, await bundleReportPage()));
  tab = opened.page;
  await tab.waitForSelector('html[data-opened]');
  address = tab.url();
});
afterAll(() => browser.stop());

const search = async (text: string) => {
  await tab.getByLabel('Search').fill(text);
  await tab.waitForURL((url) => url.hash.includes('search='));
};
const showAll = () => tab.getByRole('button', { name: 'Show all versions' }).click();

test('1. What is destroyed, how much, and is everything known? The summary says it first', async () => {
  const summary = await tab.getByRole('region', { name: 'Summary' }).innerText();
  expect(summary).toMatch(/disposes 89,977 versions of 2,727 packages, with 1\d\d GB of assets/);
  expect(summary).toContain('Disposal cannot be undone.');
  expect(await tab.getByText('Could not be read').count()).toBe(0);
});

test('2. Which packages lose everything? The dangers and the first picture name them', async () => {
  expect(await tab.getByRole('region', { name: 'Dangers' }).innerText()).toMatch(
    /Nothing remains of \d+ packages: npm @/,
  );
  expect(await tab.getByRole('table', { name: /nothing stays of/ }).innerText()).toMatch(/33 before, nothing after/);
});

test('3. Is the change less protected than the base? The filter of warnings shows the versions', async () => {
  await tab.getByLabel('Warning', { exact: true }).selectOption('less-protection (1)');
  expect(await columnOf(tab, 'Version')).toEqual(['1.0.1']);
  await showAll();
});

test('4. What is not pinned? The filter of pins shows it, with its number', async () => {
  const choice = await tab.getByLabel('Pin', { exact: true }).locator('option', { hasText: 'not pinned' }).innerText();
  await tab.getByLabel('Pin', { exact: true }).selectOption(choice);
  const count = /\(([\d,]+)\)/.exec(choice)?.[1] ?? '';
  expect(await tab.locator('#shown').innerText()).toMatch(new RegExp(`^${count} of 89,978 versions`));
  expect(new Set(await columnOf(tab, 'Pin'))).toEqual(new Set(['not pinned']));
  await showAll();
});

test.each(['@acme-ui/button-0@1.0.0', 'pkg:npm/%40acme-ui/button-0@1.0.0'])(
  '5. Is my version among them? The search finds %s',
  async (text) => {
    await search(text);
    expect((await columnOf(tab, 'Version'))[0]).toBe('1.0.0');
    await showAll();
  },
);

test('6. Does my version stay, and why? The row of a version that stays has the rule', async () => {
  await search('@acme-ui/button-0@9.9.9');
  expect(await columnOf(tab, 'Verdict')).toEqual(['stays']);
  expect(await columnOf(tab, 'Rule')).toEqual(['kept: held by hold.txt, line 3']);
  await showAll();
});

test('7. What is the content that was reviewed? The details of a row have the whole revision', async () => {
  await search('@acme-ui/button-0@1.0.0');
  expect(await tab.getByRole('complementary').innerText()).toMatch(/Revision\s+[A-Za-z0-9+/]{43}=/);
  await showAll();
});

test('8. How do I keep some, and show a colleague what I see? The selection is copied as a hold list, and the address has it', async () => {
  await search('@legacy/worker-0@1.0');
  await tab.getByRole('button', { name: 'Select all shown' }).click();
  expect(await tab.locator('#selected').innerText()).toMatch(/^[1-9]\d* versions selected$/);
  expect(tab.url()).not.toBe(address);
  const shown = await tab.locator('#shown').innerText();
  const link = tab.url();
  await tab.goto('about:blank');
  await tab.goto(link);
  await tab.waitForSelector('html[data-opened]');
  expect(await tab.locator('#shown').innerText()).toBe(shown);
  expect(await tab.locator('#selected').innerText()).toMatch(/^[1-9]\d* versions selected$/);
});
