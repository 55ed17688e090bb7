import { PINS, type ReportData, type ReportDeclaration, type ReportPackage, type ReportRemark } from '../report-data';

/** The losses of a package. */
export interface PackageSummary {
  /** Versions that are lost. */
  readonly lost: number;
  readonly bytes: number;
}

/** A report by row; a row is one version of one declaration. */
export class Report {
  readonly rowCount: number;
  /** Index of the declaration of each row. */
  readonly declarationOf: Int32Array;
  /** Index of the package of each row. */
  readonly packageOf: Int32Array;
  /** The time of the reading, in seconds since 1970. */
  readonly readAt: number;
  /** Index of the verdict of versions that are lost; -1 for none. */
  private readonly lost: number;

  constructor(readonly data: ReportData) {
    this.rowCount = data.columns.version.length;
    this.readAt = Date.parse(data.readAt) / 1000;
    this.lost = data.verdicts.indexOf(data.lost);
    this.declarationOf = new Int32Array(this.rowCount);
    this.packageOf = new Int32Array(this.rowCount);
    let row = 0;
    data.declarations.forEach(({ rows, package: packageIndex }, index) => {
      this.declarationOf.fill(index, row, row + rows);
      this.packageOf.fill(packageIndex, row, row + rows);
      row += rows;
    });
    if (row !== this.rowCount) {
      throw new Error(`The declarations must have ${this.rowCount} rows; got ${row}.`);
    }
    for (const [name, column] of Object.entries<readonly unknown[]>({ ...data.columns })) {
      if (column.length !== this.rowCount) {
        throw new Error(`The column ${name} must have ${this.rowCount} rows; got ${column.length}.`);
      }
    }
  }

  declaration(row: number): ReportDeclaration {
    return this.data.declarations[this.declarationOf[row]];
  }

  package(row: number): ReportPackage {
    return this.data.packages[this.packageOf[row]];
  }

  remark(row: number): ReportRemark {
    return this.data.remarks[this.data.columns.remark[row]];
  }

  /** Null where only the deployment knows the name. */
  version(row: number): string | null {
    return this.data.columns.version[row];
  }

  verdict(row: number): string {
    return this.data.verdicts[this.data.columns.verdict[row]];
  }

  status(row: number): string {
    return this.data.statuses[this.data.columns.status[row]];
  }

  /** Empty where it is not known. */
  revision(row: number): string {
    return this.data.columns.revision[row];
  }

  rule(row: number): string {
    return this.data.rules[this.data.columns.rule[row]];
  }

  pin(row: number): (typeof PINS)[number] {
    return PINS[this.data.columns.pin[row]];
  }

  size(row: number): number | null {
    return this.data.columns.size[row];
  }

  published(row: number): number | null {
    return this.data.columns.published[row];
  }

  /** True if the version is lost, counted once however many declarations name it. */
  isLost(row: number): boolean {
    const { verdict, counted } = this.data.columns;
    return verdict[row] === this.lost && counted[row] === 1;
  }

  /** For each package of the data. */
  packageSummaries(): PackageSummary[] {
    const lost = new Int32Array(this.data.packages.length);
    const bytes = new Float64Array(this.data.packages.length);
    for (let row = 0; row < this.rowCount; row++) {
      if (this.isLost(row)) {
        const index = this.packageOf[row];
        lost[index] += 1;
        bytes[index] += this.size(row) ?? 0;
      }
    }
    return this.data.packages.map((_, index) => ({ lost: lost[index], bytes: bytes[index] }));
  }
}

/** `npm @scope/name`. */
export function packageLabel({ format, name }: ReportPackage): string {
  return `${format === '' ? '(unknown format)' : format} ${name}`;
}
