import type { ObjectStore } from '../../codeartifact/object-store';
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
  async writePart(
    kind: 'refused' | 'not-copied' | 'versions' | 'restored',
    position: number,
    lines: readonly ReportLine[],
  ): Promise<void> {
    if (lines.length === 0) {
      return;
    }
    const time = new Date().toISOString();
    const rows = lines.map(({ package: pkg, outcome, message = '', ...entry }) => {
      const { format, name, version, revision } = toManifestFields({ ...pkg, ...entry });
      return [format, name, version, revision, OUTCOME_NAMES[outcome], time, message]
        .map((field) => field.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '))
        .join('\t');
    });
    const text = [HEADER.join('\t'), ...rows, ''].join('\n');
    await this.write(`${kind}-${String(position).padStart(7, '0')}.tsv`, text);
  }

  async writeSummary(summary: object): Promise<void> {
    await this.write('summary.json', `${JSON.stringify(summary, undefined, 2)}\n`);
  }

  private async write(name: string, text: string) {
    const { recordBucket: bucket } = this.configuration;
    await this.store.write({ bucket, key: `${executionPrefix(this.configuration, this.id)}/${name}` }, text);
  }
}
