import { PINS } from '../report-data';
import { packageLabel, type Report } from './report';

const DAY = 86_400;
const NOT_KNOWN = 'not known';

/** A criterion that filters and groups rows: each row has one value. */
export interface Facet {
  readonly id: FacetId;
  readonly label: string;
  readonly values: readonly string[];
  /** Index into the values, for each row. */
  readonly valueOf: Int32Array;
  /** True if the values have an order of their own, which groups keep. */
  readonly ordered: boolean;
  /** The choices of a filter: the values that each lets pass. Absent where that is each value alone. */
  readonly choices?: readonly { readonly label: string; readonly values: ReadonlySet<number> }[];
}

export type FacetId =
  | 'package'
  | 'namespace'
  | 'verdict'
  | 'status'
  | 'age'
  | 'size'
  | 'pin'
  | 'guard'
  | 'warning'
  | 'copy'
  | 'stays'
  | 'base'
  | 'rule'
  | 'declaration';

const AGES: readonly (readonly [days: number, label: string])[] = [
  [30, 'under 30 days'],
  [90, '30 to 90 days'],
  [365, '90 days to 1 year'],
  [730, '1 to 2 years'],
  [1095, '2 to 3 years'],
  [1826, '3 to 5 years'],
  [Infinity, '5 years and more'],
];

const SIZES: readonly (readonly [bytes: number, label: string])[] = [
  [1e4, 'under 10 kB'],
  [1e5, '10 to 100 kB'],
  [1e6, '100 kB to 1 MB'],
  [1e7, '1 to 10 MB'],
  [1e8, '10 to 100 MB'],
  [1e9, '100 MB to 1 GB'],
  [Infinity, '1 GB and more'],
];

const PIN_LABELS: Readonly<Record<(typeof PINS)[number], string>> = {
  none: 'not pinned',
  differs: 'differs',
  unknown: NOT_KNOWN,
  holds: 'holds',
  'not asked': 'not asked',
};

/** The facets that tell rows of this report apart. */
export function makeFacets(report: Report): Facet[] {
  const { data, declarationOf, packageOf } = report;
  const { columns, packages, declarations, statuses, rules, remarks, labels } = data;
  const eachRow = (valueOfRow: (row: number) => number) => {
    const values = new Int32Array(report.rowCount);
    for (let row = 0; row < values.length; row++) {
      values[row] = valueOfRow(row);
    }
    return values;
  };
  const namespaces = distinct(packages.map(({ format, namespace }) => `${format} ${namespace || '(no namespace)'}`));
  const stays = distinct(packages.map(({ remaining }) => staysLabel(remaining)));
  const guards = distinct(
    declarations.map(({ expectedStatus }) => (expectedStatus === '' ? 'no guard' : `expects ${expectedStatus}`)),
  );
  const warnings = distinct(remarks.map(({ warningIds }) => warningIds.join(', ') || 'none'));
  const copies = distinct(remarks.map(({ copy }) => (copy === 'unknown' ? NOT_KNOWN : copy || 'none')));
  const facets: (Omit<Facet, 'ordered'> & Partial<Facet>)[] = [
    { id: 'package', label: 'Package', values: packageTexts(report), valueOf: packageOf },
    {
      id: 'namespace',
      label: 'Namespace',
      values: namespaces.values,
      valueOf: eachRow((row) => namespaces.indexes[packageOf[row]]),
    },
    {
      id: 'verdict',
      label: labels.verdict,
      values: data.verdicts,
      valueOf: Int32Array.from(columns.verdict),
      ordered: true,
    },
    {
      id: 'status',
      label: labels.status,
      values: statuses.map((status) => status || NOT_KNOWN),
      valueOf: Int32Array.from(columns.status),
    },
    {
      id: 'age',
      label: 'Age',
      values: bucketLabels(AGES),
      valueOf: eachRow((row) => ageBucket(report, row)),
      ordered: true,
    },
    {
      id: 'size',
      label: 'Size',
      values: bucketLabels(SIZES),
      valueOf: eachRow((row) => bucket(SIZES, report.size(row))),
      ordered: true,
    },
    {
      id: 'pin',
      label: 'Pin',
      values: PINS.map((pin) => PIN_LABELS[pin]),
      valueOf: Int32Array.from(columns.pin),
      ordered: true,
    },
    {
      id: 'guard',
      label: 'Guard',
      values: guards.values,
      valueOf: eachRow((row) => guards.indexes[declarationOf[row]]),
    },
    {
      id: 'warning',
      label: 'Warning',
      values: warnings.values,
      valueOf: eachRow((row) => warnings.indexes[columns.remark[row]]),
      choices: warningChoices(warnings.values),
    },
    {
      id: 'copy',
      label: 'Cold copy',
      values: copies.values,
      valueOf: eachRow((row) => copies.indexes[columns.remark[row]]),
    },
    {
      id: 'stays',
      label: 'Stays of its package',
      values: stays.values,
      valueOf: eachRow((row) => stays.indexes[packageOf[row]]),
    },
  ];
  if (data.comparedToBase) {
    const values = ['declared before', 'added', 'not declared'];
    facets.push({ id: 'base', label: 'Since the base', values, valueOf: Int32Array.from(columns.added) });
  }
  if (rules.some((rule) => rule !== '')) {
    const values = rules.map((rule) => rule || '(no rule)');
    facets.push({ id: 'rule', label: 'Rule', values, valueOf: Int32Array.from(columns.rule) });
  }
  const paths = declarations.map(({ constructPath }) => constructPath);
  facets.push({ id: 'declaration', label: 'Declared in', values: paths, valueOf: declarationOf });
  return facets.map((facet) => ({ ordered: false, ...facet }));
}

/** The packages, with their repositories where there are several. */
function packageTexts({ data: { packages } }: Report): string[] {
  const isOneRepository = new Set(packages.map(({ location }) => location)).size <= 1;
  return packages.map((pkg) => (isOneRepository ? packageLabel(pkg) : `${packageLabel(pkg)} in ${pkg.location}`));
}

/** The filter's choices of a facet. */
export function listChoices(facet: Facet): NonNullable<Facet['choices']> {
  return facet.choices ?? facet.values.map((label, index) => ({ label, values: new Set([index]) }));
}

function warningChoices(combinations: readonly string[]): NonNullable<Facet['choices']> {
  const ids = [...new Set(combinations.flatMap((combination) => combination.split(', ')))].sort();
  return ids.map((id) => ({
    label: id,
    values: new Set(
      combinations.flatMap((combination, index) => (combination.split(', ').includes(id) ? [index] : [])),
    ),
  }));
}

function staysLabel(remaining: number | null): string {
  return remaining === null ? NOT_KNOWN : remaining === 0 ? 'nothing stays' : 'some versions stay';
}

function ageBucket(report: Report, row: number): number {
  const published = report.published(row);
  return bucket(AGES, published === null ? null : (report.readAt - published) / DAY);
}

/** The first bucket whose upper bound is above the value; one more for an unknown value. */
function bucket(bounds: typeof AGES, value: number | null): number {
  return value === null ? bounds.length : bounds.findIndex(([bound]) => value < bound);
}

function bucketLabels(bounds: typeof AGES): string[] {
  return [...bounds.map(([, label]) => label), NOT_KNOWN];
}

function distinct(texts: readonly string[]): { readonly values: string[]; readonly indexes: Int32Array } {
  const indexes = new Map<string, number>();
  const each = Int32Array.from(texts, (text) => {
    const index = indexes.get(text) ?? indexes.size;
    indexes.set(text, index);
    return index;
  });
  return { values: [...indexes.keys()], indexes: each };
}
