import type { GuardId } from '../../plan/plan-changes';
import type { Plan, PlannedDeclaration, PlannedVersion } from '../../plan/plan-model';
import { countedVersions, packageKey } from '../../plan/totals';
import { manifestTexts } from '../labels/manifest-labels';
import { packageGroupLists } from '../labels/package-group-labels';
import { acknowledgedText, headline, otherCounts } from '../labels/plan-labels';
import { dangerLists, findDangers } from '../labels/dangers';
import { removalLists } from '../labels/removal-labels';
import { shortRevision } from '../../text/sanitize';
import { Dictionary } from './dictionary';
import { LoweredProtection } from './lowered-protection';
import {
  DATA_VERSION,
  PINS,
  type ReportColumns,
  type ReportData,
  type ReportDeclaration,
  type ReportPackage,
  type ReportRemark,
  type ReportLabels,
  VERDICTS,
} from './report-data';

/** Marks versions that have less protection than in the base. */
const LESS_PROTECTION = 'less-protection';

/** The words of a plan. */
const LABELS: ReportLabels = {
  title: 'CodeArtifact package versions to dispose',
  noun: 'declared version',
  verdict: 'Verdict',
  status: 'Status',
  published: 'Published',
  lostTitle: 'What is destroyed',
  nothingLost: 'Nothing will be disposed.',
  incomplete: 'The plan is not complete: what could not be read may hold more.',
  source: 'The registry was read at',
};

/** The plan in columns. Pure. */
export function reportData(plan: Plan, readAt: Date): ReportData {
  const packages = new Dictionary<ReportPackage>();
  const declarations = plan.declarations.map((declaration): ReportDeclaration => {
    const { constructPath, stack, expectedStatus = '', outcome, problem, notes, versions } = declaration;
    return {
      package: packages.addToIndex(packageKey(declaration), () => reportPackage(declaration)),
      constructPath,
      stack,
      expectedStatus,
      outcome,
      problem: problem ? `${problem.code}: ${problem.message}` : '',
      notes,
      rows: versions.length,
    };
  });
  const { totals, comparedToBase, complete, problems } = plan;
  return {
    dataVersion: DATA_VERSION,
    readAt: readAt.toISOString(),
    labels: LABELS,
    verdicts: VERDICTS,
    lost: 'will be disposed',
    pictures: ['remainders', 'package', 'namespace', 'age', 'status'],
    headline: headline(plan),
    comparedToBase,
    complete,
    sizesRead: totals.sizeBytes !== null,
    notPinned: totals.notPinned,
    isFinal: totals.willBeDisposed > 0,
    otherCounts: [...otherCounts(plan), ...manifestTexts(plan)],
    problems,
    dangers: findDangers(plan),
    dangerLists: dangerLists(plan),
    removals: [...packageGroupLists(plan), ...removalLists(plan)],
    acknowledged: plan.acknowledged.map(acknowledgedText),
    packages: packages.entries,
    declarations,
    ...versionColumns(plan),
  };
}

function versionColumns(plan: Plan): Pick<ReportData, 'columns' | 'statuses' | 'remarks' | 'rules'> {
  const distinctVersions = new Set(countedVersions(plan.declarations).map(({ version }) => version));
  const statuses = new Dictionary<string>();
  const remarks = new Dictionary<ReportRemark>();
  const rules = new Dictionary<string>();
  const protection = new LoweredProtection(plan);
  const versions = plan.declarations.flatMap((declaration) => declaration.versions);
  const columns: ReportColumns = {
    version: versions.map(({ version }) => version),
    verdict: versions.map(({ verdict }) => VERDICTS.indexOf(verdict)),
    counted: versions.map((version) => Number(distinctVersions.has(version))),
    added: versions.map(({ added }) => Number(added)),
    status: versions.map(({ status = '' }) => statuses.addToIndex(status, () => status)),
    revision: versions.map(({ revision = '' }) => revision),
    pin: versions.map(({ pin }) => PINS.indexOf(pin)),
    pinnedRevision: versions.map(({ pin, pinnedRevision = '' }) => (pin === 'holds' ? '' : pinnedRevision)),
    published: versions.map(({ publishedTime }) => toSeconds(publishedTime)),
    size: versions.map(({ sizeBytes }) => sizeBytes ?? null),
    remark: plan.declarations.flatMap((declaration) =>
      declaration.versions.map((version) => {
        const remark = reportRemark(version, protection.find(declaration, version));
        return remarks.addToIndex(JSON.stringify(remark), () => remark);
      }),
    ),
    rule: versions.map(({ rule = '' }) => rules.addToIndex(rule, () => rule)),
  };
  return { columns, statuses: statuses.entries, remarks: remarks.entries, rules: rules.entries };
}

function reportPackage({ package: pkg, displayName, location, region, ...rest }: PlannedDeclaration): ReportPackage {
  const { format = '', namespace = '' } = pkg;
  return {
    format,
    name: displayName,
    namespace,
    packageName: pkg.package ?? '',
    location: region === undefined ? location : `${location}, ${region}`,
    known: typeof pkg.package === 'string' && format !== '',
    remaining: rest.remainingVersions ?? null,
  };
}

/** A refusal may quote whole revisions, which the columns have too: short, many versions share one remark. */
function reportRemark(
  { code = '', message = '', didYouMean, warnings, copy, ...version }: PlannedVersion,
  loweredGuards: readonly GuardId[],
): ReportRemark {
  const revisions = [version.revision, version.pinnedRevision].filter((revision) => revision !== undefined);
  const reason = revisions.reduce(
    (text, revision) => (revision === '' ? text : text.replaceAll(revision, () => shortRevision(revision))),
    message,
  );
  return {
    code,
    reason: [reason, didYouMean === undefined ? '' : `did you mean ${didYouMean}?`].filter(Boolean).join('; '),
    copy: copy?.state ?? '',
    warningIds: [...warnings.map(({ id }) => id), ...loweredGuards.slice(0, 1).map(() => LESS_PROTECTION)],
    warnings: [
      ...warnings.map((warning) => warning.message),
      ...loweredGuards.map((guard) => `less protection than the base: ${guard.replaceAll('-', ' ')}`),
    ],
  };
}

function toSeconds(time: string | undefined): number | null {
  const milliseconds = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? null : Math.floor(milliseconds / 1000);
}
