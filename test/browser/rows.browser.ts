import { compareWithPlan } from '../../review/deployment/compare-with-plan';
import { parseReport } from '../../review/deployment/parse-report';
import { deploymentData } from '../../review/deployment/report-data';
import { readExplanation } from '../../review/declare/policy/read-explanation';
import { addKeptVersions } from '../../review/render/html/kept-versions';
import { reportData } from '../../review/render/html/plan-data';
import { renderPage } from '../../review/render/html/render-html';
import { bundleReportPage } from '../../scripts/bundle/bundle-report-page';
import { declaration, plan, version } from '../review/render/plan-fixtures';
import { columnOf, ReportBrowser } from './report-browser';

const HEADER = 'format\tpackage\tversion\trevision\toutcome\ttime\tmessage';
const row = (name: string, outcome: string, message = '') =>
  `npm\t@my-scope/left-pad\t${name}\tR${name}\t${outcome}\t2026-12-01T00:00:00Z\t${message}`;
const REPORT = parseReport('s3://bucket/executions/1/', [
  {
    name: 'versions-0000000.tsv',
    text: [HEADER, row('1.0.0', 'disposed'), row('1.0.1', 'not disposed', 'ConflictException'), ''].join('\n'),
  },
  { name: 'summary.json', text: JSON.stringify({ result: 'failed', versions: { disposed: 1, 'not disposed': 1 } }) },
]);
const PLAN = plan([
  declaration([version('1.0.0'), version('1.0.1'), version('1.0.2')], {
    inManifest: true,
    package: { format: 'npm', namespace: 'my-scope', package: 'left-pad' },
  }),
]);

let browser: ReportBrowser;
let page: Awaited<ReturnType<typeof bundleReportPage>>;
beforeAll(async () => {
  browser = await ReportBrowser.start();
  page = await bundleReportPage();
});
afterEach(() => browser.closeReports());
afterAll(() => browser.stop());

const open = async (compared: boolean) => {
  const report = compared ? { ...REPORT, differences: compareWithPlan(REPORT, PLAN) } : REPORT;
  const opened = await browser.openFile(renderPage(deploymentData(report, new Date('2026-12-02')), page));
  await opened.page.waitForSelector('html[data-opened]');
  return opened;
};

test('The report of a deployment has the outcome of each version, those that were not changed first, and why', async () => {
  const { page: tab, incidents } = await open(false);
  expect(await columnOf(tab, 'Version')).toEqual(['1.0.1', '1.0.0']);
  expect(await columnOf(tab, 'Outcome')).toEqual(['not disposed', 'disposed']);
  expect(await columnOf(tab, 'Remarks')).toEqual(['ConflictException', '']);
  expect(await tab.title()).toBe('What the deployment did');
  expect(await tab.getByRole('columnheader').allInnerTexts()).not.toContain('Planned');
  expect(incidents).toEqual([]);
});

test('The report of a deployment shows beside the outcome what was planned, and planned versions that it does not name', async () => {
  const { page: tab } = await open(true);
  expect(await columnOf(tab, 'Version')).toEqual(['1.0.2', '1.0.1', '1.0.0']);
  expect(await columnOf(tab, 'Outcome')).toEqual(['not reported', 'not disposed', 'disposed']);
  expect(await columnOf(tab, 'Planned')).toEqual(['will be disposed', 'will be disposed', 'as done']);
  expect(await tab.getByRole('region', { name: 'Dangers' }).innerText()).toContain('2 versions are not as planned.');
  await tab.getByLabel('Warning', { exact: true }).selectOption('not-as-planned (2)');
  expect(await columnOf(tab, 'Version')).toEqual(['1.0.2', '1.0.1']);
});

test('The report of a plan shows what stays beside what goes, and the rule that keeps it', async () => {
  const kept = readExplanation(
    'my-repo.disposals.explain.tsv',
    'format\tpackage\tversion\tstatus\tstays\nnpm\t@my-scope/left-pad\t2.0.0\tPublished\tkept: among the latest 5\n',
  );
  const data = addKeptVersions(reportData(plan([declaration([version('1.0.0')])]), new Date('2026-12-02')), kept);
  const { page: tab } = await browser.openFile(renderPage(data, page));
  await tab.waitForSelector('html[data-opened]');
  expect(await columnOf(tab, 'Verdict')).toEqual(['will be disposed', 'stays']);
  expect(await columnOf(tab, 'Rule')).toEqual(['', 'kept: among the latest 5']);
  await tab.getByLabel('Verdict', { exact: true }).selectOption('stays (1)');
  expect(await tab.locator('#shown').innerText()).toContain('1 of 2 versions');
});
