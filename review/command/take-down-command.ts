import { basename, join } from 'node:path';
import { existsSync } from 'node:fs';
import { FIELDS } from '../../declaration/fields';
import { displayName, FORMATS, isFormat } from '../../declaration/package-format';
import { writeManifest } from '../../declaration/manifest';
import {
  findInRepositories,
  type FoundVersion,
  manifestEntries,
  type TakeDownFindings,
} from '../declare/take-down/find-in-repositories';
import { blockUpstreams, type OriginControls, type SourcesByRepository } from '../declare/take-down/origin-controls';
import { parseTakeDownList, type TakeDownList } from '../declare/take-down/parse-take-down';
import { packageText } from '../declare/package-jobs';
import { counted, oneLine } from '../text/sanitize';
import { type ManifestRun, type ManifestRunOptions, parseFile, readTextFile, runForManifests } from './manifest-run';

/** The options of `take-down`. */
export interface TakeDownOptions extends ManifestRunOptions {
  readonly domain: string;
  readonly domainOwner?: string;
}

/** Versions that one line of the summary names. */
const MAX_NAMED = 10;

/**
 * Finds the versions of a take-down list in every repository of a domain, and writes a manifest of each that has any.
 *
 * @param file the list
 * @param format the format of what the list names without one
 * @returns the exit status
 * @throws CommandError where the list is broken, or anything could not be read; nothing was written then
 */
export async function takeDownCommand(
  file: string,
  format: string | undefined,
  options: TakeDownOptions,
): Promise<number> {
  const { domain, domainOwner, output = '.', region, profile } = options;
  if (format !== undefined && !isFormat(format)) {
    throw new RangeError(`The format must be one of ${FORMATS.join(', ')}; got ${format}.`);
  }
  if (!FIELDS.domain.pattern.test(domain)) {
    throw new RangeError(`--domain must be ${FIELDS.domain.rule}; got ${domain}.`);
  }
  const text = readTextFile(file);
  const list = parseFile(file, text, (each) => parseTakeDownList(each, format));
  const inputs = ['list', text, format, domain, domainOwner];
  await runForManifests<readonly FoundVersion[]>(options, { file, inputs }, async (run) => {
    const findings = await findInRepositories({ ...run, domain: { domain, domainOwner }, list });
    const sources = await readSources(run, findings, { domain, domainOwner });
    const controls = findings.map((each) => blockUpstreams(each, sources, { domain, domainOwner, region, profile }));
    const outputOf = (ending: string) => join(output, `${basename(file)}.${ending}`);
    const paths = { report: outputOf('report.tsv'), commands: outputOf('block-upstreams.sh') };
    const manifests = findings.map((each) => ({
      each,
      entries: manifestEntries(each),
      path: join(output, `${each.repository}.disposals`),
    }));
    return {
      files: [
        // A manifest of an earlier run must not outlive what it was made of.
        ...manifests
          .filter(({ entries, path }) => entries.length > 0 || existsSync(path))
          .map(({ each, entries, path }) => ({
            path,
            data: writeManifest(entries, { domain, repository: each.repository }),
          })),
        { path: paths.report, data: reportOf(list, findings) },
        { path: paths.commands, data: scriptOf(controls) },
      ],
      summary: summaryOf({ list, findings, controls, output, paths }),
    };
  });
  return 0;
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
  const read = findings.map(
    async ({ repository }) => [repository, await registry.sources({ ...domain, repository }, undefined)] as const,
  );
  return new Map(await Promise.all(read));
}

/** A line for every version of the list and every repository. */
function reportOf({ packages }: TakeDownList, findings: readonly TakeDownFindings[]): string {
  const lines = findings.flatMap(({ repository, packages: found }) => {
    const byName = new Map(found.map((each) => [packageText(each.pkg), each.versions]));
    return packages.flatMap(({ pkg, versions }) => {
      const existing = byName.get(packageText(pkg)) ?? [];
      return versions.flatMap((listed) => {
        const matching = existing.filter((each) => each.listed.includes(listed));
        const rows = matching.length > 0 ? matching : [{ version: listed, outcome: 'does not exist' }];
        const name = displayName(pkg.format, pkg.namespace, pkg.package);
        return rows.map(({ version, outcome }) => [repository, pkg.format, name, version, outcome].join('\t'));
      });
    });
  });
  return `${['repository\tformat\tpackage\tversion\toutcome', ...lines].join('\n')}\n`;
}

function scriptOf(controls: readonly OriginControls[]): string {
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
}

function summaryOf({ list, findings, controls, output, paths }: TakeDownSummary): string[] {
  const foundAnywhere = new Set(
    findings.flatMap(({ packages }) =>
      packages.flatMap(({ pkg, versions }) =>
        versions.flatMap(({ listed }) => listed.map((each) => `${packageText(pkg)} ${each}`)),
      ),
    ),
  );
  const all = list.packages.flatMap(({ pkg, versions }) => versions.map((each) => `${packageText(pkg)} ${each}`));
  const missing = all.filter((each) => !foundAnywhere.has(each));
  const commandCount = controls.reduce((sum, { commands }) => sum + commands.length, 0);
  return [
    `The list names ${counted(list.versionCount, 'version')} of ${counted(list.packages.length, 'package')}. ` +
      `${(all.length - missing.length).toLocaleString('en-US')} of them exist in the repositories, ${findings.length} in all.`,
    ...(list.otherColumns.length > 0
      ? [
          `  columns that were not read: ${list.otherColumns.map((name) => oneLine(JSON.stringify(name), 50)).join(', ')}`,
        ]
      : []),
    ...(missing.length > 0 ? [`  in no repository: ${countedNames(missing)}`] : []),
    ...findings.flatMap((each, n) =>
      repositorySummary(each, controls[n]!, { output, versionCount: list.versionCount }),
    ),
    `What became of each version in each repository: ${oneLine(paths.report)}`,
    ...(commandCount > 0
      ? [
          `${counted(commandCount, 'command')} that would keep packages from coming back, to read and run: ` +
            oneLine(paths.commands),
        ]
      : []),
  ];
}

function repositorySummary(
  { repository, packages }: TakeDownFindings,
  { sources, blockedCount }: OriginControls,
  { output, versionCount }: { readonly output: string; readonly versionCount: number },
): string[] {
  const versions = packages.flatMap((each) => each.versions);
  const countOf = (wanted: string) => versions.filter(({ outcome }) => outcome.startsWith(wanted)).length;
  const listedCount = new Set(
    packages.flatMap((each) =>
      each.versions.flatMap(({ listed }) => listed.map((text) => `${packageText(each.pkg)} ${text}`)),
    ),
  ).size;
  const toDispose = countOf('to dispose');
  const path = join(output, `${repository}.disposals`);
  const [disposed, kept] = [countOf('disposed already'), countOf('kept')];
  return [
    `${repository}: ${counted(toDispose, 'version')} to dispose${toDispose > 0 ? `: ${oneLine(path)}` : ''}. ` +
      `${disposed} disposed already, ${versionCount - listedCount} not there` +
      `${kept > 0 ? `, ${kept} that cannot be pinned or written` : ''}.`,
    ...[...sources].map(
      ([format, phrases]) => `  ${format} versions could come back through ${oneLine(phrases.join('; '), 500)}.`,
    ),
    ...(blockedCount > 0 ? [`  upstreams of ${counted(blockedCount, 'package')} are blocked already`] : []),
  ];
}

function countedNames(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMED).map((name) => oneLine(name, 100));
  const more = names.length - shown.length;
  return more > 0 ? `${names.length.toLocaleString('en-US')}, such as ${shown.join(', ')}` : shown.join(', ');
}
