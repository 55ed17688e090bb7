import { STATUSES } from '../../declaration/declaration';
import { FIELDS } from '../../declaration/fields';
import { CAPTURE_PATTERN } from '../declare/capture-pattern';
import { CommandError } from '../text/command-error';
import { type PackageName, packageName } from '../../declaration/package-name';
import { readAge } from '../declare/age';
import { selectInRegistry } from '../declare/select-in-registry';
import { checkRules, type SelectionRules } from '../declare/selection-rules';
import { type NamedPackage, CodeArtifactReader } from '../read/codeartifact-reader';
import { renderDeclarationJson, renderDeclarationTypeScript } from '../render/render-declaration';
import { renderSelection } from '../render/render-selection';
import { oneLine } from '../text/sanitize';
import { printTextToStderr, writeData } from './output';
import { readFormat } from './read-format';
import { describeUnknown } from '../../declaration/nearest-name';
import { Progress } from './progress';

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
  readonly keepLatestPrereleases?: number;
  readonly latestBy: 'published' | 'version' | 'semver';
  /** The part of the package that the latest are counted in. */
  readonly keepLatestPer?: string;
  readonly except: readonly string[];
  readonly publishedTimes: boolean;
  readonly format: 'typescript' | 'json';
  readonly output?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly concurrency: number;
}

const ORIGINS = ['INTERNAL', 'EXTERNAL', 'UNKNOWN'];
/** Formats whose order is that of SemVer. */
const SEMVER_FORMATS = ['npm', 'swift', 'cargo'];

/**
 * Lists one package, and writes declarations of the selected versions.
 *
 * @returns the exit status
 * @throws CommandError where anything could not be read; RangeError where the options make no sense
 */
export async function declareCommand(format: string, packageText: string, options: DeclareOptions): Promise<number> {
  const pkg = { ...packageName(readFormat(format), packageText), ...readRepository(options) };
  const rules = readRules(pkg, options, new Date());
  const selection = await readSelection(pkg, rules, options);
  const [idle] = selection.idleExceptions;
  if (idle !== undefined) {
    throw new CommandError(
      `--except ${oneLine(JSON.stringify(idle))} keeps none of the ${selection.decisions.length} versions of the package: ` +
        'correct it, or leave it out. Nothing was written.',
    );
  }
  const render = options.format === 'json' ? renderDeclarationJson : renderDeclarationTypeScript;
  await writeData(render(pkg, selection), options.output);
  printTextToStderr(renderSelection(selection));
  return 0;
}

async function readSelection(pkg: NamedPackage & PackageName, rules: SelectionRules, options: DeclareOptions) {
  const progress = new Progress();
  const registry = new CodeArtifactReader({ ...options, onProgress: progress.show });
  try {
    return await selectInRegistry(registry, pkg, { rules, publishedTimes: options.publishedTimes });
  } finally {
    progress.stop();
    registry.close();
  }
}

function readRepository({ domain, domainOwner, repository }: DeclareOptions) {
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

function readRules(pkg: PackageName, options: DeclareOptions, now: Date): SelectionRules {
  const { match, olderThan, status, origin, prerelease, snapshotBuilds, keepLatest, latestBy, except } = options;
  requireOneOf('--status', status, STATUSES);
  requireOneOf('--origin', origin, ORIGINS);
  const asksForNothing = [match, status, origin].every(({ length }) => length === 0) && !prerelease && !snapshotBuilds;
  if (asksForNothing && olderThan === undefined && keepLatest === undefined) {
    throw new RangeError(
      'At least one option must say what to select: --match, --older-than, --status, --origin, --prerelease, ' +
        '--snapshot-builds or --keep-latest; got none. For every version, pass --match "*".',
    );
  }
  checkPart(options);
  if (latestBy === 'semver' && !SEMVER_FORMATS.includes(pkg.format)) {
    throw new RangeError(
      `--latest-by semver is the order of ${SEMVER_FORMATS.join(', ')}; got a package of ${pkg.format}. ` +
        'For the order of the format, pass --latest-by version.',
    );
  }
  const rules: SelectionRules = {
    match,
    ...(olderThan === undefined ? {} : { publishedBefore: publishedBefore(olderThan, now) }),
    status,
    origin,
    prerelease,
    snapshotBuilds,
    keepLatest,
    keepLatestPrereleases: options.keepLatestPrereleases,
    latestBy: latestBy === 'semver' ? 'version' : latestBy,
    per: options.keepLatestPer,
    except,
  };
  checkRules(pkg.format, rules);
  return rules;
}

/** @throws RangeError */
function checkPart({ keepLatestPer: part, keepLatest, keepLatestPrereleases }: DeclareOptions) {
  if (part !== undefined && !['major', 'minor'].includes(part) && !CAPTURE_PATTERN.test(part)) {
    throw new RangeError(
      `--keep-latest-per must be major, minor, or a pattern whose parentheses capture the part to count by, such as "nightly-*-(*)"; got ${oneLine(part)}.`,
    );
  }
  if (part !== undefined && keepLatest === undefined && keepLatestPrereleases === undefined) {
    throw new RangeError(
      '--keep-latest-per must be given with --keep-latest or --keep-latest-prereleases; got neither.',
    );
  }
}

function requireOneOf(option: string, values: readonly string[], allowed: readonly string[]) {
  const wrong = values.find((value) => !allowed.includes(value));
  if (wrong !== undefined) {
    throw new RangeError(`${option} must be one of ${allowed.join(', ')}; ${describeUnknown(wrong, allowed)}`);
  }
}

function publishedBefore(text: string, now: Date): Date {
  try {
    return readAge(/^\d+$/.test(text) ? `${text}d` : text, now);
  } catch (error) {
    throw new RangeError(`--older-than must be ${(error as Error).message}; got ${text}.`, { cause: error });
  }
}
