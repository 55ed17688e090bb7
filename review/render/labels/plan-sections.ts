import type { Plan, PlannedVerdict, PlannedVersion } from '../../plan/plan-model';
import { remarks } from './plan-labels';
import type { VersionRow } from './version-groups';

/** Versions of like verdict. */
export interface VersionSection {
  readonly title: string;
  readonly rows: readonly VersionRow[];
  /** True if these versions fail the deployment, or may fail it: a reviewer needs every one of them. */
  readonly urgent: boolean;
  /** True if the status, revision, pin, time and size of each version are worth a column. */
  readonly columns: 'all' | 'status' | 'none';
  /** Reasons and warnings, a phrase each. */
  readonly remarksOf: (version: PlannedVersion) => string[];
}

/** The versions of a plan by verdict, in the reviewer's order: unknown ones and refusals first. */
export function versionSections({ declarations }: Plan): VersionSection[] {
  const byVerdict = new Map<PlannedVerdict, VersionRow[]>();
  for (const declaration of declarations) {
    for (const version of declaration.versions) {
      const rows = byVerdict.get(version.verdict);
      if (rows) {
        rows.push({ declaration, version });
      } else {
        byVerdict.set(version.verdict, [{ declaration, version }]);
      }
    }
  }
  const of = (...verdicts: PlannedVerdict[]) => verdicts.flatMap((verdict) => byVerdict.get(verdict) ?? []);
  const sections: VersionSection[] = [
    { title: 'Not known', rows: of('unknown'), urgent: true, columns: 'status', remarksOf: remarks },
    { title: 'Refused', rows: of('refused'), urgent: true, columns: 'status', remarksOf: remarks },
    { title: 'Will be disposed', rows: of('will be disposed'), urgent: false, columns: 'all', remarksOf: remarks },
    { title: 'Will be archived', rows: of('will be archived'), urgent: false, columns: 'all', remarksOf: remarks },
    {
      title: 'Changed since they were archived, and left as they are',
      rows: of('changed since'),
      urgent: false,
      columns: 'status',
      remarksOf: remarks,
    },
    {
      title: 'Skipped, since others of their declaration are refused',
      rows: of('skipped'),
      urgent: false,
      columns: 'all',
      remarksOf: remarks,
    },
    {
      title: 'Nothing to do',
      rows: of('already disposed', 'already archived', 'missing', 'deleted'),
      urgent: false,
      columns: 'none',
      remarksOf: ({ verdict }) => [verdict],
    },
  ];
  return sections.filter(({ rows }) => rows.length > 0);
}
