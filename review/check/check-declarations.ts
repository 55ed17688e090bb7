import type { Action, Declaration } from '../../declaration/declaration';
import type { FoundDeclaration } from '../find/declarations';
import { validateDeclaration } from '../plan/manifest-packages';
import { readDisplayName, readLocation, readDeclaredPackage } from '../plan/declared-package';
import type { ValidatedDeclaration } from '../plan/validate';
import type { CodeArtifactReader } from '../read/codeartifact-reader';
import { CHECK_SCHEMA_VERSION, type CheckedVersion, type CheckReport, type PackageCheck } from './check-report';
import { compareWithDeclaration } from './declared-state';
import { type CheckTools, DeclaredVersions } from './declared-versions';
import { findUndeclared } from './undeclared-versions';

export interface CheckInput {
  readonly declarations: readonly FoundDeclaration[];
  /** Templates that could not be read, a line each. */
  readonly problems: readonly string[];
  readonly registry: CodeArtifactReader;
  /** True to list every package of the declared repositories, for versions that no declaration names. */
  readonly undeclared: boolean;
}

/** Reads the registry, and compares each declared version with it. It asks for nothing but lists. */
export async function checkDeclarations(input: CheckInput): Promise<CheckReport> {
  const { registry } = input;
  const declarations = input.declarations.flatMap((source) => validateDeclaration(source, undefined));
  const declaredVersions = new DeclaredVersions(declarations);
  const packages = await Promise.all(declarations.map((one) => checkPackage(one, { registry, declaredVersions })));
  const undeclared = input.undeclared ? await findUndeclared(declarations, { registry, declaredVersions }) : undefined;
  const problems = [
    ...input.problems,
    ...packages.flatMap(({ constructPath, displayName, problem }) =>
      problem === undefined ? [] : [`${constructPath}: ${displayName} could not be checked: ${problem}`],
    ),
    ...(undeclared?.problems ?? []),
  ];
  const isKnown = packages.every(({ versions }) => versions.every(({ state }) => state !== 'unknown'));
  return {
    schemaVersion: CHECK_SCHEMA_VERSION,
    complete: problems.length === 0 && isKnown,
    problems,
    packages: packages.filter(({ versions, problem }) => versions.length > 0 || problem !== undefined),
    ...(undeclared && { undeclared: undeclared.packages }),
  };
}

async function checkPackage(validated: ValidatedDeclaration, tools: CheckTools): Promise<PackageCheck> {
  const { source, declaration, problem } = validated;
  const action: Action = declaration?.action ?? source.action ?? 'dispose';
  const open = source.unknownVersions.map(({ reason }): CheckedVersion => ({
    version: null,
    state: 'unknown',
    message: reason,
  }));
  const described = {
    stack: source.stack.name,
    region: source.stack.region,
    constructPath: source.constructPath,
    action,
    package: readDeclaredPackage(source.properties),
    displayName: readDisplayName(source.properties),
    location: readLocation(source.properties),
  };
  if (!declaration) {
    return { ...described, versions: open, ...(problem && { problem: problem.message }) };
  }
  const { versions, problem: unreadReason } = await checkVersions(declaration, source, tools);
  return {
    ...described,
    versions: [...versions, ...open],
    ...(unreadReason !== undefined && { problem: unreadReason }),
  };
}

async function checkVersions(
  declaration: Declaration,
  { stack }: FoundDeclaration,
  { registry, declaredVersions }: CheckTools,
): Promise<Pick<PackageCheck, 'versions' | 'problem'>> {
  const listing = await registry.versions(declaration.package, declaration.versions, stack.region);
  if (listing.problem !== undefined && !listing.repositoryMissing) {
    const { message } = listing.problem;
    return {
      versions: declaration.versions.map((version) => ({ version, state: 'unknown', message })),
      problem: message,
    };
  }
  // A repository that is gone has taken its records with it.
  const current = listing.value?.versions;
  const versions = declaration.versions.map((version) =>
    compareWithDeclaration({
      declaration,
      version,
      current: current?.get(version),
      isDisposedElsewhere: declaredVersions.isDisposed(declaration.package, version, stack.region),
    }),
  );
  return { versions };
}
