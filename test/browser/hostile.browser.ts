import type { Plan } from '../../review/plan/plan-model';
import { oneLine } from '../../review/text/sanitize';
import { declaration, HOSTILE_TEXTS, plan, version } from '../review/render/plan-fixtures';
import { columnOf, type OpenReport, ReportBrowser } from './report-browser';

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

/** The text in every place of a plan that something else than this library writes. */
function planWith(text: string): Plan {
  const disposed = version(text, {
    message: text,
    didYouMean: text,
    status: text,
    revision: text,
    pin: 'differs',
    pinnedRevision: `${text}x`,
    rule: text,
    warnings: [{ id: 'upstream', message: text }],
  });
  return plan(
    [
      declaration([disposed, version('1.0.0')], {
        stack: text,
        constructPath: text,
        logicalId: text,
        location: text,
        displayName: text,
        expectedStatus: text,
        region: text,
        notes: [text],
        package: { domain: text, repository: text, format: 'npm', namespace: text, package: text },
        remainingVersions: 0,
      }),
      declaration([], { outcome: 'refused', constructPath: text, problem: { code: text, message: text } }),
    ],
    {
      problems: [text],
      complete: false,
      comparedToBase: true,
      removed: [
        {
          stack: text,
          stackId: text,
          region: text,
          constructPath: text,
          logicalId: text,
          declarationStays: false,
          package: { format: 'npm', package: text },
          displayName: text,
          location: text,
          versions: [text],
        },
      ],
    },
  );
}

/** Uses everything of the page that shows a text. */
async function useEverything({ page }: OpenReport) {
  for (const group of await page.$$eval('#group option', (options) =>
    options.map((option) => (option as HTMLOptionElement).value),
  )) {
    await page.locator('#group').selectOption(group);
    await page.locator('#versions').press('ArrowRight');
  }
  await page.locator('figure button').first().click();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
}

const NAMED = HOSTILE_TEXTS.map((text) => [oneLine(text), text] as const);

const elementsOf = ({ page }: OpenReport) =>
  page.$$eval('*', (all) => all.map((each) => `${each.tagName} ${each.getAttributeNames().sort().join(' ')}`));

let harmlessElements: string[];
beforeAll(async () => {
  const report = await browser.open(planWith('harmless'));
  await useEverything(report);
  harmlessElements = await elementsOf(report);
});

test.each(NAMED)('The text %s is shown, and adds no element, runs, loads and hides nothing', async (_shown, text) => {
  const report = await browser.open(planWith(text));
  await useEverything(report);
  const shown = await report.page.evaluate(() => document.documentElement.textContent + document.title);

  expect(await elementsOf(report)).toEqual(harmlessElements);
  expect(report.requests).toEqual([]);
  expect(report.incidents).toEqual([]);
  expect(await columnOf(report.page, 'Version')).toContain(oneLine(text));
  expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
});

test('A name cannot make another line of a hold list', async () => {
  const report = await browser.open(planWith('1.0\nnpm other 2.0.0'));
  await report.page.getByRole('button', { name: 'Select all shown' }).click();
  await report.page.getByRole('button', { name: 'Copy as hold list' }).click();

  await report.page.getByText('Nothing to copy. 2 rows left out, which cannot be named as hold list.').waitFor();
});

test('Text that is written from right to left does not reorder what is beside it', async () => {
  const { page } = await browser.open(
    plan([declaration([version('1.0-\u05d0\u05d1')], { displayName: '\u05d0\u05d1' })]),
  );
  const isolated = await page.$$eval('.body [role=gridcell].foreign', (cells) =>
    cells.map((cell) => getComputedStyle(cell).unicodeBidi),
  );

  expect(new Set(isolated)).toEqual(new Set(['isolate']));
});
