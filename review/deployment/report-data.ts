import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import type { ReportData, ReportLabels, ReportPackage } from '../render/html/report-data';
import { stateData, type StateRow, type StateSection } from '../render/html/state-data';
import { counted } from '../text/sanitize';
import type { ComparedVersion, DeploymentReport } from './deployment-report';
import { describeReported } from './parse-report';
import { summarize } from './summarize';

/** Outcomes, those to look at first. One that is not here follows. */
const OUTCOME_ORDER = [
  'not reported',
  'refused',
  'not copied',
  'not disposed',
  'not archived',
  'not attempted',
  'not checked',
  'disposed',
  'archived',
  'restored',
  'changed since',
  'missing',
  'deleted',
  'already archived',
  'already disposed',
];

const NOT_PLANNED = { id: 'not-as-planned', text: 'not as planned' };

const LABELS: ReportLabels = {
  title: 'What the deployment did',
  noun: 'version',
  verdict: 'Outcome',
  status: 'Planned',
  published: 'Done on',
  lostTitle: 'What was destroyed',
  nothingLost: 'Nothing was disposed.',
  incomplete: 'The report is not complete: the deployment may have done more.',
  source: 'The report was read at',
};

/** A version of the report, or one of the plan that the report does not name. */
interface ReportRow extends Partial<PackageName> {
  readonly version: string;
  readonly revision: string;
  readonly outcome: string;
  readonly time?: string;
  readonly message?: string;
  readonly difference?: ComparedVersion;
}

/** The report of a deployment as the page of a plan shows it. Pure. */
export function deploymentData(report: DeploymentReport, readAt: Date): ReportData {
  const { complete, problems, differences } = report;
  const [headline = '', ...facts] = summarize({ ...report, problems: [] });
  const sections = listSections(report);
  const outcomes = new Set(sections.flatMap(({ rows }) => rows.map(({ verdict }) => verdict)));
  const page = {
    ...{ labels: LABELS, headline, complete, problems, lost: 'disposed', pictures: ['package', 'namespace'] as const },
    verdicts: [...new Set([...OUTCOME_ORDER, ...outcomes])],
    otherCounts: facts.map((fact) => fact.replace(/[.]$/, '')),
    dangers: (differences ?? []).length === 0 ? [] : [{ sentence: describeDifferences(differences), urgent: true }],
  };
  return stateData(page, sections, readAt);
}

/** The versions by package, in the order of the report. */
function listSections(report: DeploymentReport): StateSection[] {
  const sections = new Map<string, { package: ReportPackage; rows: StateRow[] }>();
  for (const row of listRows(report)) {
    const key = packageText(row);
    const section = sections.get(key) ?? { package: reportPackage(row), rows: [] };
    sections.set(key, section);
    section.rows.push(describeRow(row, report.differences !== undefined));
  }
  return [...sections.values()];
}

function describeRow({ difference, outcome, time, ...row }: ReportRow, isCompared: boolean): StateRow {
  return {
    ...{ version: row.version, revision: row.revision, message: row.message },
    verdict: outcome,
    status: difference?.planned ?? (isCompared ? 'as done' : ''),
    published: toSeconds(time),
    ...(difference && { warning: NOT_PLANNED }),
  };
}

/** The versions of the report, and those that only the plan names. */
function listRows({ versions, differences = [] }: DeploymentReport): ReportRow[] {
  const byName = new Map(differences.map((difference) => [`${difference.package} ${difference.version}`, difference]));
  const reported = versions.map((version): ReportRow => ({
    ...version,
    difference: byName.get(describeReported(version)),
  }));
  const missing = differences
    .filter(({ outcome }) => outcome === undefined)
    .map((difference): ReportRow => ({
      ...difference.packageName,
      version: difference.version,
      revision: '',
      outcome: 'not reported',
      difference,
    }));
  return [...reported, ...missing];
}

function reportPackage({ format, namespace, package: name }: ReportRow): ReportPackage {
  return {
    format: format ?? '',
    name: format === undefined || name === undefined ? '(unknown)' : displayName(format, namespace, name),
    namespace: namespace ?? '',
    packageName: name ?? '',
    location: '',
    known: format !== undefined && name !== undefined,
    remaining: null,
  };
}

function packageText({ format, namespace, package: name }: ReportRow): string {
  return JSON.stringify([format ?? null, namespace ?? null, name ?? null]);
}

function describeDifferences(differences: DeploymentReport['differences'] = []): string {
  return `${counted(differences.length, 'version')} ${differences.length === 1 ? 'is' : 'are'} not as planned.`;
}

function toSeconds(time: string | undefined): number | null {
  const milliseconds = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
