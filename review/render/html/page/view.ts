import { listChoices, type Facet, type FacetId } from './facets';
import { compareNaturally } from './natural-order';
import { packageUrl } from './package-url';
import { packageLabel, type Report } from './report';

export const SORT_KEYS = [
  'package',
  'version',
  'verdict',
  'status',
  'published',
  'size',
  'pin',
  'copy',
  'remark',
  'rule',
  'declaration',
] as const;

export type SortKey = (typeof SORT_KEYS)[number];

/** The visible part of the report, and its order. */
export interface Query {
  /** Words that a row must have, in any of its texts. */
  readonly search: string;
  /** Index of the choice of a facet that is let pass. */
  readonly filters: ReadonlyMap<FacetId, number>;
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly group?: FacetId;
}

export const FIRST_QUERY: Query = { search: '', filters: new Map(), sort: 'verdict', descending: false };

/** Rows with one value of the facet that groups them. */
export interface Group {
  readonly label: string;
  readonly rows: Int32Array;
  readonly bytes: number;
  /** Versions whose size is not known. */
  readonly sizeUnknown: number;
}

/** Finds, orders and groups the rows of a report. */
export class View {
  private readonly facets: ReadonlyMap<FacetId, Facet>;
  private readonly keys = new Map<SortKey, Float64Array>();

  constructor(
    private readonly report: Report,
    facets: readonly Facet[],
  ) {
    this.facets = new Map(facets.map((facet) => [facet.id, facet]));
  }

  /** The rows that the query lets pass, in its order. */
  rows({ search, filters, sort, descending }: Query): Int32Array {
    const { rowCount } = this.report;
    const passes = [
      ...[...filters].map(([id, choice]) => this.filter(id, choice)),
      ...search
        .toLowerCase()
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => this.wordTest(word)),
    ];
    const matches = new Int32Array(rowCount);
    let count = 0;
    for (let row = 0; row < rowCount; row++) {
      if (passes.every((pass) => pass(row))) {
        matches[count++] = row;
      }
    }
    const keys = this.readKeys(sort);
    const sign = descending ? -1 : 1;
    return matches.subarray(0, count).sort((a, b) => compareKeys(keys[a], keys[b], sign) || a - b);
  }

  /** The rows by the values of a facet, in its order or, where it has none, by bytes and number. */
  groups(rows: Int32Array, id: FacetId): Group[] {
    const { values, valueOf, ordered } = this.facets.get(id)!;
    const counts = new Int32Array(values.length);
    rows.forEach((row) => (counts[valueOf[row]] += 1));
    const byValue = Array.from(counts, (count) => new Int32Array(count));
    const bytes = new Float64Array(values.length);
    const sizeUnknown = new Int32Array(values.length);
    counts.fill(0);
    rows.forEach((row) => {
      const value = valueOf[row];
      const size = this.report.size(row);
      byValue[value][counts[value]++] = row;
      bytes[value] += size ?? 0;
      sizeUnknown[value] += size === null ? 1 : 0;
    });
    const groups = values
      .map((label, value) => ({ label, rows: byValue[value], bytes: bytes[value], sizeUnknown: sizeUnknown[value] }))
      .filter((group) => group.rows.length > 0);
    return ordered ? groups : groups.sort((a, b) => b.bytes - a.bytes || b.rows.length - a.rows.length);
  }

  private filter(id: FacetId, choice: number): (row: number) => boolean {
    const facet = this.facets.get(id)!;
    const { values } = listChoices(facet)[choice];
    return (row) => values.has(facet.valueOf[row]);
  }

  /** A word is searched once in each text that many rows share. */
  private wordTest(word: string): (row: number) => boolean {
    const { report } = this;
    const { declarations, packages, remarks, statuses, rules, columns } = report.data;
    // Only such a word can be a package with its version, whose texts are made for each row.
    const namesVersion = word.includes('@') || word.startsWith('pkg:');
    const nameTexts = (row: number) => {
      const pkg = report.package(row);
      const version = report.version(row) ?? '';
      return [`${pkg.name}@${version}`, packageUrl(pkg, version) ?? ''];
    };
    const has = (...texts: readonly string[]) => texts.some((text) => text.toLowerCase().includes(word));
    const inDeclaration = declarations.map(({ package: index, constructPath, stack, expectedStatus, problem }) => {
      const pkg = packages[index];
      return has(packageLabel(pkg), pkg.location, constructPath, stack, expectedStatus, problem);
    });
    const inRemark = remarks.map(({ code, reason, copy, warnings, warningIds }) =>
      has(code, reason, copy, ...warnings, ...warningIds),
    );
    const inStatus = statuses.map((status) => has(status));
    const inVerdict = report.data.verdicts.map((verdict) => has(verdict));
    const inRule = rules.map((rule) => has(rule));
    return (row) =>
      inDeclaration[report.declarationOf[row]] ||
      inRemark[columns.remark[row]] ||
      inStatus[columns.status[row]] ||
      inRule[columns.rule[row]] ||
      (report.version(row) ?? '').toLowerCase().includes(word) ||
      inVerdict[columns.verdict[row]] ||
      columns.revision[row].toLowerCase().includes(word) ||
      (namesVersion && nameTexts(row).some((text) => text.toLowerCase().includes(word)));
  }

  /** A number for each row that gives the order; NaN is last in either direction. */
  private readKeys(sort: SortKey): Float64Array {
    const keys = this.keys.get(sort) ?? this.makeKeys(sort);
    this.keys.set(sort, keys);
    return keys;
  }

  private makeKeys(sort: SortKey): Float64Array {
    const { report } = this;
    const { columns, packages, declarations, statuses, rules, remarks } = report.data;
    const each = (keyOf: (row: number) => number) => {
      const keys = new Float64Array(report.rowCount);
      for (let row = 0; row < keys.length; row++) {
        keys[row] = keyOf(row);
      }
      return keys;
    };
    switch (sort) {
      case 'package': {
        const ranks = rankTexts(packages.map(packageLabel));
        return each((row) => ranks[report.packageOf[row]]);
      }
      case 'version': {
        const ranks = rankTexts(columns.version.map((version) => version ?? ''));
        return each((row) => (report.version(row) === null ? Number.NaN : ranks[row]));
      }
      case 'verdict':
        return each((row) => columns.verdict[row]);
      case 'status': {
        const ranks = rankTexts(statuses);
        return each((row) => (report.status(row) === '' ? Number.NaN : ranks[columns.status[row]]));
      }
      case 'published':
        return each((row) => report.published(row) ?? Number.NaN);
      case 'size':
        return each((row) => report.size(row) ?? Number.NaN);
      case 'pin':
        return each((row) => columns.pin[row]);
      case 'copy': {
        const ranks = rankTexts(remarks.map(({ copy }) => copy));
        return each((row) => (report.remark(row).copy === '' ? Number.NaN : ranks[columns.remark[row]]));
      }
      case 'remark': {
        const texts = remarks.map(({ code, reason, warnings }) => [code, reason, ...warnings].join(' ').trim());
        const ranks = rankTexts(texts);
        return each((row) => (texts[columns.remark[row]] === '' ? Number.NaN : ranks[columns.remark[row]]));
      }
      case 'rule': {
        const ranks = rankTexts(rules);
        return each((row) => (report.rule(row) === '' ? Number.NaN : ranks[columns.rule[row]]));
      }
      case 'declaration': {
        const ranks = rankTexts(declarations.map(({ constructPath }) => constructPath));
        return each((row) => ranks[report.declarationOf[row]]);
      }
    }
  }
}

/** The place of each text in natural order; equal texts have equal places. */
function rankTexts(texts: readonly string[]): Float64Array {
  const order = Int32Array.from(texts, (_, index) => index).sort((a, b) => compareNaturally(texts[a], texts[b]));
  const ranks = new Float64Array(texts.length);
  let rank = 0;
  order.forEach((index, place) => {
    rank += place > 0 && texts[order[place - 1]] !== texts[index] ? 1 : 0;
    ranks[index] = rank;
  });
  return ranks;
}

function compareKeys(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  return sign * (a - b);
}
