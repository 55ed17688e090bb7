import type { ObjectLocation, ObjectStore } from '../../codeartifact/object-store';
import { toManifestFields } from '../../declaration/manifest';
import type { PackageName } from '../../declaration/package-name';
import { type Configuration } from './configuration';
import { executionPrefix } from './execution-state';
import { type Outcome, OUTCOME_NAMES } from './outcomes';

/** One line of a report. */
export interface ReportLine {
  readonly package: PackageName;
  readonly version: string;
  readonly revision: string;
  readonly outcome: Outcome;
  /** The reason, if it was not done. */
  readonly message?: string;
}

const HEADER = ['format', 'package', 'version', 'revision', 'outcome', 'time', 'message'];

/**
 * The report of one deployment: one line a version, its first four fields those of the manifest, in parts in the order
 * of the manifest. A part that is written again replaces itself.
 */
export class Report {
  constructor(
    private readonly store: ObjectStore,
    private readonly configuration: Configuration,
    private readonly id: string,
  ) {}

  get location(): string {
    return `s3://${this.configuration.recordBucket}/${executionPrefix(this.configuration, this.id)}/`;
  }

  /** @param position of the first package of the part */
  async writePart(kind: 'versions', position: number, lines: readonly ReportLine[]): Promise<void> {
    if (lines.length > 0) {
      await this.write(partName(kind, position), toText(toRows(lines)));
    }
  }

  /** Adds lines to a part, of which a run may have written others before it was cut short. */
  async addToPart(
    kind: 'refused' | 'not-copied' | 'restored',
    position: number,
    lines: readonly ReportLine[],
  ): Promise<void> {
    if (lines.length === 0) {
      return;
    }
    const name = partName(kind, position);
    const { content } = await this.store.read(this.locate(name));
    const rows = toRows(lines);
    const names = new Set(rows.map(nameVersion));
    const before = content === undefined ? [] : String(content.body).split('\n').slice(1, -1);
    await this.write(name, toText([...before.filter((row) => !names.has(nameVersion(row))), ...rows]));
  }

  async writeSummary(summary: object): Promise<void> {
    await this.write('summary.json', `${JSON.stringify(summary, undefined, 2)}\n`);
  }

  private async write(name: string, text: string) {
    await this.store.write(this.locate(name), text);
  }

  private locate(name: string): ObjectLocation {
    const { recordBucket: bucket } = this.configuration;
    return { bucket, key: `${executionPrefix(this.configuration, this.id)}/${name}` };
  }
}

function partName(kind: string, position: number): string {
  return `${kind}-${String(position).padStart(7, '0')}.tsv`;
}

function toRows(lines: readonly ReportLine[]): string[] {
  const time = new Date().toISOString();
  return lines.map(({ package: pkg, outcome, message = '', ...entry }) => {
    const { format, name, version, revision } = toManifestFields({ ...pkg, ...entry });
    return [format, name, version, revision, OUTCOME_NAMES[outcome], time, message]
      .map((field) => field.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '))
      .join('\t');
  });
}

/** The fields of a row that tell its version from others. */
function nameVersion(row: string): string {
  return row.split('\t', 3).join('\t');
}

function toText(rows: readonly string[]): string {
  return [HEADER.join('\t'), ...rows, ''].join('\n');
}
