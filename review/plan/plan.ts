import type { Verdict } from '../../declaration/decide';
import type { Declaration, Package } from '../../declaration/declaration';
import { displayName, isFormat } from '../../declaration/package-format';
import type { FoundDeclaration } from '../find/declarations';
import { type Checked, INVALID } from './judge';
import {
  type Outcome,
  type Plan,
  type PlannedDeclaration,
  type PlannedVerdict,
  type PlannedVersion,
  SCHEMA_VERSION,
  type Warning,
} from './plan-model';
import type { Problem } from '../read/read-problem';
import type { Read, SeenPackage, Sources } from '../read/codeartifact-reader';
import { totalsOf } from './totals';

/** What was read of a version that is about to be disposed; absent where it was not asked for. */
export interface Details {
  readonly publishedTime?: Read<Date | undefined>;
  readonly size?: Read<number | undefined>;
}

/** A declaration with everything that was seen of it. */
export interface Reviewed {
  readonly checked: Checked;
  /** The same declaration in the base. */
  readonly base?: FoundDeclaration;
  /** Absent where the declaration cannot be judged anyway. */
  readonly seen?: Read<SeenPackage>;
  readonly verdicts?: readonly Verdict[];
  readonly sources?: Read<Sources>;
  readonly details: ReadonlyMap<string, Details>;
}

export interface PlanInput {
  readonly reviewed: readonly Reviewed[];
  readonly comparedToBase: boolean;
  readonly unchangedDeclarations: number;
  /** What of the assembly could not be read. */
  readonly problems: readonly string[];
  /** Whether versions that the base declares are shown although there is nothing left to do for them. */
  readonly showAll: boolean;
  readonly sizesAsked: boolean;
}

/** Verdicts after which there is nothing to destroy; a base has been through them before. */
const DONE: readonly PlannedVerdict[] = ['already disposed', 'missing', 'deleted'];

/** Puts together what was declared and what was seen. Pure. */
export function planOf(input: PlanInput): Plan {
  const { reviewed, comparedToBase, unchangedDeclarations, problems, showAll, sizesAsked } = input;
  const declarations = reviewed.map((it) => plannedDeclaration(it, comparedToBase && !showAll));
  const all = [...new Set([...problems, ...reviewed.flatMap(readProblems)])];
  return {
    schemaVersion: SCHEMA_VERSION,
    comparedToBase,
    complete: all.length === 0,
    totals: totalsOf(declarations, unchangedDeclarations, sizesAsked),
    problems: all,
    declarations,
  };
}

/** Everything about a declaration that could not be read or is not known, a sentence each. */
function readProblems({ checked, seen, sources, details }: Reviewed): string[] {
  const { found, problem } = checked;
  const where = found.constructPath;
  const read = [seen, sources, ...[...details.values()].flatMap((it) => [it.publishedTime, it.size])];
  return [
    ...(problem && problem.code !== INVALID ? [`${where}: ${problem.message}.`] : []),
    ...(problem ? [] : found.unknownVersions.map(({ property, reason }) => `${where}: ${property}: ${reason}.`)),
    ...(problem
      ? []
      : [...found.unknownPins].map(([version, reason]) => `${where}: the pin of ${version}: ${reason}.`)),
    ...new Set(read.flatMap((it) => (it?.problem ? [`${where}: ${it.problem.code}: ${it.problem.message}.`] : []))),
  ];
}

function plannedDeclaration(it: Reviewed, onlyWhatIsNew: boolean): PlannedDeclaration {
  const { found, declaration, problem } = it.checked;
  const { stack, properties } = found;
  const versions = declaration && it.verdicts ? judgedVersions(it, declaration, it.verdicts) : unjudgedVersions(it);
  // What was declared before and is done needs no second look; what is not done will be destroyed now.
  const shown = onlyWhatIsNew ? versions.filter(({ added, verdict }) => added || !DONE.includes(verdict)) : versions;
  const ownProblem = problem ?? it.seen?.problem;
  return {
    stack: stack.name,
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
    notes: found.notes,
    versions: shown,
  };
}

function outcomeOf(versions: readonly PlannedVersion[], problem: Problem | undefined): Outcome {
  const has = (verdict: PlannedVerdict) => versions.some((it) => it.verdict === verdict);
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
function judgedVersions(it: Reviewed, declaration: Declaration, verdicts: readonly Verdict[]): PlannedVersion[] {
  const { found } = it.checked;
  const anyRefused = verdicts.some(({ verdict }) => verdict === 'refused');
  const judged = verdicts.map((verdict) => {
    const { version } = verdict;
    const listed = it.seen?.value?.versions.get(version);
    const pinned = declaration.versionRevisions.get(version);
    const planned = plannedVerdict(verdict, anyRefused, found.unknownPins.get(version));
    const toDispose = planned.verdict === 'will be disposed' || planned.verdict === 'skipped';
    const details = it.details.get(version);
    return {
      version,
      ...planned,
      added: isAdded(it, version),
      status: listed?.status,
      revision: listed?.revision,
      pin: found.unknownPins.has(version) ? 'unknown' : pinState(pinned, listed?.revision),
      pinnedRevision: pinned,
      publishedTime: details?.publishedTime?.value?.toISOString(),
      sizeBytes: details?.size?.value,
      warnings: toDispose || planned.verdict === 'unknown' ? warningsOf(it, declaration, version) : [],
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
function unjudgedVersions(it: Reviewed): PlannedVersion[] {
  const { found, problem = it.seen?.problem } = it.checked;
  const names = found.properties['versions'];
  const known = Array.isArray(names) ? names.map(String) : [];
  const invalid = problem?.code === INVALID;
  return [
    ...known.map((version): PlannedVersion => {
      const why = invalid ? 'the properties of the declaration are invalid' : (problem?.message ?? 'not read');
      const planned = { ...unknownVersion(version, why), added: isAdded(it, version) };
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

function isAdded({ checked, base }: Reviewed, version: string): boolean {
  const before = base?.properties;
  const names = before?.['versions'];
  const samePackage =
    before !== undefined && JSON.stringify(packageOf(before)) === JSON.stringify(packageOf(checked.found.properties));
  return !(samePackage && Array.isArray(names) && names.includes(version));
}

function warningsOf({ seen, sources }: Reviewed, declaration: Declaration, version: string): Warning[] {
  const warnings: Warning[] = [];
  const { format } = declaration.package;
  if (seen?.value?.defaultVersion === version) {
    const tag = format === 'npm' ? ' (latest)' : '';
    warnings.push({ id: 'default-version', message: `the default version of the package${tag}` });
  }
  const connections = sources?.value?.externalConnections.filter((it) => (it.format ?? format) === format) ?? [];
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
