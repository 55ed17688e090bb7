import { counted, oneLine } from '../text/sanitize';
import type { DeploymentReport, ReportedVersion } from './deployment-report';

/** The lines before the tables: the result, the counts, and every reason why the report is not complete. */
export function summarize({
  location,
  complete,
  problems,
  result,
  startedAt,
  endedAt,
  versions,
  differences,
}: DeploymentReport) {
  const counts = Object.entries(countOutcomes(versions))
    .map(([outcome, count]) => `${count.toLocaleString('en-US')} ${outcome}`)
    .join(', ');
  return [
    `${complete ? '' : 'The report is not complete. '}Result: ${result ?? 'not known'}. ${counted(versions.length, 'version')}${counts === '' ? '' : `: ${counts}`}.`,
    ...(differences?.length === 0 ? ['Everything was done as planned.'] : []),
    ...(startedAt === undefined ? [] : [`From ${startedAt} to ${endedAt ?? 'an unknown time'}.`]),
    `Read from ${location}`,
    ...problems,
  ].map((line) => oneLine(line, 2_000));
}

function countOutcomes(versions: readonly ReportedVersion[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of versions) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}
