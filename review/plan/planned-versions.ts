import type { Verdict } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { INVALID, type FoundManifest } from '../find/manifests';
import { isSamePackage } from './declared-package';
import type { DeclarationReview } from './declaration-review';
import { remarkOnLetters } from './name-scripts';
import type { PlannedVersion, Warning } from './plan-model';

/** Plans each version of a declaration, as the deployment decides. */
export function planVersions(
  review: DeclarationReview,
  refusedManifests: ReadonlySet<FoundManifest>,
): readonly PlannedVersion[] {
  const { declaration, verdicts, source } = review;
  const isAdded = findAdded(review);
  const refusal = findRefusalElsewhere(review, refusedManifests);
  const versions =
    declaration && verdicts
      ? verdicts.map((verdict) => planVersion(verdict, { review, declaration, refusal, isAdded }))
      : planUnreviewed(review, isAdded);
  return [...versions, ...source.unknownVersions.map(({ reason }) => unknownVersion(null, reason))];
}

/** True if the deployment refuses the declaration for one of its versions, in whatever order it deploys. */
export function isRefused({ verdicts = [], unsettled }: DeclarationReview): boolean {
  return verdicts.some(({ verdict, version }) => verdict === 'refused' && unsettled?.has(version) !== true);
}

interface VersionContext {
  readonly review: DeclarationReview;
  readonly declaration: Declaration;
  /** The reason why nothing of the declaration changes, if another version is refused. */
  readonly refusal: string | undefined;
  /** True for a version that the base does not declare. */
  readonly isAdded: (version: string) => boolean;
}

function planVersion(verdict: Verdict, { review, declaration, refusal, isAdded }: VersionContext): PlannedVersion {
  const { version } = verdict;
  const entry = review.listing?.value?.versions.get(version);
  const pinnedRevision = declaration.versionRevisions.get(version);
  const unsettled = review.unsettled?.get(version);
  const planned: Pick<PlannedVersion, 'verdict' | 'code' | 'message' | 'didYouMean'> =
    unsettled === undefined
      ? planVerdict(verdict, refusal, findUnknownReason(review, version))
      : { verdict: 'unknown', message: unsettled };
  const isChange = ['will be disposed', 'will be archived', 'skipped', 'unknown'].includes(planned.verdict);
  const details = review.details.get(version);
  const copy = review.copies?.get(version);
  return {
    version,
    ...planned,
    added: isAdded(version),
    status: entry?.status,
    revision: entry?.revision,
    pin: review.source.unknownPins.has(version) ? 'unknown' : pinState(pinnedRevision, entry?.revision),
    pinnedRevision,
    publishedTime: details?.publishedTime?.value?.toISOString(),
    sizeBytes: details?.size?.value,
    rule: review.rules?.get(version),
    ...(copy && { copy }),
    warnings: isChange ? findWarnings(review, declaration, version) : [],
  };
}

/** The reason why a version that would change does not, because of another version. */
function findRefusalElsewhere(
  review: DeclarationReview,
  refusedManifests: ReadonlySet<FoundManifest>,
): string | undefined {
  const { manifest } = review.source;
  if (manifest !== undefined && refusedManifests.has(manifest)) {
    return 'another version of the manifest is refused';
  }
  return isRefused(review) ? 'another version of the declaration is refused' : undefined;
}

/** The reason why the outcome of a version that would change is not known. */
function findUnknownReason({ source, history, copies }: DeclarationReview, version: string): string | undefined {
  const pin = source.unknownPins.get(version);
  const copy = copies?.get(version);
  const copyReason = copy?.state === 'unknown' ? copy.message : undefined;
  return pin === undefined ? (history?.problem?.message ?? copyReason) : `its pin is not known: ${pin}`;
}

function planVerdict(
  verdict: Verdict,
  refusal: string | undefined,
  unknown: string | undefined,
): Pick<PlannedVersion, 'verdict' | 'code' | 'message' | 'didYouMean'> {
  switch (verdict.verdict) {
    case 'refused': {
      const { code, message, didYouMean } = verdict;
      return { verdict: 'refused', code, message, didYouMean };
    }
    case 'to dispose':
    case 'to archive':
      if (unknown !== undefined) {
        return { verdict: 'unknown', message: unknown };
      }
      if (refusal !== undefined) {
        return { verdict: 'skipped', message: refusal };
      }
      return { verdict: verdict.verdict === 'to dispose' ? 'will be disposed' : 'will be archived' };
    case 'changed since':
      return { verdict: 'changed since', code: verdict.code, message: `left as it is: ${verdict.message}` };
    default:
      return { verdict: verdict.verdict };
  }
}

/** Versions that cannot be reviewed, or that the deployment refuses whatever the registry holds. */
function planUnreviewed(review: DeclarationReview, isAdded: VersionContext['isAdded']): PlannedVersion[] {
  const { source, rules, problem = review.listing?.problem } = review;
  const names = source.properties['versions'];
  return (Array.isArray(names) ? names.map(String) : []).map((version): PlannedVersion => {
    const isInvalid = problem?.code === INVALID;
    const why = isInvalid ? 'the properties of the declaration are invalid' : (problem?.message ?? 'not read');
    const planned = {
      ...unknownVersion(version, why),
      added: isAdded(version),
      rule: rules?.get(version),
    };
    return isInvalid ? { ...planned, verdict: 'refused', code: INVALID } : planned;
  });
}

function unknownVersion(version: string | null, message: string): PlannedVersion {
  return { version, verdict: 'unknown', message, added: true, pin: 'unknown', warnings: [] };
}

function pinState(pinnedRevision: string | undefined, revision: string | undefined): PlannedVersion['pin'] {
  if (pinnedRevision === undefined) {
    return 'none';
  }
  if (revision === undefined) {
    return 'unknown';
  }
  return pinnedRevision === revision ? 'holds' : 'differs';
}

/** Tells of a version if the base does not declare it. */
function findAdded({ source, base }: DeclarationReview): VersionContext['isAdded'] {
  const names = base?.source.properties['versions'];
  const isSame = base !== undefined && isSamePackage(base.source.properties, source.properties);
  const baseVersions = new Set(isSame && Array.isArray(names) ? names : []);
  return (version) => !baseVersions.has(version);
}

function findWarnings(
  { listing, sources, baseRefusals }: DeclarationReview,
  declaration: Declaration,
  version: string,
): Warning[] {
  const warnings: Warning[] = [];
  const refusal = baseRefusals?.get(version);
  if (refusal !== undefined) {
    warnings.push({ id: 'refused-by-base', message: `the base would refuse it: ${refusal}` });
  }
  const { format } = declaration.package;
  if (listing?.value?.defaultVersion === version) {
    const tag = format === 'npm' ? ' (latest)' : '';
    warnings.push({ id: 'default-version', message: `the default version of the package${tag}` });
  }
  const { namespace = '', package: name } = declaration.package;
  const letters = remarkOnLetters(`${namespace} ${name} ${version}`);
  if (letters !== undefined) {
    warnings.push({ id: 'mixed-scripts', message: letters });
  }
  const { upstreams = [], externalConnections = [] } = sources?.value ?? {};
  const connections = externalConnections.filter((connection) => (connection.format ?? format) === format);
  const from = [...upstreams, ...connections.map(({ name }) => name)];
  if (from.length > 0) {
    warnings.push({ id: 'upstream', message: `may come back from ${from.join(', ')}` });
  }
  const isPublished = listing?.value?.versions.get(version)?.status === 'Published';
  if (declaration.action !== 'archive' && declaration.expectedStatus === undefined && isPublished) {
    warnings.push({ id: 'unguarded', message: 'Published, and no expectedStatus guards it' });
  }
  return warnings;
}
