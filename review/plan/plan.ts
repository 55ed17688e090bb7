import type { Verdict } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { type FoundManifest } from '../find/manifests';
import type { JsonObject } from '../../template/values/template';
import { type ManifestReview, plannedManifest } from './planned-manifests';
import { describeProblem, type Problem } from '../find/problem';
import { completenessOf } from './completeness';
import { displayNameOf, locationOf, packageOf, textOf } from './declared-package';
import type { DeclarationReview } from './declaration-review';
import { INVALID } from '../find/manifests';
import {
  type DeclarationOutcome,
  type Plan,
  type PlannedDeclaration,
  type PlannedVerdict,
  type PlannedVersion,
  type RemovedDeclaration,
  SCHEMA_VERSION,
  type Warning,
} from './plan-model';
import type { ServiceError } from '../../codeartifact/describe-service-error';
import { withRemainingVersions } from './remaining-versions';
import { totalsOf } from './totals';

export interface PlanInput {
  /** Of a manifest, a declaration for each package. */
  readonly reviewed: readonly DeclarationReview[];
  /** The manifests among them as a whole, with their base. */
  readonly manifests: readonly Omit<ManifestReview, 'declarations'>[];
  readonly comparedToBase: boolean;
  readonly unchangedDeclarations: number;
  /** What the base declares and the change does not. */
  readonly removed: readonly RemovedDeclaration[];
  /** What of the templates could not be read, or may dispose and is no declaration. */
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged to dispose nothing. */
  readonly acknowledged: ReadonlySet<string>;
  /** Whether versions that the base declares are shown although there is nothing left to do for them. */
  readonly showAll: boolean;
  readonly sizesAsked: boolean;
}

/** Verdicts after which there is nothing to destroy; a base has been through them before. */
const DONE: readonly PlannedVerdict[] = ['already disposed', 'already archived', 'missing', 'deleted'];

/** Puts together what was declared and what was seen. Pure. */
export function planOf(input: PlanInput): Plan {
  const { reviewed, comparedToBase, unchangedDeclarations, problems, showAll, sizesAsked } = input;
  const { complete, unresolved, acknowledged } = completenessOf(problems, reviewed, input.acknowledged);
  const refusedManifests = new Set(reviewed.filter(isRefused).flatMap(({ checked }) => checked.found.manifest ?? []));
  const planned = withRemainingVersions(
    reviewed.map((declarationReview) =>
      plannedDeclaration(declarationReview, { onlyWhatIsNew: comparedToBase && !showAll, refusedManifests }),
    ),
    reviewed.map(({ seen }) => seen?.value),
  );
  const declarations = planned.filter(isShown);
  return {
    schemaVersion: SCHEMA_VERSION,
    comparedToBase,
    complete,
    totals: totalsOf(declarations, unchangedDeclarations, sizesAsked),
    problems: unresolved.map(describeProblem),
    unresolved,
    acknowledged,
    declarations,
    ...(input.manifests.length > 0 && {
      manifests: input.manifests.map(({ found, base }) =>
        plannedManifest({
          found,
          base,
          declarations: planned.filter((_, index) => reviewed[index]!.checked.found.manifest === found.manifest),
        }),
      ),
    }),
    ...(input.removed.length > 0 && { removed: input.removed }),
  };
}

/** A package of a manifest of which everything was declared before and is done needs no line. */
function isShown({ inManifest, package: pkg, problem, notes, versions, rollback }: PlannedDeclaration): boolean {
  const isDone = inManifest === true && pkg.package !== undefined && problem === undefined && rollback === undefined;
  return !isDone || versions.length + notes.length > 0;
}

function isRefused({ verdicts = [] }: DeclarationReview): boolean {
  return verdicts.some(({ verdict }) => verdict === 'refused');
}

interface PlanningContext {
  /** Whether versions that were declared before and are done are left out. */
  readonly onlyWhatIsNew: boolean;
  /** Manifests of which a version is refused: nothing of them is disposed. */
  readonly refusedManifests: ReadonlySet<FoundManifest>;
}

function plannedDeclaration(
  declarationReview: DeclarationReview,
  { onlyWhatIsNew, refusedManifests }: PlanningContext,
): PlannedDeclaration {
  const { found, declaration, problem } = declarationReview.checked;
  const { stack, properties } = found;
  const versions =
    declaration && declarationReview.verdicts
      ? reviewedVersions(declarationReview, declaration, refusedManifests)
      : unreviewedVersions(declarationReview);
  // What was declared before and is done needs no second review; what is not done will be destroyed now.
  const shown = onlyWhatIsNew ? versions.filter(({ added, verdict }) => added || !DONE.includes(verdict)) : versions;
  const ownProblem = problem ?? declarationReview.seen?.problem;
  return {
    stack: stack.name,
    stackId: stack.id,
    account: stack.account,
    region: stack.region,
    constructPath: found.constructPath,
    logicalId: found.logicalId,
    outcome: outcomeOf(versions, ownProblem),
    ...(ownProblem && { problem: ownProblem }),
    package: packageOf(properties),
    displayName: displayNameOf(properties),
    location: locationOf(properties),
    expectedStatus: textOf(properties['expectedStatus']),
    allowMissing: properties['allowMissing'] === 'true',
    notes: [...found.notes, ...(declarationReview.notes ?? [])],
    ...(found.manifest && { inManifest: true }),
    ...rollbackOf(declarationReview, versions),
    versions: shown,
  };
}

/** What a rollback of the deployment disposes, and the deployment does not. */
function rollbackOf(
  { checked, base, rollback }: DeclarationReview,
  versions: readonly PlannedVersion[],
): Pick<PlannedDeclaration, 'rollback'> {
  const isSame = base && isSamePackage(base.properties, checked.found.properties);
  const planned = versions
    .filter(({ verdict }) => isSame && verdict === 'will be disposed')
    .map(({ version }) => version);
  const others = (rollback?.value ?? []).filter((version) => !planned.includes(version));
  if (base === undefined || others.length === 0) {
    return {};
  }
  const { properties } = base;
  return {
    rollback: {
      package: packageOf(properties),
      displayName: displayNameOf(properties),
      location: locationOf(properties),
      versions: others,
    },
  };
}

function isSamePackage(a: JsonObject, b: JsonObject): boolean {
  return JSON.stringify(packageOf(a)) === JSON.stringify(packageOf(b));
}

function outcomeOf(versions: readonly PlannedVersion[], problem: ServiceError | undefined): DeclarationOutcome {
  const has = (verdict: PlannedVerdict) => versions.some((plannedVersion) => plannedVersion.verdict === verdict);
  if (problem) {
    return problem.code === INVALID ? 'refused' : 'unknown';
  }
  if (has('refused') || has('skipped')) {
    return 'refused';
  }
  if (has('unknown')) {
    return 'unknown';
  }
  if (has('will be disposed')) {
    return 'will dispose';
  }
  return has('will be archived') ? 'will archive' : 'nothing to do';
}

/** Versions of which the deployment's own decision says what becomes of them. */
function reviewedVersions(
  declarationReview: DeclarationReview,
  declaration: Declaration,
  refusedManifests: ReadonlySet<FoundManifest>,
): PlannedVersion[] {
  const { found } = declarationReview.checked;
  const isAdded = addedVersions(declarationReview);
  const refusal = refusalElsewhere(declarationReview, refusedManifests);
  const decided = declarationReview.verdicts!.map((verdict) => {
    const { version } = verdict;
    const listed = declarationReview.seen?.value?.versions.get(version);
    const pinned = declaration.versionRevisions.get(version);
    const unknown = unknownReason(declarationReview, version);
    const planned = plannedVerdict(verdict, refusal, unknown);
    const toChange = ['will be disposed', 'will be archived', 'skipped'].includes(planned.verdict);
    const details = declarationReview.details.get(version);
    return {
      version,
      ...planned,
      added: isAdded(version),
      status: listed?.status,
      revision: listed?.revision,
      pin: found.unknownPins.has(version) ? 'unknown' : pinState(pinned, listed?.revision),
      pinnedRevision: pinned,
      publishedTime: details?.publishedTime?.value?.toISOString(),
      sizeBytes: details?.size?.value,
      rule: declarationReview.rules?.get(version),
      warnings: toChange || planned.verdict === 'unknown' ? warningsOf(declarationReview, declaration, version) : [],
    } satisfies PlannedVersion;
  });
  return [...decided, ...found.unknownVersions.map(({ reason }) => unknownVersion(null, reason))];
}

/** Why nothing is disposed of what would be, if so. */
function refusalElsewhere(
  declarationReview: DeclarationReview,
  refusedManifests: ReadonlySet<FoundManifest>,
): string | undefined {
  const { manifest } = declarationReview.checked.found;
  if (manifest !== undefined && refusedManifests.has(manifest)) {
    return 'another version of the manifest is refused';
  }
  return isRefused(declarationReview) ? 'another version of the declaration is refused' : undefined;
}

/** Why nobody knows what becomes of a version that would be changed, if so. */
function unknownReason({ checked, history }: DeclarationReview, version: string): string | undefined {
  const pin = checked.found.unknownPins.get(version);
  return pin === undefined ? history?.problem?.message : `its pin is not known: ${pin}`;
}

function plannedVerdict(
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

/** Versions that nobody can review, or that the deployment refuses whatever the registry holds. */
function unreviewedVersions(declarationReview: DeclarationReview): PlannedVersion[] {
  const { found, problem = declarationReview.seen?.problem } = declarationReview.checked;
  const names = found.properties['versions'];
  const known = Array.isArray(names) ? names.map(String) : [];
  const invalid = problem?.code === INVALID;
  const isAdded = addedVersions(declarationReview);
  return [
    ...known.map((version): PlannedVersion => {
      const why = invalid ? 'the properties of the declaration are invalid' : (problem?.message ?? 'not read');
      const rule = declarationReview.rules?.get(version);
      const planned = { ...unknownVersion(version, why), added: isAdded(version), rule };
      return invalid ? { ...planned, verdict: 'refused', code: INVALID } : planned;
    }),
    ...found.unknownVersions.map(({ reason }) => unknownVersion(null, reason)),
  ];
}

function unknownVersion(version: string | null, message: string): PlannedVersion {
  return { version, verdict: 'unknown', message, added: true, pin: 'unknown', warnings: [] };
}

function pinState(pinned: string | undefined, current: string | undefined): PlannedVersion['pin'] {
  if (pinned === undefined) {
    return 'none';
  }
  if (current === undefined) {
    return 'unknown';
  }
  return pinned === current ? 'holds' : 'differs';
}

/** Tells of a version whether the base does not declare it. */
function addedVersions({ checked, base }: DeclarationReview): (version: string) => boolean {
  const before = base?.properties;
  const names = before?.['versions'];
  const samePackage = before !== undefined && isSamePackage(before, checked.found.properties);
  const declared = new Set(samePackage && Array.isArray(names) ? names : []);
  return (version) => !declared.has(version);
}

function warningsOf({ seen, sources }: DeclarationReview, declaration: Declaration, version: string): Warning[] {
  const warnings: Warning[] = [];
  const { format } = declaration.package;
  if (seen?.value?.defaultVersion === version) {
    const tag = format === 'npm' ? ' (latest)' : '';
    warnings.push({ id: 'default-version', message: `the default version of the package${tag}` });
  }
  const connections =
    sources?.value?.externalConnections.filter(
      (externalConnection) => (externalConnection.format ?? format) === format,
    ) ?? [];
  const from = [...(sources?.value?.upstreams ?? []), ...connections.map(({ name }) => name)];
  if (from.length > 0) {
    warnings.push({ id: 'upstream', message: `may come back from ${from.join(', ')}` });
  }
  const isDisposal = declaration.action !== 'archive';
  if (
    isDisposal &&
    declaration.expectedStatus === undefined &&
    seen?.value?.versions.get(version)?.status === 'Published'
  ) {
    warnings.push({ id: 'unguarded', message: 'Published, and no expectedStatus guards it' });
  }
  return warnings;
}
