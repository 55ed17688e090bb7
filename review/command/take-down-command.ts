import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import { FIELDS } from '../../declaration/fields';
import { displayName } from '../../declaration/package-format';
import { writeManifest } from '../../declaration/manifest';
import type { PackageName } from '../../declaration/package-name';
import {
  findInRepositories,
  manifestEntries,
  type TakeDownFindings,
  type TakeDownPackageFindings,
} from '../declare/take-down/find-in-repositories';
import { blockUpstreams, type OriginControls, type SourcesByRepository } from '../declare/take-down/origin-controls';
import { makePackageGroupFiles } from '../declare/take-down/package-group-template';
import { parseTakeDownList } from '../declare/take-down/parse-take-down';
import { describeForeign, type TakeDownList } from '../declare/take-down/take-down-list';
import { packageText } from '../declare/package-jobs';
import { counted, oneLine } from '../text/sanitize';
import { type ManifestRun, type ManifestRunOptions, parseFile, readTextFile, runForManifests } from './manifest-run';
import { readFormat } from './read-format';

/** The options of `take-down`. */
export interface TakeDownOptions extends ManifestRunOptions {
  readonly domain: string;
  readonly domainOwner?: string;
  /** The repositories to look in; default: every repository of the domain. */
  readonly repository?: readonly string[];
  /** True if entries that are no package of CodeArtifact are left out of the list. */
  readonly skipForeign?: boolean;
}

/** Versions that one line of the summary names. */
const MAX_LISTED = 10;

/**
 * Finds the versions of a take-down list in every repository of a domain, and writes a manifest of each that has any.
 *
 * @param file the list
 * @param format the format of entries without one
 * @returns the exit status
 * @throws CommandError where the list is broken, or anything could not be read; nothing was written then
 */
export async function takeDownCommand(
  file: string,
  format: string | undefined,
  options: TakeDownOptions,
): Promise<number> {
  const { domain, domainOwner, repository: repositories = [], skipForeign = false } = options;
  const { output = '.', region, profile } = options;
  const listFormat = format === undefined ? undefined : readFormat(format);
  if (!FIELDS.domain.pattern.test(domain)) {
    throw new RangeError(`--domain must be ${FIELDS.domain.rule}; got ${domain}.`);
  }
  for (const repository of repositories) {
    if (!FIELDS.repository.pattern.test(repository)) {
      throw new RangeError(`--repository must be ${FIELDS.repository.rule}; got ${repository}.`);
    }
  }
  const text = readTextFile(file);
  const list = parseFile(file, text, (each) => parseTakeDownList(each, listFormat, skipForeign));
  const inputs = ['list', text, format, domain, domainOwner, repositories, skipForeign];
  return runForManifests<TakeDownPackageFindings>(options, { file, inputs }, async (run) => {
    const findings = await findInRepositories({ ...run, domain: { domain, domainOwner }, list, repositories });
    const sources = await readSources(run, findings, { domain, domainOwner });
    const controls = findings.map((each) => blockUpstreams(each, sources, { domain, domainOwner, region, profile }));
    const makeOutputPath = (ending: string) => join(output, `${basename(file)}.${ending}`);
    const paths = {
      report: makeOutputPath('report.tsv'),
      commands: makeOutputPath('block-upstreams.sh'),
    };
    const groupFiles = makePackageGroupFiles(controls, { domain, domainOwner }, makeOutputPath);
    // A repository that could not be read keeps the manifest that it has.
    const manifests = findings
      .filter(({ problem }) => problem === undefined)
      .map((each) => ({
        each,
        entries: manifestEntries(each),
        path: join(output, `${each.repository}.disposals`),
      }));
    return {
      files: [
        // Delete a manifest whose inputs are gone.
        ...manifests
          .filter(({ entries, path }) => entries.length > 0 || existsSync(path))
          .map(({ each, entries, path }) => ({
            path,
            data: writeManifest(entries, { domain, repository: each.repository }),
          })),
        { path: paths.report, data: renderTakeDownReport(list, findings) },
        { path: paths.commands, data: renderScript(controls) },
        ...groupFiles,
      ],
      summary: summarizeTakeDown({ list, findings, controls, output, paths, groupFiles }),
      isIncomplete: findings.some(({ problem }) => problem !== undefined),
    };
  });
}

/** A repository whose sources cannot be read is one that versions could come back into. */
async function readSources(
  { registry }: Pick<ManifestRun<unknown>, 'registry'>,
  findings: readonly TakeDownFindings[],
  domain: { readonly domain: string; readonly domainOwner?: string },
): Promise<SourcesByRepository> {
  if (findings.every(({ packages }) => packages.length === 0)) {
    return new Map();
  }
  const repositoryNames = findings.map(
    async ({ repository }) => [repository, await registry.sources({ ...domain, repository }, undefined)] as const,
  );
  return new Map(await Promise.all(repositoryNames));
}

/** A line for every version, range and package of the list and every repository. */
function renderTakeDownReport({ packages }: TakeDownList, findings: readonly TakeDownFindings[]): string {
  const lines = findings.flatMap(({ repository, problem, packages: foundPackages }) =>
    packages.flatMap(({ pkg, requests }) => {
      const existing = foundPackages.filter(({ listedAs }) => packageText(listedAs) === packageText(pkg));
      const rowOf = (name: PackageName, version: string, outcome: string) =>
        [repository, name.format, displayName(name.format, name.namespace, name.package), version, outcome].join('\t');
      const rows = requests.flatMap(({ text }) => {
        const matching = existing.flatMap((each) =>
          each.versions
            .filter(({ listed }) => listed.includes(text))
            .map(({ version, outcome }) => rowOf(each.pkg, version, outcome)),
        );
        const outcome = problem === undefined ? 'does not exist' : 'not looked at';
        return matching.length > 0 ? matching : [rowOf(pkg, text, outcome)];
      });
      const near = existing.flatMap((each) => each.near.map((text) => rowOf(each.pkg, text, 'near, and not the same')));
      return [...new Set(rows), ...near];
    }),
  );
  return `${['repository\tformat\tpackage\tversion\toutcome', ...lines].join('\n')}\n`;
}

function renderScript(controls: readonly OriginControls[]): string {
  const sections = controls
    .filter(({ commands }) => commands.length > 0)
    .flatMap(({ repository, sources, commands }) => [
      '',
      ...[...sources].map(([format, phrases]) => `# ${repository}, ${format}: ${oneLine(phrases.join('; '), 1000)}`),
      ...commands,
    ]);
  return `${[
    '#!/bin/sh',
    '# Keeps packages of the list from coming back. Each command blocks every version of its package that the repository',
    '# does not have yet, also the good ones. Remove what must stay open, and run the rest.',
    'set -e',
    ...sections,
  ].join('\n')}\n`;
}

interface TakeDownSummary {
  readonly list: TakeDownList;
  readonly findings: readonly TakeDownFindings[];
  readonly controls: readonly OriginControls[];
  readonly output: string;
  readonly paths: Readonly<Record<'report' | 'commands', string>>;
  readonly groupFiles: readonly { readonly path: string }[];
}

function summarizeTakeDown({ list, findings, controls, output, paths, groupFiles }: TakeDownSummary): string[] {
  const foundAnywhere = new Set(findings.flatMap(listFound));
  const all = list.packages.flatMap(({ pkg, requests }) => requests.map(({ text }) => `${packageText(pkg)} ${text}`));
  const missing = all.filter((each) => !foundAnywhere.has(each));
  const commandCount = controls.reduce((sum, { commands }) => sum + commands.length, 0);
  const unreadFindings = findings.filter(({ problem }) => problem !== undefined);
  return [
    `The list names ${counted(list.requestCount, 'version')} of ${counted(list.packages.length, 'package')}. ` +
      `${(all.length - missing.length).toLocaleString('en-US')} of them exist in the repositories, ${findings.length - unreadFindings.length} in all.`,
    ...describeList(list),
    ...(missing.length > 0 ? [`  in no repository: ${countedNames(missing)}`] : []),
    ...findings.flatMap((each, n) =>
      each.problem === undefined
        ? repositorySummary(each, controls[n]!, { output, requestCount: list.requestCount })
        : [`${each.repository}: NOT LOOKED AT: ${oneLine(each.problem, 1000)}`],
    ),
    `What became of each version in each repository: ${oneLine(paths.report)}`,
    ...(commandCount > 0
      ? [
          `${counted(commandCount, 'command')} that would keep packages from coming back, to read and run: ` +
            oneLine(paths.commands),
          `The same as package groups for the stack of the domain, which block in all its repositories: ${groupFiles.map(({ path }) => oneLine(path)).join(', ')}`,
        ]
      : []),
    ...(unreadFindings.length > 0
      ? [
          `Versions may be in ${unreadFindings.map(({ repository }) => repository).join(', ')}, where this command did not look. ` +
            'Allow it, and run the command again: it asks only for what is left.',
        ]
      : []),
  ];
}

/** What of the list was read otherwise than it is written, or not at all. */
function describeList({ otherColumns, foreign, withdrawnCount, partCount }: TakeDownList): string[] {
  const columns = otherColumns.map((name) => oneLine(JSON.stringify(name), 50)).join(', ');
  return [
    ...(columns === '' ? [] : [`  columns that were not read: ${columns}`]),
    ...(foreign.size > 0
      ? [`  left out, since CodeArtifact has no such packages: ${oneLine(describeForeign(foreign), 500)}`]
      : []),
    ...(withdrawnCount > 0 ? [`  left out: ${withdrawnCount} withdrawn`] : []),
    ...(partCount > 0
      ? [`  ${counted(partCount, 'package URL')} of a part of a version: a disposal takes all assets of the version`]
      : []),
  ];
}

/** The entries of the list that a repository has, as the list writes them. */
function listFound({ packages }: TakeDownFindings): string[] {
  return packages.flatMap(({ listedAs, versions }) =>
    versions.flatMap(({ listed }) => listed.map((text) => `${packageText(listedAs)} ${text}`)),
  );
}

function repositorySummary(
  findings: TakeDownFindings,
  { sources, blockedCount }: OriginControls,
  { output, requestCount }: { readonly output: string; readonly requestCount: number },
): string[] {
  const { repository, packages, nearPackages } = findings;
  const versions = packages.flatMap((each) => each.versions);
  const countOutcomes = (outcomePrefix: string) =>
    versions.filter(({ outcome }) => outcome.startsWith(outcomePrefix)).length;
  const toDispose = countOutcomes('to dispose');
  const path = join(output, `${repository}.disposals`);
  const [disposed, keptCount] = [countOutcomes('disposed already'), countOutcomes('kept')];
  const spelledOtherwise = packages.filter(({ pkg, listedAs }) => packageText(pkg) !== packageText(listedAs));
  const near = [
    ...nearPackages,
    ...packages.flatMap((each) => each.near.map((text) => `${packageText(each.pkg)} ${text}`)),
  ];
  return [
    `${repository}: ${counted(toDispose, 'version')} to dispose${toDispose > 0 ? `: ${oneLine(path)}` : ''}. ` +
      `${disposed} disposed already, ${requestCount - new Set(listFound(findings)).size} not there` +
      `${keptCount > 0 ? `, ${keptCount} that cannot be pinned, compared or written` : ''}.`,
    ...(spelledOtherwise.length > 0
      ? [`  the same package in another spelling: ${countedNames(spelledOtherwise.map(({ pkg }) => packageText(pkg)))}`]
      : []),
    ...(near.length > 0 ? [`  near, and not the same, so it stays: ${countedNames(near)}`] : []),
    ...[...sources].map(
      ([format, phrases]) => `  ${format} versions could come back through ${oneLine(phrases.join('; '), 500)}.`,
    ),
    ...(blockedCount > 0 ? [`  upstreams of ${counted(blockedCount, 'package')} are blocked already`] : []),
  ];
}

function countedNames(names: readonly string[]): string {
  const texts = names.slice(0, MAX_LISTED).map((name) => oneLine(name, 100));
  const more = names.length - texts.length;
  return more > 0 ? `${names.length.toLocaleString('en-US')}, such as ${texts.join(', ')}` : texts.join(', ');
}
