import { Dictionary } from './dictionary';
import {
  DATA_VERSION,
  PINS,
  type ReportColumns,
  type ReportData,
  type ReportDeclaration,
  type ReportPackage,
  type ReportRemark,
} from './report-data';

/** A version of a page about a state or a deployment. */
export interface StateRow {
  /** Null where only the deployment knows the name. */
  readonly version: string | null;
  /** One of the verdicts of the page. */
  readonly verdict: string;
  readonly status?: string;
  readonly revision?: string;
  /** Default: the page does not compare pins. */
  readonly pin?: (typeof PINS)[number];
  readonly pinnedRevision?: string;
  /** Seconds since 1970. */
  readonly published?: number | null;
  readonly message?: string;
  /** The id by which the page filters the version, and its text. */
  readonly warning?: { readonly id: string; readonly text?: string };
}

/** The versions of one package that stand together. */
export interface StateSection {
  readonly package: ReportPackage;
  readonly constructPath?: string;
  readonly stack?: string;
  readonly rows: readonly StateRow[];
}

/** The parts that differ between such pages. */
export type StatePage = Pick<ReportData, 'labels' | 'verdicts' | 'headline' | 'complete' | 'problems'> &
  Partial<Pick<ReportData, 'lost' | 'pictures' | 'otherCounts' | 'dangers'>>;

/** The data of a page about a state or a deployment. It has no base, and nothing on it is still to be destroyed. Pure. */
export function stateData(page: StatePage, sections: readonly StateSection[], readAt: Date): ReportData {
  const packages = new Dictionary<ReportPackage>();
  const declarations = sections.map(({ package: pkg, constructPath = '', stack = '', rows }): ReportDeclaration => ({
    package: packages.addToIndex(JSON.stringify(pkg), () => pkg),
    ...{ constructPath, stack, expectedStatus: '', outcome: '', problem: '', notes: [] },
    rows: rows.length,
  }));
  const rows = sections.flatMap((section) => section.rows);
  return {
    ...{ dataVersion: DATA_VERSION, readAt: readAt.toISOString() },
    ...{ lost: '', pictures: [], otherCounts: [], dangers: [], dangerLists: [], removals: [], acknowledged: [] },
    ...{ comparedToBase: false, sizesRead: false, notPinned: 0, isFinal: false },
    ...page,
    packages: packages.entries,
    declarations,
    ...stateColumns(rows, page.verdicts),
  };
}

function stateColumns(
  rows: readonly StateRow[],
  verdicts: readonly string[],
): Pick<ReportData, 'columns' | 'statuses' | 'remarks' | 'rules'> {
  const statuses = new Dictionary<string>();
  const remarks = new Dictionary<ReportRemark>();
  const constant = <T>(value: T) => rows.map(() => value);
  const columns: ReportColumns = {
    version: rows.map(({ version }) => version),
    verdict: rows.map(({ verdict }) => verdicts.indexOf(verdict)),
    counted: constant(1),
    added: constant(1),
    status: rows.map(({ status = '' }) => statuses.addToIndex(status, () => status)),
    revision: rows.map(({ revision = '' }) => revision),
    pin: rows.map(({ pin = 'not asked' }) => PINS.indexOf(pin)),
    pinnedRevision: rows.map(({ pin, pinnedRevision = '' }) => (pin === 'holds' ? '' : pinnedRevision)),
    published: rows.map(({ published = null }) => published),
    size: constant(null),
    remark: rows.map(({ message = '', warning }) => {
      const warnings = warning?.text === undefined ? [] : [warning.text];
      const remark = { code: '', reason: message, copy: '', warningIds: warning ? [warning.id] : [], warnings };
      return remarks.addToIndex(JSON.stringify(remark), () => remark);
    }),
    rule: constant(0),
  };
  return { columns, statuses: statuses.entries, remarks: remarks.entries, rules: [''] };
}
