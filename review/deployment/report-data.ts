import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { Dictionary } from '../render/html/dictionary';
import {
  DATA_VERSION,
  PINS,
  type ReportData,
  type ReportPackage,
  type ReportRemark,
  type ReportLabels,
} from '../render/html/report-data';
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

const NOT_PLANNED = 'not-as-planned';

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
  const packages = new Dictionary<ReportPackage>();
  const statuses = new Dictionary<string>();
  const remarks = new Dictionary<ReportRemark>();
  const byPackage = new Map<number, ReportRow[]>();
  for (const row of listRows(report)) {
    const index = packages.addToIndex(packageText(row), () => reportPackage(row));
    const rowsOfPackage = byPackage.get(index);
    if (rowsOfPackage) {
      rowsOfPackage.push(row);
    } else {
      byPackage.set(index, [row]);
    }
  }
  const ordered = [...byPackage.values()].flat();
  const outcomes = ordered.map(({ outcome }) => outcome);
  const verdicts = [...OUTCOME_ORDER, ...new Set(outcomes.filter((outcome) => !OUTCOME_ORDER.includes(outcome)))];
  const constant = <T>(value: T) => ordered.map(() => value);
  return {
    dataVersion: DATA_VERSION,
    readAt: readAt.toISOString(),
    labels: LABELS,
    verdicts,
    lost: 'disposed',
    pictures: ['package', 'namespace'],
    headline,
    comparedToBase: false,
    complete,
    sizesRead: false,
    notPinned: 0,
    isFinal: false,
    otherCounts: facts.map((fact) => fact.replace(/[.]$/, '')),
    problems,
    dangers: (differences ?? []).length === 0 ? [] : [{ sentence: describeDifferences(differences), urgent: true }],
    dangerLists: [],
    removals: [],
    acknowledged: [],
    packages: packages.entries,
    declarations: [...byPackage].map(([index, { length }]) => ({
      package: index,
      constructPath: '',
      stack: '',
      expectedStatus: '',
      outcome: '',
      problem: '',
      notes: [],
      rows: length,
    })),
    columns: {
      version: ordered.map(({ version }) => version),
      verdict: outcomes.map((outcome) => verdicts.indexOf(outcome)),
      counted: constant(1),
      added: constant(1),
      status: ordered.map(({ difference }) => {
        const text = difference?.planned ?? (differences === undefined ? '' : 'as done');
        return statuses.addToIndex(text, () => text);
      }),
      revision: ordered.map(({ revision }) => revision),
      pin: constant(PINS.indexOf('not asked')),
      pinnedRevision: constant(''),
      published: ordered.map(({ time }) => toSeconds(time)),
      size: constant(null),
      remark: ordered.map(({ message = '', difference }) => {
        const isOther = difference !== undefined;
        const remark = {
          code: '',
          reason: message,
          copy: '',
          warningIds: isOther ? [NOT_PLANNED] : [],
          warnings: isOther ? ['not as planned'] : [],
        };
        return remarks.addToIndex(JSON.stringify(remark), () => remark);
      }),
      rule: constant(0),
    },
    statuses: statuses.entries,
    remarks: remarks.entries,
    rules: [''],
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
