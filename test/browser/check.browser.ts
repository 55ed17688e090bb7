import type { CheckReport, PackageCheck } from '../../review/check/check-report';
import { checkData } from '../../review/check/render/check-data';
import { renderPage } from '../../review/render/html/render-html';
import { bundleReportPage } from '../../scripts/bundle/bundle-report-page';
import { HOSTILE_TEXTS } from '../review/render/plan-fixtures';
import { columnOf, ReportBrowser } from './report-browser';

const PACKAGE: Omit<PackageCheck, 'versions'> = {
  stack: 'Prod/Disposal',
  region: 'eu-west-1',
  constructPath: 'Prod/Disposal/LeftPad',
  action: 'dispose',
  package: { format: 'npm', namespace: 'my-scope', package: 'left-pad' },
  displayName: '@my-scope/left-pad',
  location: 'my-domain/my-repo',
};
const REPORT: CheckReport = {
  schemaVersion: 1,
  complete: false,
  problems: ['Prod/Disposal/Other: npm other could not be checked: AccessDeniedException'],
  packages: [
    {
      ...PACKAGE,
      versions: [
        { version: '1.0.0', state: 'as declared', status: 'Disposed', revision: 'R1', pinnedRevision: 'R1' },
        { version: '1.0.1', state: 'back', status: 'Published', revision: 'R2', message: 'It is Published.' },
        { version: null, state: 'unknown', message: 'Only the deployment knows it.' },
        { version: '1.0.2', state: 'record deleted' },
      ],
    },
  ],
  undeclared: [{ ...PACKAGE, versions: [{ version: '2.0.0', state: 'archived' }] }],
};

let browser: ReportBrowser;
let page: Awaited<ReturnType<typeof bundleReportPage>>;
beforeAll(async () => {
  browser = await ReportBrowser.start();
  page = await bundleReportPage();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

const open = async (report: CheckReport) => {
  const opened = await browser.openFile(renderPage(checkData(report, new Date('2026-12-02')), page));
  await opened.page.waitForSelector('html[data-opened]');
  return opened;
};

test('The report of a check has the state of each version, drift first, and says what could not be read', async () => {
  const { page: tab, incidents, requests } = await open(REPORT);
  expect(await columnOf(tab, 'State')).toEqual([
    'back',
    'archived, not declared',
    'unknown',
    'record deleted',
    'as declared',
  ]);
  expect(await columnOf(tab, 'Version')).toEqual(['1.0.1', '2.0.0', '(unknown)', '1.0.2', '1.0.0']);
  expect(await columnOf(tab, 'Pin')).toEqual(['', '', '', '', 'holds']);
  const text = await tab.locator('main').innerText();
  expect(text).toContain('The check is not complete: what could not be read may have drifted.');
  expect(text).toContain('AccessDeniedException');
  expect(text).not.toContain('destroyed');
  expect(await tab.title()).toBe('Declared versions, and what is so');
  expect([...incidents, ...requests]).toEqual([]);
});

test('The report of a check filters by drift, and copies a selection', async () => {
  const { page: tab } = await open(REPORT);
  await tab.getByLabel('Warning', { exact: true }).selectOption('drift (2)');
  expect(await columnOf(tab, 'Version')).toEqual(['1.0.1', '2.0.0']);
  await tab.getByRole('button', { name: 'Select all shown' }).click();
  expect(await tab.locator('#selected').innerText()).toBe('2 versions selected');
});

test('The report of a check shows names from a registry as text', async () => {
  const versions = HOSTILE_TEXTS.map((version) => ({ version, state: 'back' as const, message: version }));
  const { page: tab, incidents } = await open({
    ...REPORT,
    packages: [{ ...PACKAGE, displayName: HOSTILE_TEXTS.join(''), versions }],
  });
  expect((await columnOf(tab, 'State')).filter((state) => state === 'back')).toHaveLength(HOSTILE_TEXTS.length);
  expect(incidents).toEqual([]);
});
