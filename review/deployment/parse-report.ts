import { displayName } from '../../declaration/package-format';
import { packageName } from '../../declaration/package-name';
import { oneLine } from '../text/sanitize';
import { type DeploymentReport, REPORT_SCHEMA_VERSION, type ReportedVersion } from './deployment-report';

/** A file of the report by its name in the folder. */
export interface ReportFile {
  readonly name: string;
  readonly text: string;
}

const REPORT_COLUMNS = ['format', 'package', 'version', 'revision', 'outcome', 'time', 'message'];
/** Files in the order of their weight: the last line about a version counts. */
const PARTS = [/^refused-[0-9]+\.tsv$/, /^not-copied-[0-9]+\.tsv$/, /^versions-[0-9]+\.tsv$/, /^restored-[0-9]+\.tsv$/];

/** Puts the files of a report together. Each broken line is a problem, and the other lines count. */
export function parseReport(location: string, files: readonly ReportFile[]): DeploymentReport {
  const problems: string[] = [];
  const versions = new Map<string, ReportedVersion>();
  for (const pattern of PARTS) {
    for (const file of files.filter(({ name }) => pattern.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      for (const version of parsePart(file, problems)) {
        versions.set(describeReported(version), version);
      }
    }
  }
  const summary = parseSummary(files, problems);
  const total = Object.values(summary.versions).reduce((sum, count) => sum + count, 0);
  if (total > versions.size) {
    problems.push(`the report names ${versions.size} of the ${total} versions that summary.json counts`);
  }
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    location,
    complete: problems.length === 0,
    problems,
    result: summary.result,
    startedAt: summary.startedAt,
    endedAt: summary.endedAt,
    versions: [...versions.values()],
  };
}

/** A version with its package, as a key and in messages. */
export function describeReported({
  format,
  namespace,
  package: name,
  version,
}: Omit<ReportedVersion, 'revision' | 'outcome' | 'time'>) {
  return `${format} ${displayName(format, namespace, name)} ${version}`;
}

function parsePart({ name, text }: ReportFile, problems: string[]): ReportedVersion[] {
  const [header = '', ...lines] = text.split('\n');
  if (header !== REPORT_COLUMNS.join('\t')) {
    problems.push(
      `${name}: the first line must name the columns ${REPORT_COLUMNS.join(', ')}; got ${oneLine(header, 100)}`,
    );
    return [];
  }
  return lines.flatMap((line, index): ReportedVersion[] => {
    const [format = '', writtenName = '', version = '', revision = '', outcome = '', time = '', message = ''] =
      line.split('\t');
    if (line === '') {
      return [];
    }
    try {
      if (outcome === '') {
        throw new RangeError('an outcome must be named; got none');
      }
      const pkg = packageName(format, writtenName);
      return [{ ...pkg, version, revision, outcome, time, ...(message !== '' && { message }) }];
    } catch (error) {
      problems.push(`${name}, line ${index + 2}: ${oneLine((error as Error).message)}`);
      return [];
    }
  });
}

interface Summary {
  readonly result?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly versions: Readonly<Record<string, number>>;
}

function parseSummary(files: readonly ReportFile[], problems: string[]): Summary {
  const text = files.find(({ name }) => name === 'summary.json')?.text;
  if (text === undefined) {
    problems.push('summary.json is missing: the deployment has not ended, or could not write it');
    return { versions: {} };
  }
  try {
    const content = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const readText = (key: string) => (typeof content[key] === 'string' ? oneLine(content[key]) : undefined);
    const counts = Object.entries((content['versions'] ?? {}) as Record<string, unknown>).filter(
      (entry): entry is [string, number] => Number.isSafeInteger(entry[1]),
    );
    return {
      result: readText('result'),
      startedAt: readText('startedAt'),
      endedAt: readText('endedAt'),
      versions: Object.fromEntries(counts),
    };
  } catch {
    problems.push('summary.json must be JSON');
    return { versions: {} };
  }
}
