import type { KeptVersion } from '../../declare/policy/read-explanation';
import { Dictionary } from './dictionary';
import { PINS, type ReportData, type ReportDeclaration, type ReportPackage } from './report-data';

/** The verdict of a version that stays, after all others. */
const STAYS = 'stays';

/**
 * Adds the versions that stay, with the rule that keeps each. A version that the plan names has its row already. Pure.
 */
export function addKeptVersions(data: ReportData, kept: readonly KeptVersion[]): ReportData {
  if (kept.length === 0) {
    return data;
  }
  const packages = new PackageFinder(data.packages);
  const versionKeys = new Set(listVersionKeys(data));
  const rowsOf = new Map<number, KeptVersion[]>();
  for (const version of kept) {
    const index = packages.findOrAdd(version);
    const rows = rowsOf.get(index) ?? [];
    rowsOf.set(index, rows);
    if (!versionKeys.has(`${index} ${version.version}`)) {
      rows.push(version);
    }
  }
  const rows = [...rowsOf.values()].flat();
  const statuses = new Dictionary<string>(data.statuses);
  const rules = new Dictionary<string>(data.rules);
  const remarks = new Dictionary<string>(data.remarks.map((remark) => JSON.stringify(remark)));
  const noRemark = JSON.stringify({ code: '', reason: '', copy: '', warningIds: [], warnings: [] });
  const { columns } = data;
  const add = <T>(column: readonly T[], valueOf: (version: KeptVersion) => T) => [...column, ...rows.map(valueOf)];
  const verdicts = [...data.verdicts, STAYS];
  return {
    ...data,
    verdicts,
    labels: { ...data.labels, noun: 'version' },
    packages: packages.entries,
    declarations: [
      ...data.declarations,
      ...[...rowsOf].map(([index, { length }]): ReportDeclaration => ({
        ...NOT_DECLARED,
        package: index,
        rows: length,
      })),
    ],
    columns: {
      version: add(columns.version, ({ version }) => version),
      verdict: add(columns.verdict, () => verdicts.length - 1),
      counted: add(columns.counted, () => 1),
      added: add(columns.added, () => 2),
      status: add(columns.status, ({ status }) => statuses.addToIndex(status, () => status)),
      revision: add(columns.revision, () => ''),
      pin: add(columns.pin, () => PINS.indexOf('not asked')),
      pinnedRevision: add(columns.pinnedRevision, () => ''),
      published: add(columns.published, () => null),
      size: add(columns.size, () => null),
      remark: add(columns.remark, () => remarks.addToIndex(noRemark, () => noRemark)),
      rule: add(columns.rule, ({ reason }) => rules.addToIndex(reason, () => reason)),
    },
    statuses: statuses.entries,
    rules: rules.entries,
    remarks: remarks.entries.map((text) => JSON.parse(text) as ReportData['remarks'][number]),
  };
}

const NOT_DECLARED: Omit<ReportDeclaration, 'package' | 'rows'> = {
  constructPath: '',
  stack: '',
  expectedStatus: '',
  outcome: '',
  problem: '',
  notes: [],
};

function listVersionKeys({ declarations, columns }: ReportData): string[] {
  let row = 0;
  return declarations.flatMap(({ rows, package: index }) => {
    const keys = columns.version.slice(row, row + rows).map((version) => `${index} ${version}`);
    row += rows;
    return keys;
  });
}

/** Packages of the plan by their names, and those that only stay. */
class PackageFinder {
  readonly entries: ReportPackage[];
  private readonly indexes = new Map<string, number>();

  constructor(packages: readonly ReportPackage[]) {
    this.entries = [...packages];
    packages.forEach(({ format, name, location }, index) => {
      const [, repository = ''] = /\/([^/,]+)(?:,|$)/.exec(location) ?? [];
      this.indexes.set(keyOf(format, name, repository), index);
      this.indexes.set(keyOf(format, name, undefined), index);
    });
  }

  findOrAdd({ pkg, displayName: name, repository }: KeptVersion): number {
    const key = keyOf(pkg.format, name, repository);
    const index = this.indexes.get(key) ?? this.entries.length;
    if (index === this.entries.length) {
      const { format, namespace = '', package: packageName } = pkg;
      const location = repository ?? '';
      this.entries.push({ format, name, namespace, packageName, location, known: true, remaining: null });
      this.indexes.set(key, index);
    }
    return index;
  }
}

function keyOf(format: string, name: string, repository: string | undefined): string {
  return JSON.stringify([format, name, repository ?? null]);
}
