import type { Page } from 'playwright-core';
import { examplePlan } from '../../local/example-plan';
import { countTotals } from '../../review/plan/totals';
import { declaration, mixedPlan, plan, version } from '../review/render/plan-fixtures';
import { columnOf, ReportBrowser, rowsOf } from './report-browser';

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

const shown = (page: Page) => page.locator('#shown').innerText();
const grid = (page: Page) => page.locator('#versions');
const activeRow = async (page: Page) => {
  const id = await grid(page).getAttribute('aria-activedescendant');
  return page.locator(`[id="${id}"]`);
};

describe('The table', () => {
  test('The table shows every version with its verdict and reason, those to check first', async () => {
    const { page } = await browser.open(mixedPlan);

    expect(await columnOf(page, 'Verdict')).toEqual([
      'refused',
      'will be disposed',
      'will be disposed',
      'skipped',
      'already disposed',
    ]);
    expect((await columnOf(page, 'Remarks'))[0]).toBe(
      'NOT_FOUND: the repository has no such version; did you mean 1.1.0?',
    );
    expect((await columnOf(page, 'Declared in'))[0]).toBe('Prod/Disposal/RightPad');
  });

  test.each([
    ['a package', 'right-pad', ['1.1', '1.2.0']],
    ['a version and a package', '1.0.0 LEFT', ['1.0.0']],
    ['a reason', 'no such version', ['1.1']],
    ['a verdict', 'skipped', ['1.2.0']],
    ['a warning', 'latest', ['2.0.0']],
    ['a path', 'disposal/rightpad', ['1.1', '1.2.0']],
    ['nothing there', 'nowhere', ['']],
  ])('The table is searched by %s', async (_what, search, versions) => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel('Search').fill(search);
    await page.getByText(`${versions.filter(Boolean).length} of 5 declared versions`).waitFor();

    expect(await columnOf(page, 'Version')).toEqual(versions);
  });

  test.each([
    ['Verdict', 'refused (1)', ['1.1']],
    ['Status', 'Archived (1)', ['1.0.0']],
    ['Pin', 'holds (1)', ['1.0.0']],
    ['Warning', 'default-version (1)', ['2.0.0']],
  ])('The table is filtered by %s', async (facet, choice, versions) => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel(facet, { exact: true }).selectOption(choice);

    expect(await columnOf(page, 'Version')).toEqual(versions);
  });

  test('The table has the rule that selected each version where one is known, searches it, and shows it with the active row', async () => {
    const { page } = await browser.open(plan([declaration([version('1.0.0', { rule: 'old' }), version('1.1.0')])]));
    expect(await columnOf(page, 'Rule')).toEqual(['old', '']);
    await page.getByLabel('Search').fill('OLD');
    await page.getByText('1 of 2 declared versions').waitFor();

    expect(await page.getByRole('complementary').innerText()).toMatch(/Rule\s+old/);
    const without = await browser.open(plan([declaration([version('1.0.0')])]));
    expect(await without.page.getByRole('columnheader', { name: 'Rule' }).count()).toBe(0);
  });

  test('The table has a column for cold copies where a version has one, and is sorted by it', async () => {
    const copies = ['will be copied', 'copied', 'unknown'] as const;
    const versions = copies.map((state, n) => version(`${n + 1}.0.0`, { copy: { state } }));
    const { page } = await browser.open(plan([declaration([...versions, version('9.0.0')])]));
    expect(await columnOf(page, 'Cold copy')).toEqual(['will be copied', 'copied', 'not known', '']);
    await page.getByRole('columnheader', { name: 'Cold copy' }).getByRole('button').click();
    expect(await columnOf(page, 'Version')).toEqual(['2.0.0', '3.0.0', '1.0.0', '9.0.0']);

    const without = await browser.open(plan([declaration([version('1.0.0')])]));
    expect(await without.page.getByRole('columnheader', { name: 'Cold copy' }).count()).toBe(0);
  });

  test('The table is filtered by age, size, guard, what stays, rule and base where versions differ in them', async () => {
    const old = version('1.0.0', { publishedTime: '2019-01-01T00:00:00Z', sizeBytes: 5, added: false, rule: 'old' });
    const { page } = await browser.open(
      plan(
        [
          declaration([old], { expectedStatus: 'Archived', remainingVersions: 0 }),
          declaration([version('2.0.0', { copy: { state: 'will be copied' } })], {
            displayName: 'other',
            package: { format: 'npm', package: 'other' },
            remainingVersions: 3,
          }),
        ],
        { comparedToBase: true },
      ),
    );
    for (const [facet, choice] of [
      ['Age', '5 years and more (1)'],
      ['Size', 'under 10 kB (1)'],
      ['Guard', 'expects Archived (1)'],
      ['Cold copy', 'none (1)'],
      ['Stays of its package', 'nothing stays (1)'],
      ['Rule', 'old (1)'],
      ['Since the base', 'declared before (1)'],
    ] as const) {
      await page.getByLabel(facet, { exact: true }).selectOption(choice);
      expect(await columnOf(page, 'Version')).toEqual(['1.0.0']);
      await page.getByRole('button', { name: 'Show all versions' }).click();
      expect(await columnOf(page, 'Version')).toEqual(['1.0.0', '2.0.0']);
    }
  });

  test.each([
    ['Version', ['0.9.0', '1.0.0', '1.1', '1.2.0', '2.0.0']],
    ['Status', ['1.0.0', '0.9.0', '2.0.0', '1.2.0', '1.1']],
    ['Remarks', ['1.2.0', '1.1', '2.0.0', '1.0.0', '0.9.0']],
  ])('The table is sorted by %s, and the other way with what is not known last', async (column, versions) => {
    const { page } = await browser.open(mixedPlan);
    const head = page.getByRole('columnheader', { name: column });
    await head.getByRole('button').click();
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const ascending = await columnOf(page, 'Version');
    await head.getByRole('button').click();

    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(column === 'Remarks' ? ascending.slice(0, 3).sort() : ascending).toEqual(
      column === 'Remarks' ? versions.slice(0, 3).sort() : versions,
    );
    const descending = await columnOf(page, 'Version');
    expect(descending.at(-1)).toBe(column === 'Version' ? '0.9.0' : ascending.at(-1));
  });

  test('The table is grouped by anything, with the number and bytes of each group, and opens a group', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.getByLabel('Group by').selectOption('package');
    const heads = (await rowsOf(page)).map((cells) => cells[1]);
    expect(heads).toEqual(['▸ npm @my-scope/left-pad: 3 versions, ≤ 104 kB', '▸ npm right-pad: 2 versions, ≤ 69 kB']);

    await page.getByText('npm right-pad: 2 versions').click();

    expect((await rowsOf(page)).slice(2).map((cells) => cells[2])).toEqual(['1.1', '1.2.0']);
    expect(await shown(page)).toBe('5 of 5 declared versions in 2 groups');
  });

  test('The table is filtered by what a picture shows, and shows all again', async () => {
    const { page } = await browser.open(examplePlan(3_000));
    await page.getByRole('figure').filter({ hasText: 'Bytes by package' }).getByRole('button').first().click();
    expect(new Set(await columnOf(page, 'Package')).size).toBe(1);

    await page.getByRole('button', { name: /^Remove the filter Package/ }).click();

    expect(await shown(page)).toBe('3,000 of 3,000 declared versions');
  });
});

describe('Pictures', () => {
  test('Pictures say of which packages nothing stays, before all others', async () => {
    const emptied = { package: { format: 'npm', package: 'emptied' }, displayName: 'emptied' } as const;
    const { page } = await browser.open(
      plan([
        declaration([version('1.0.0'), version('1.0.1')], { remainingVersions: 7 }),
        declaration([version('1.0.0')], { ...emptied, remainingVersions: 0 }),
      ]),
    );
    const picture = page.getByRole('figure').filter({ hasText: 'Versions before and after' });

    expect(await picture.locator('figcaption').innerText()).toContain('nothing stays of 1 package');
    expect(await picture.locator('.urgent').allInnerTexts()).toEqual(['1 before, nothing after']);
    expect(await picture.locator('tr').allInnerTexts()).toEqual([
      expect.stringMatching(/emptied\s+1 before, nothing after/),
      expect.stringMatching(/left-pad\s+9 before, 7 after/),
    ]);
    const widths = await picture
      .locator('tr')
      .first()
      .locator('.bar div')
      .evaluateAll((bars) => bars.map((bar) => (bar as HTMLElement).style.width));
    expect(widths).toEqual(['100%', '0%']);
  });

  test('Pictures count versions where sizes were not asked for', async () => {
    const declarations = [declaration([version('1.0.0', { sizeBytes: undefined })])];
    const { page } = await browser.open(plan(declarations, { totals: countTotals(declarations, 0, false) }));

    expect(await page.getByText('Versions by package').count()).toBe(1);
    expect(await page.getByText('Bytes by').count()).toBe(0);
  });
});

describe('A selection', () => {
  const permissions = ['clipboard-read', 'clipboard-write'];
  const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

  test('A selection is copied as lines of a hold list', async () => {
    const { page } = await browser.open(mixedPlan, { permissions });
    await page.getByLabel('Search').fill('left-pad');
    await page.getByText('3 of 5 declared versions').waitFor();
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.getByRole('button', { name: 'Copy as hold list' }).click();
    await page.getByText('Copied 3 lines as hold list.').waitFor();

    expect(await copied(page)).toBe(
      'npm @my-scope/left-pad 1.0.0\nnpm @my-scope/left-pad 2.0.0\nnpm @my-scope/left-pad 0.9.0\n',
    );
  });

  test('A selection leaves out a version without a name, and says so', async () => {
    const { page } = await browser.open(
      plan([declaration([version(null, { verdict: 'unknown' }), version('1.0.0')])]),
      { permissions },
    );
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.getByRole('button', { name: 'Copy as hold list' }).click();
    await page.getByText('Copied 1 line as hold list. 1 row left out, which cannot be named as hold list.').waitFor();

    expect(await copied(page)).toBe('npm @my-scope/left-pad 1.0.0\n');
  });

  test('A selection is shown to be copied by hand where the browser does not let the page copy', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
    });
    await page.locator('.body .check').first().click();
    await page.getByRole('button', { name: 'Copy as hold list' }).click();

    expect(await page.getByRole('dialog').getByRole('textbox').inputValue()).toBe('npm right-pad 1.1\n');
  });

  test('A selection stays when other rows are shown, and is cleared', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.locator('.body .check').first().click();
    await page.getByLabel('Search').fill('left-pad');
    await page.getByText('3 of 5 declared versions').waitFor();
    expect(await page.locator('#selected').innerText()).toBe('1 version selected');

    await page.getByRole('button', { name: 'Clear the selection' }).click();

    expect(await page.locator('#selected').innerText()).toBe('0 versions selected');
  });
});

describe('The keyboard alone', () => {
  test('The keyboard alone reaches the table, moves in it, selects and opens groups', async () => {
    const { page } = await browser.open(examplePlan(300));
    await page.getByLabel('Search').focus();
    for (
      let presses = 0;
      presses < 60 && !(await grid(page).evaluate((element) => element === document.activeElement));
      presses++
    ) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('End');
    expect(await (await activeRow(page)).getAttribute('aria-rowindex')).toBe('301');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Space');
    expect(await (await activeRow(page)).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await page.locator('#selected').innerText()).toBe('4 versions selected');
    await page.keyboard.press('PageDown');
    expect(Number(await (await activeRow(page)).getAttribute('aria-rowindex'))).toBeGreaterThan(10);
    await page.keyboard.press('Control+a');
    expect(await page.locator('#selected').innerText()).toBe('300 versions selected');

    await page.getByLabel('Group by').selectOption('package');
    await grid(page).focus();
    await page.keyboard.press('ArrowRight');
    expect(await (await activeRow(page)).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('complementary').innerText()).toContain('Revision');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowLeft');
    expect(await (await activeRow(page)).getAttribute('aria-expanded')).toBe('false');
  });

  test('The keyboard alone sorts by a head, and the head keeps the focus', async () => {
    const { page } = await browser.open(mixedPlan);
    await page.locator('#sort-version').focus();
    await page.keyboard.press('Enter');

    expect(await columnOf(page, 'Version')).toEqual(['0.9.0', '1.0.0', '1.1', '1.2.0', '2.0.0']);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('sort-version');
  });
});

describe('A hundred thousand versions', () => {
  test('A hundred thousand versions are a few elements, of which the last row is reached by scrolling and by the keyboard', async () => {
    const { page } = await browser.open(examplePlan(100_000));
    expect(await grid(page).getAttribute('aria-rowcount')).toBe('100001');
    const before = await page.locator('.body [role=row]').count();
    await grid(page).evaluate((element) => (element.scrollTop = element.scrollHeight));
    await page.locator('[aria-rowindex="100001"]').waitFor();
    expect(await page.locator('.body [role=row]').count()).toBeLessThan(100);
    expect(before).toBeLessThan(100);

    await grid(page).press('Home');
    await grid(page).press('End');

    const box = await (await activeRow(page)).boundingBox();
    const frame = await grid(page).boundingBox();
    expect(box!.y + box!.height).toBeLessThanOrEqual(frame!.y + frame!.height + 1);
    expect(box!.y).toBeGreaterThan(frame!.y);
  });

  test('A hundred thousand versions are searched, and grouped into all of their packages', async () => {
    const { page } = await browser.open(examplePlan(100_000));
    await page.getByLabel('Search').fill('button-0');
    await page.getByText(/^33 of 100,000 declared versions$/).waitFor();
    await page.getByLabel('Search').fill('');
    await page.getByText(/^100,000 of 100,000 declared versions$/).waitFor();
    await page.getByLabel('Group by').selectOption('package');

    expect(await shown(page)).toBe('100,000 of 100,000 declared versions in 3,031 groups');
  });
});
