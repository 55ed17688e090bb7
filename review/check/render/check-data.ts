import type { Package } from '../../../declaration/declaration';
import type { ReportData, ReportLabels, ReportPackage } from '../../render/html/report-data';
import { stateData, type StateRow, type StateSection } from '../../render/html/state-data';
import { type CheckedVersion, type CheckReport, type DeclaredState, hasDrifted } from '../check-report';
import { describeUndeclared, summarizeCheck } from './check-lines';

/** The states, those to look at first. */
const STATES = [
  ...(['back', 'not disposed', 'restored', 'published again', 'disposed by others'] satisfies DeclaredState[]),
  describeUndeclared('disposed'),
  describeUndeclared('archived'),
  ...(['unknown', 'record deleted', 'as declared'] satisfies DeclaredState[]),
];

/** Marks versions that are not as declared. */
const DRIFT = { id: 'drift' };

const LABELS: ReportLabels = {
  title: 'Declared versions, and what is so',
  noun: 'version',
  verdict: 'State',
  status: 'Status',
  published: 'Published',
  lostTitle: '',
  nothingLost: '',
  incomplete: 'The check is not complete: what could not be read may have drifted.',
  source: 'The registry was read at',
};

/** A check as the page of a plan shows it. Pure. */
export function checkData(report: CheckReport, readAt: Date): ReportData {
  const { complete, problems } = report;
  const page = { labels: LABELS, verdicts: STATES, headline: summarizeCheck(report), complete, problems };
  return stateData(page, listSections(report), readAt);
}

function listSections({ packages, undeclared = [] }: CheckReport): StateSection[] {
  return [
    ...packages.map((pkg) => ({
      package: describePackage(pkg),
      constructPath: pkg.constructPath,
      stack: pkg.stack,
      rows: pkg.versions.map(({ state, ...version }): StateRow => ({
        ...version,
        verdict: state,
        pin: comparePin(version),
        ...(hasDrifted(pkg, { ...version, state }) && { warning: DRIFT }),
      })),
    })),
    ...undeclared.map((pkg) => ({
      package: describePackage(pkg),
      rows: pkg.versions.map(({ version, state }): StateRow => ({
        version,
        verdict: describeUndeclared(state),
        warning: DRIFT,
      })),
    })),
  ];
}

/** A version without a pin is no danger here: nothing will be disposed by it. */
function comparePin({
  revision,
  pinnedRevision,
}: Pick<CheckedVersion, 'revision' | 'pinnedRevision'>): StateRow['pin'] {
  if (pinnedRevision === undefined) {
    return 'not asked';
  }
  return revision === undefined ? 'unknown' : revision === pinnedRevision ? 'holds' : 'differs';
}

function describePackage({
  package: pkg,
  displayName,
  location,
  region,
}: {
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  readonly region?: string;
}): ReportPackage {
  const { format = '', namespace = '', package: packageName = '' } = pkg;
  return {
    format,
    name: displayName,
    namespace,
    packageName,
    location: region === undefined ? location : `${location}, ${region}`,
    known: format !== '' && packageName !== '',
    remaining: null,
  };
}
