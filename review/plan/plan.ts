import type { Verdict } from '../../declaration/decide';
import type { Declaration, Package } from '../../declaration/declaration';
import { displayName, isFormat } from '../../declaration/package-format';
import type { FoundDeclaration } from '../find/declarations';
import { describeProblem, type Problem } from '../find/problem';
import { completenessOf } from './completeness';
import type { DeclarationReview } from './declaration-review';
import { INVALID } from './validate';
import {
  type DeclarationOutcome,
  type Plan,
  type PlannedDeclaration,
  type PlannedVerdict,
  type PlannedVersion,
  SCHEMA_VERSION,
  type Warning,
} from './plan-model';
import type { ServiceError } from '../../codeartifact/describe-service-error';
import { withRemainingVersions } from './remaining-versions';
import { totalsOf } from './totals';

export interface PlanInput {
  readonly reviewed: readonly DeclarationReview[];
  readonly comparedToBase: boolean;
  readonly unchangedDeclarations: number;
  /** What of the templates could not be read, or may dispose and is no declaration. */
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged to dispose nothing. */
  readonly acknowledged: ReadonlySet<string>;
  /** Whether versions that the base declares are shown although there is nothing left to do for them. */
  readonly showAll: boolean;
  readonly sizesAsked: boolean;
}

/** Verdicts after which there is nothing to destroy; a base has been through them before. */
const DONE: readonly PlannedVerdict[] = ['already disposed', 'missing', 'deleted'];

/** Puts together what was declared and what was seen. Pure. */
export function planOf(input: PlanInput): Plan {
  const { reviewed, comparedToBase, unchangedDeclarations, problems, showAll, sizesAsked } = input;
  const { complete, unresolved, acknowledged } = completenessOf(problems, reviewed, input.acknowledged);
  const declarations = withRemainingVersions(
    reviewed.map((declarationReview) => plannedDeclaration(declarationReview, comparedToBase && !showAll)),
    reviewed.map(({ seen }) => seen?.value),
  );
  return {
    schemaVersion: SCHEMA_VERSION,
    comparedToBase,
    complete,
    totals: totalsOf(declarations, unchangedDeclarations, sizesAsked),
    problems: unresolved.map(describeProblem),
    unresolved,
    acknowledged,
    declarations,
  };
}

function plannedDeclaration(declarationReview: DeclarationReview, onlyWhatIsNew: boolean): PlannedDeclaration {
  const { found, declaration, problem } = declarationReview.checked;
  const { stack, properties } = found;
  const versions =
    declaration && declarationReview.verdicts
      ? judgedVersions(declarationReview, declaration, declarationReview.verdicts)
      : unjudgedVersions(declarationReview);
  // What was declared before and is done needs no second look; what is not done will be destroyed now.
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
    displayName: nameOf(properties),
    location: [properties['domain'], properties['repository']].map((name) => textOf(name) ?? '(unknown)').join('/'),
    expectedStatus: textOf(properties['expectedStatus']),
    allowMissing: properties['allowMissing'] === 'true',
    notes: [...found.notes, ...(declarationReview.notes ?? [])],
    versions: shown,
  };
}

function outcomeOf(versions: readonly PlannedVersion[], problem: ServiceError | undefined): DeclarationOutcome {
  const has = (verdict: PlannedVerdict) => versions.some((plannedVersion) => plannedVersion.verdict === verdict);
  if (problem) {
    return problem.code === INVALID ? 'refused' : 'unknown';
  }
  if (has('refused')) {
    return 'refused';
  }
  if (has('unknown')) {
    return 'unknown';
  }
  return has('will be disposed') ? 'will dispose' : 'nothing to do';
}

/** Versions of which the deployment's own decision says what becomes of them. */
function judgedVersions(
  declarationReview: DeclarationReview,
  declaration: Declaration,
  verdicts: readonly Verdict[],
): PlannedVersion[] {
  const { found } = declarationReview.checked;
  const anyRefused = verdicts.some(({ verdict }) => verdict === 'refused');
  const judged = verdicts.map((verdict) => {
    const { version } = verdict;
    const listed = declarationReview.seen?.value?.versions.get(version);
    const pinned = declaration.versionRevisions.get(version);
    const planned = plannedVerdict(verdict, anyRefused, found.unknownPins.get(version));
    const toDispose = planned.verdict === 'will be disposed' || planned.verdict === 'skipped';
    const details = declarationReview.details.get(version);
    return {
      version,
      ...planned,
      added: isAdded(declarationReview, version),
      status: listed?.status,
      revision: listed?.revision,
      pin: found.unknownPins.has(version) ? 'unknown' : pinState(pinned, listed?.revision),
      pinnedRevision: pinned,
      publishedTime: details?.publishedTime?.value?.toISOString(),
      sizeBytes: details?.size?.value,
      warnings: toDispose || planned.verdict === 'unknown' ? warningsOf(declarationReview, declaration, version) : [],
    } satisfies PlannedVersion;
  });
  return [...judged, ...found.unknownVersions.map(({ reason }) => unknownVersion(null, reason))];
}

function plannedVerdict(
  verdict: Verdict,
  anyRefused: boolean,
  unknownPin: string | undefined,
): Pick<PlannedVersion, 'verdict' | 'code' | 'message' | 'didYouMean'> {
  switch (verdict.verdict) {
    case 'refused': {
      const { code, message, didYouMean } = verdict;
      return { verdict: 'refused', code, message, didYouMean };
    }
    case 'to dispose':
      if (unknownPin !== undefined) {
        return { verdict: 'unknown', message: `its pin is not known: ${unknownPin}` };
      }
      return anyRefused
        ? { verdict: 'skipped', message: 'another version of the declaration is refused' }
        : { verdict: 'will be disposed' };
    default:
      return { verdict: verdict.verdict };
  }
}

/** Versions that nobody can judge, or that the deployment refuses whatever the registry holds. */
function unjudgedVersions(declarationReview: DeclarationReview): PlannedVersion[] {
  const { found, problem = declarationReview.seen?.problem } = declarationReview.checked;
  const names = found.properties['versions'];
  const known = Array.isArray(names) ? names.map(String) : [];
  const invalid = problem?.code === INVALID;
  return [
    ...known.map((version): PlannedVersion => {
      const why = invalid ? 'the properties of the declaration are invalid' : (problem?.message ?? 'not read');
      const planned = { ...unknownVersion(version, why), added: isAdded(declarationReview, version) };
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

function isAdded({ checked, base }: DeclarationReview, version: string): boolean {
  const before = base?.properties;
  const names = before?.['versions'];
  const samePackage =
    before !== undefined && JSON.stringify(packageOf(before)) === JSON.stringify(packageOf(checked.found.properties));
  return !(samePackage && Array.isArray(names) && names.includes(version));
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
  if (declaration.expectedStatus === undefined && seen?.value?.versions.get(version)?.status === 'Published') {
    warnings.push({ id: 'unguarded', message: 'Published, and no expectedStatus guards it' });
  }
  return warnings;
}

function packageOf(properties: FoundDeclaration['properties']): Partial<Package> {
  const { domain, domainOwner, repository, format, namespace, package: name } = properties;
  return { domain, domainOwner, repository, format, namespace, package: name } as Partial<Package>;
}

function nameOf(properties: FoundDeclaration['properties']): string {
  const { format, namespace, package: name } = properties;
  const shown = textOf(name) ?? '(unknown)';
  return isFormat(format) ? displayName(format, textOf(namespace), shown) : shown;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
