import { STATUSES } from '../../declaration/declaration';
import { FIELDS, MAX_VERSIONS } from '../../declaration/fields';
import { CommandError } from '../command-error';
import { printToStderr, writeData } from './output';
import { type PackageName, packageName } from '../declare/package-name';
import { oneLine } from '../render/sanitize';
import { Progress } from './progress';
import { type NamedPackage, type ReadResult, CodeArtifactReader } from '../read/codeartifact-reader';
import { renderDeclarationJson, renderDeclarationTypeScript } from '../render/render-declaration';
import { candidates, type PackageVersions, type SelectionRules, select, type Selection } from '../declare/selection';
import { versionPattern } from '../declare/version-pattern';

/** The options of `declare`, as they are given on the command line. */
export interface DeclareOptions {
  readonly domain: string;
  readonly domainOwner?: string;
  readonly repository: string;
  readonly match: readonly string[];
  readonly olderThan?: string;
  readonly status: readonly string[];
  readonly origin: readonly string[];
  readonly prerelease: boolean;
  readonly snapshotBuilds: boolean;
  readonly keepLatest?: number;
  readonly latestBy: 'published' | 'semver';
  readonly except: readonly string[];
  readonly format: 'typescript' | 'json';
  readonly output?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly concurrency: number;
}

const ORIGINS = ['INTERNAL', 'EXTERNAL', 'UNKNOWN'];
const DAY = 24 * 60 * 60 * 1000;

/**
 * Looks at one package, and writes a declaration of what is selected.
 *
 * @returns the exit status
 * @throws CommandError where anything could not be read; RangeError where the options make no sense
 */
export async function declareCommand(format: string, written: string, options: DeclareOptions): Promise<number> {
  const item = { ...packageName(format, written), ...repositoryOf(options) };
  const rules = rulesOf(item, options, new Date());
  const progress = new Progress();
  const registry = new CodeArtifactReader({ ...options, onProgress: progress.show });
  let selected: Selection;
  try {
    selected = select(await look(registry, item, rules), rules);
  } finally {
    progress.stop();
    registry.close();
  }
  if (selected.versions.length > MAX_VERSIONS) {
    throw new RangeError(
      `One declaration takes at most ${MAX_VERSIONS} versions; ${selected.versions.length} are selected. Narrow it with --match.`,
    );
  }
  const render = options.format === 'json' ? renderDeclarationJson : renderDeclarationTypeScript;
  await writeData(render(item, selected), options.output);
  selected.notes.forEach(printToStderr);
  printToStderr(`${selected.versions.length} versions are selected. Nothing was changed.`);
  return 0;
}

async function look(
  registry: CodeArtifactReader,
  pkg: NamedPackage & PackageName,
  rules: SelectionRules,
): Promise<PackageVersions> {
  const { missing, versions, defaultVersion } = known(await registry.versions(pkg, 'all', undefined));
  if (missing) {
    throw new CommandError(
      `The repository ${pkg.domain}/${pkg.repository} has no ${pkg.format} package ${pkg.package}.`,
    );
  }
  const all: PackageVersions = {
    format: pkg.format,
    versions: [...versions].map(([version, listed]) => ({ version, ...listed })),
    defaultVersion,
  };
  const needsOrder = rules.keepLatest !== undefined && rules.latestBy === 'published';
  const byPublishedTime = needsOrder ? known(await registry.versionsByPublishedTime(pkg, undefined)) : undefined;
  if (!rules.publishedBefore) {
    return { ...all, byPublishedTime };
  }
  const times = new Map(
    await Promise.all(
      candidates(all, rules).map(
        async ({ version }) => [version, known(await registry.publishedTime(pkg, version, undefined))] as const,
      ),
    ),
  );
  return {
    ...all,
    byPublishedTime,
    versions: all.versions.map((candidate) => ({ ...candidate, publishedTime: times.get(candidate.version) })),
  };
}

/** What could not be read selects nothing: a keep rule may rest on it. */
function known<T>(read: ReadResult<T>): T {
  if (read.problem) {
    throw new CommandError(`The registry cannot be read: ${read.problem.code}: ${oneLine(read.problem.message, 1000)}`);
  }
  return read.value;
}

function repositoryOf({ domain, domainOwner, repository }: DeclareOptions) {
  for (const [field, value] of [
    ['domain', domain],
    ['repository', repository],
  ] as const) {
    if (!FIELDS[field].pattern.test(value)) {
      throw new RangeError(`--${field} must be ${FIELDS[field].rule}; got ${value}.`);
    }
  }
  return { domain, domainOwner, repository };
}

function rulesOf(pkg: PackageName, options: DeclareOptions, now: Date): SelectionRules {
  const { match, olderThan, status, origin, prerelease, snapshotBuilds, keepLatest, latestBy, except } = options;
  oneOf('--status', status, STATUSES);
  oneOf('--origin', origin, ORIGINS);
  if (snapshotBuilds && pkg.format !== 'maven') {
    throw new RangeError(`--snapshot-builds is about Maven packages; got one of ${pkg.format}.`);
  }
  const asksForNothing = [match, status, origin].every(({ length }) => length === 0) && !prerelease && !snapshotBuilds;
  if (asksForNothing && olderThan === undefined && keepLatest === undefined) {
    throw new RangeError(
      'At least one option must say what to select: --match, --older-than, --status, --origin, --prerelease, ' +
        '--snapshot-builds or --keep-latest; got none. For every version, pass --match "*".',
    );
  }
  return {
    match: match.map((text) => versionPattern(text, prerelease)),
    ...(olderThan === undefined ? {} : { publishedBefore: publishedBefore(olderThan, now) }),
    status,
    origin,
    prerelease,
    snapshotBuilds,
    keepLatest,
    latestBy,
    // What is kept is kept with the pre-releases between.
    except: except.map((text) => versionPattern(text, true)),
  };
}

function oneOf(option: string, values: readonly string[], allowed: readonly string[]) {
  const wrong = values.find((value) => !allowed.includes(value));
  if (wrong !== undefined) {
    throw new RangeError(`${option} must be one of ${allowed.join(', ')}; got ${wrong}.`);
  }
}

function publishedBefore(text: string, now: Date): Date {
  const days = /^(\d{1,5})d?$/.exec(text)?.[1];
  const date = days === undefined ? new Date(text) : new Date(now.getTime() - Number(days) * DAY);
  if (Number.isNaN(date.getTime()) || (days === undefined && !/^\d{4}-\d{2}-\d{2}/.test(text))) {
    throw new RangeError(
      `--older-than must be a number of days, such as 90d, or a date, such as 2026-01-31; got ${text}.`,
    );
  }
  return date;
}
