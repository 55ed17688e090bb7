import type { Package } from '../../../declaration/declaration';
import { Dictionary } from '../../render/html/dictionary';
import {
  DATA_VERSION,
  PINS,
  type ReportData,
  type ReportDeclaration,
  type ReportLabels,
  type ReportPackage,
  type ReportRemark,
} from '../../render/html/report-data';
import { type CheckedVersion, type CheckReport, type DeclaredState, hasDrifted } from '../check-report';
import { describeUndeclared, summarizeCheck } from './check-lines';

/** The states, those to look at first. */
const STATES = [
  ...(['back', 'not disposed', 'restored', 'published again', 'disposed by others'] satisfies DeclaredState[]),
  describeUndeclared('disposed'),
  describeUndeclared('archived'),
  ...(['unknown', 'record deleted', 'as declared'] satisfies DeclaredState[]),
];

/** Marks versions that are not as declared. */
const DRIFT = 'drift';

const LABELS: ReportLabels = {
  title: 'Declared versions, and what is so',
  noun: 'version',
  verdict: 'State',
  status: 'Status',
  published: 'Published',
  lostTitle: '',
  nothingLost: '',
  incomplete: 'The check is not complete: what could not be read may have drifted.',
  source: 'The registry was read at',
};

/** A version of the page. */
interface CheckRow extends Omit<CheckedVersion, 'state'> {
  readonly state: string;
  readonly hasDrifted: boolean;
  readonly pin: (typeof PINS)[number];
}

/** The versions of one declaration, or of a package that none declares. */
interface CheckSection {
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  readonly region?: string;
  readonly stack: string;
  readonly constructPath: string;
  readonly rows: readonly CheckRow[];
}

/** A check as the page of a plan shows it. Pure. */
export function checkData(report: CheckReport, readAt: Date): ReportData {
  const sections = listSections(report);
  const rows = sections.flatMap((section) => section.rows);
  const packages = new Dictionary<ReportPackage>();
  const statuses = new Dictionary<string>();
  const remarks = new Dictionary<ReportRemark>();
  const constant = <T>(value: T) => rows.map(() => value);
  return {
    dataVersion: DATA_VERSION,
    readAt: readAt.toISOString(),
    labels: LABELS,
    verdicts: STATES,
    lost: '',
    pictures: [],
    headline: summarizeCheck(report),
    comparedToBase: false,
    complete: report.complete,
    sizesRead: false,
    notPinned: 0,
    isFinal: false,
    otherCounts: [],
    problems: report.problems,
    dangers: [],
    dangerLists: [],
    removals: [],
    acknowledged: [],
    declarations: sections.map((section): ReportDeclaration => {
      const pkg = describePackage(section);
      const { constructPath, stack } = section;
      return {
        package: packages.addToIndex(JSON.stringify(pkg), () => pkg),
        constructPath,
        stack,
        expectedStatus: '',
        outcome: '',
        problem: '',
        notes: [],
        rows: section.rows.length,
      };
    }),
    packages: packages.entries,
    columns: {
      version: rows.map(({ version }) => version),
      verdict: rows.map(({ state }) => STATES.indexOf(state)),
      counted: constant(1),
      added: constant(1),
      status: rows.map(({ status = '' }) => statuses.addToIndex(status, () => status)),
      revision: rows.map(({ revision = '' }) => revision),
      pin: rows.map(({ pin }) => PINS.indexOf(pin)),
      pinnedRevision: rows.map(({ pin, pinnedRevision = '' }) => (pin === 'holds' ? '' : pinnedRevision)),
      published: constant(null),
      size: constant(null),
      remark: rows.map(({ message = '', hasDrifted: isDrift }) => {
        const warningIds = isDrift ? [DRIFT] : [];
        const remark = { code: '', reason: message, copy: '', warningIds, warnings: [] };
        return remarks.addToIndex(JSON.stringify(remark), () => remark);
      }),
      rule: constant(0),
    },
    statuses: statuses.entries,
    remarks: remarks.entries,
    rules: [''],
  };
}

function listSections({ packages, undeclared = [] }: CheckReport): CheckSection[] {
  return [
    ...packages.map((pkg) => ({
      ...pkg,
      rows: pkg.versions.map((version): CheckRow => ({
        ...version,
        hasDrifted: hasDrifted(pkg, version),
        pin: comparePin(version),
      })),
    })),
    ...undeclared.map((pkg) => ({
      ...pkg,
      stack: '',
      constructPath: '',
      rows: pkg.versions.map(({ version, state }): CheckRow => ({
        version,
        state: describeUndeclared(state),
        hasDrifted: true,
        pin: 'not asked',
      })),
    })),
  ];
}

/** A version without a pin is no danger here: nothing will be disposed by it. */
function comparePin({ revision, pinnedRevision }: CheckedVersion): CheckRow['pin'] {
  if (pinnedRevision === undefined) {
    return 'not asked';
  }
  return revision === undefined ? 'unknown' : revision === pinnedRevision ? 'holds' : 'differs';
}

function describePackage({ package: pkg, displayName, location, region }: CheckSection): ReportPackage {
  const { format = '', namespace = '', package: packageName = '' } = pkg;
  return {
    format,
    name: displayName,
    namespace,
    packageName,
    location: region === undefined ? location : `${location}, ${region}`,
    known: format !== '' && packageName !== '',
    remaining: null,
  };
}
