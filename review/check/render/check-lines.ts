import { counted, oneLine } from '../../text/sanitize';
import {
  checkExitStatus,
  type CheckedVersion,
  type CheckReport,
  hasDrifted,
  type PackageCheck,
  type UndeclaredState,
} from '../check-report';

/** A version with the package that it belongs to. */
export interface CheckLine {
  readonly package: string;
  readonly version: string;
  readonly state: string;
  readonly message: string;
  readonly constructPath: string;
}

/** A package as people write it, with its repository and Region. */
function describePackage({
  package: pkg,
  displayName,
  location,
  region,
}: Pick<PackageCheck, 'package' | 'displayName' | 'location' | 'region'>): string {
  const place = region === undefined ? location : `${location}, ${region}`;
  return oneLine(`${pkg.format ?? '(unknown format)'} ${displayName} in ${place}`);
}

/** Versions that are not as declared, those that differ before those that are only noted. A package that could not be read is a problem alone. */
export function listDifferences({ packages, undeclared = [] }: CheckReport): CheckLine[] {
  const declaredLines = packages.flatMap((pkg) =>
    pkg.versions
      .filter(({ state }) => state !== 'as declared' && !(state === 'unknown' && pkg.problem !== undefined))
      .map((version) => ({ rank: rankState(pkg, version), line: makeLine(pkg, version) })),
  );
  const others = undeclared.flatMap((pkg) =>
    pkg.versions.map(({ version, state }) => ({
      rank: 1,
      line: {
        package: describePackage(pkg),
        version: oneLine(version),
        state: describeUndeclared(state),
        message: 'No declaration names it.',
        constructPath: '',
      },
    })),
  );
  return [...declaredLines, ...others].sort((a, b) => a.rank - b.rank).map(({ line }) => line);
}

/** The state of a version that no declaration names, as people read it. */
export function describeUndeclared(state: UndeclaredState): string {
  return `${state}, not declared`;
}

function rankState(pkg: PackageCheck, version: CheckedVersion): number {
  return hasDrifted(pkg, version) ? 0 : version.state === 'unknown' ? 2 : 3;
}

function makeLine(pkg: PackageCheck, { version, state, message = '' }: CheckedVersion): CheckLine {
  return {
    package: describePackage(pkg),
    version: version === null ? '(unknown)' : oneLine(version),
    state,
    message: oneLine(message),
    constructPath: oneLine(pkg.constructPath),
  };
}

/** The first sentence: unknown facts before good news. */
export function summarizeCheck(report: CheckReport): string {
  const versions = report.packages.flatMap((pkg) => pkg.versions.map((version) => ({ pkg, version })));
  const drifted = versions.filter(({ pkg, version }) => hasDrifted(pkg, version)).length;
  const undeclared = (report.undeclared ?? []).reduce((sum, pkg) => sum + pkg.versions.length, 0);
  const same = versions.filter(({ version }) => version.state === 'as declared').length;
  const parts = [
    drifted > 0 ? `${counted(drifted, 'version')} not as declared` : '',
    undeclared > 0 ? `${counted(undeclared, 'version')} disposed or archived, and not declared` : '',
  ].filter((part) => part !== '');
  const rest = `${counted(same, 'version')} as declared.`;
  if (parts.length > 0) {
    return `${parts.join('; ')}. ${rest}${report.complete ? '' : ' The check is not complete.'}`;
  }
  return checkExitStatus(report) === 1 ? `The check is not complete. ${rest}` : rest;
}
