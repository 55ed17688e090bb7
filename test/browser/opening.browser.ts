import { examplePlan } from '../../local/example-plan';
import { declaration, mixedPlan, plan } from '../review/render/plan-fixtures';
import { ReportBrowser } from './report-browser';

let browser: ReportBrowser;
beforeAll(async () => {
  browser = await ReportBrowser.start();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

describe('A report that is opened from its file', () => {
  test('A report that is opened from its file makes no request, breaks no rule of its policy, and reports no error', async () => {
    const { page, requests, incidents } = await browser.open(examplePlan(2_000));
    await page.getByLabel('Search').fill('router');
    await page.getByText(/^\d+ of 2,000 declared versions$/).waitFor();
    await page.getByRole('button', { name: 'Select all shown' }).click();
    await page.emulateMedia({ media: 'print' });

    expect(requests).toEqual([]);
    expect(incidents).toEqual([]);
  });

  test('A report says what could not be read before what is destroyed, in one sentence with what is not pinned', async () => {
    const { page } = await browser.open(mixedPlan);
    const text = await page.locator('main').innerText();

    const unread = text.indexOf('Could not be read, or is not known (1 problem)');
    const headline = text.indexOf('Deploying disposes at least 2 versions of 1 package, with 69 kB of assets');
    expect(unread).toBeGreaterThan(-1);
    expect(headline).toBeGreaterThan(unread);
    expect(text).toContain('AccessDeniedException: allow codeartifact:ListPackageVersions');
    expect(text).toContain('1 of these versions is not pinned');
    expect(text).toContain('Also: 1 version refused');
    const sizes = await page.$$eval('.headline p:not(.fine)', (texts) =>
      texts.map((each) => getComputedStyle(each).fontSize),
    );
    expect(sizes.length).toBeGreaterThan(2);
    expect(new Set(sizes).size).toBe(1);
  });

  test('A report says nothing of unread parts where everything was read', async () => {
    const { page } = await browser.open(examplePlan(10));

    expect(await page.getByText('Could not be read').count()).toBe(0);
  });

  test('A report of a plan without a declaration says that nothing is disposed', async () => {
    const { page, incidents } = await browser.open(plan([]));

    expect(await page.locator('.headline').innerText()).toContain('Deploying disposes nothing.');
    expect(await page.locator('.body').innerText()).toBe('No version matches.');
    expect(incidents).toEqual([]);
  });

  test('A report lists the declarations that the change removes', async () => {
    const { stack, stackId, constructPath, logicalId, package: pkg, displayName, location } = declaration([]);
    const place = { stack, stackId, constructPath, logicalId, package: pkg, displayName, location };
    const { page } = await browser.open(
      plan([], { removed: [{ ...place, declarationStays: false, versions: ['1.0.0'] }] }),
    );
    const section = page.getByRole('region', { name: 'Declarations' });

    expect(await section.getByRole('heading').innerText()).toBe(
      'Removed or reduced declarations, which disposes nothing and brings nothing back (1 line)',
    );
    expect(await section.getByRole('listitem').innerText()).toBe(
      'Prod/Disposal/LeftPad: removed; it declared 1 version of npm @my-scope/left-pad in my-domain/my-repo: 1.0.0',
    );
  });

  test('A report shows five of many removals, so that they push nothing off the screen, and the others at a click', async () => {
    const { stack, stackId, constructPath, logicalId, package: pkg, displayName, location } = declaration([]);
    const place = { stack, stackId, constructPath, logicalId, package: pkg, displayName, location };
    const removed = Array.from({ length: 8 }, () => ({ ...place, declarationStays: false, versions: ['1.0.0'] }));
    const { page } = await browser.open(plan([], { removed }));
    expect(await page.getByRole('listitem').count()).toBe(5);

    await page.getByRole('button', { name: 'Show 3 more lines' }).click();

    expect(await page.getByRole('listitem').count()).toBe(8);
  });

  test('A report shows a hundred problems at a click', async () => {
    const problems = Array.from({ length: 100 }, (_, index) => `Problem ${index} happened.`);
    const { page } = await browser.open(plan([], { problems, complete: false }));
    expect(await page.locator('.unread li').count()).toBe(20);

    await page.getByRole('button', { name: 'Show 80 more lines' }).click();

    expect(await page.locator('.unread li').count()).toBe(100);
  });
});

describe('A report that cannot be trusted', () => {
  const NOTHING = 'nothing may be concluded from it';

  test('A report that cannot be trusted says so where its data is damaged', async () => {
    const html = browser.html(examplePlan(100));
    const at = html.indexOf('id="plan-data">') + 400;
    const { page } = await browser.openFile(`${html.slice(0, at)}AAAAAAAA${html.slice(at + 8)}`);

    await page.getByText('The report cannot be opened').waitFor();
    expect(await page.locator('#state').innerText()).toContain(NOTHING);
  });

  test('A report that cannot be trusted says so where its end is missing, which holds the script', async () => {
    const html = browser.html(examplePlan(100));
    const { page } = await browser.openFile(html.slice(0, html.length / 4));

    expect(await page.locator('#state').innerText()).toContain(NOTHING);
  });

  test('A report that cannot be trusted says so where scripts are switched off', async () => {
    const { page } = await browser.openFile(browser.html(examplePlan(100)), { javaScriptEnabled: false });

    expect(await page.locator('#state').innerText()).toContain(NOTHING);
  });

  test('A report that cannot be trusted runs no other script, even one that got into the file', async () => {
    const html = browser.html(examplePlan(10)).replace('</main>', '</main><script>document.title="changed"</script>');
    const { page, incidents } = await browser.openFile(html);
    await page.waitForSelector('html[data-opened]');

    expect(await page.title()).toBe('CodeArtifact package versions to dispose');
    expect(incidents.join()).toContain('Content Security Policy');
  });
});
