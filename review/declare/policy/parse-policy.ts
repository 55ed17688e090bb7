import { type Format, FORMATS } from '../../../declaration/package-format';
import { versionScheme } from '../../../declaration/version-schemes';
import { oneLine } from '../../text/sanitize';
import { readAge } from '../age';
import { VersionPatternReader } from '../version-pattern';
import type { Policy, PolicyLimits, PolicyRule } from './policy';
import { POLICY_FIELDS } from './policy-fields';
import type { MappingReader, PolicyMapping } from './read-mapping';
import { readYaml } from './read-yaml';

/**
 * Reads a policy, which is YAML.
 *
 * @param now dates must lie before
 * @throws InvalidText with every broken rule and its line
 */
export function parsePolicy(text: string, now = new Date()): Policy {
  const { reader, values, lines } = readYaml(text, POLICY_FIELDS, 'a policy');
  reader.throwProblems();
  const rules = (values.rules as PolicyMapping[]).map((mapping) => readRule(mapping, reader, now));
  const texts = (key: string) => (values[key] ?? []) as string[];
  const repositories = texts('repositories');
  const twice = repositories.find((name, n) => repositories.indexOf(name) !== n);
  if (twice !== undefined) {
    reader.add(lines.repositories ?? 1, `repositories must name each repository once; got ${twice} again`);
  }
  if (!rules.some(({ select }) => select)) {
    reader.add(lines.rules ?? 1, 'rules must have at least one rule that selects; got none with the key select');
  }
  const byUse = rules.find(({ select }) => select?.notRequestedFor !== undefined);
  if (byUse && values.domainOwner === undefined) {
    reader.add(
      byUse.line,
      'notRequestedFor must stand in a policy with domainOwner, whose log shows the requests; got none',
    );
  }
  reader.throwProblems();
  return {
    domain: values.domain as string,
    domainOwner: values.domainOwner as string | undefined,
    repositories,
    holds: texts('holds'),
    inUse: texts('inUse'),
    use: (values.use ?? 'use') as string,
    limits: readLimits(values.limits as PolicyMapping | undefined),
    rules,
  };
}

function readLimits(limits: PolicyMapping | undefined): PolicyLimits {
  const { versions, share } = (limits?.values ?? {}) as { readonly versions?: number; readonly share?: string };
  return { versions, ...(share === undefined ? {} : { share: Number.parseInt(share, 10) }) };
}

function readRule({ line, values }: PolicyMapping, reader: MappingReader, now: Date): PolicyRule {
  const select = values.select as PolicyMapping | undefined;
  const keep = values.keep as PolicyMapping | undefined;
  const rule: PolicyRule = {
    line,
    name: values.name as string | undefined,
    optional: values.optional === true,
    format: (values.format ?? []) as Format[],
    namespace: (values.namespace ?? []) as string[],
    package: (values.package ?? []) as string[],
    ...(select === undefined
      ? {}
      : {
          select: {
            match: (select.values.match ?? []) as string[],
            olderThan: select.values.olderThan as string | undefined,
            notRequestedFor: select.values.notRequestedFor as string | undefined,
            status: (select.values.status ?? []) as string[],
            origin: (select.values.origin ?? []) as string[],
            prerelease: select.values.prerelease === true,
            snapshotBuilds: select.values.snapshotBuilds === true,
          },
        }),
    keep: {
      latest: keep?.values.latest as number | undefined,
      latestPrereleases: keep?.values.latestPrereleases as number | undefined,
      latestBy: (keep?.values.latestBy ?? 'published') as 'published' | 'version',
      per: keep?.values.per as string | undefined,
      versions: (keep?.values.versions ?? []) as string[],
    },
  };
  if (!select && !keep) {
    reader.add(line, 'an item of rules must have at least one of the keys select, keep; got neither');
  }
  checkSelect(rule, select, { reader, now });
  checkKeep(rule, keep, reader);
  if (select) {
    checkFormats(rule, { ...select, key: 'match', patterns: rule.select?.match ?? [] }, reader);
  }
  if (keep) {
    checkFormats(rule, { ...keep, key: 'versions', patterns: rule.keep.versions }, reader);
  }
  return rule;
}

/** `{ prerelease: false }` asks for nothing, and would select everything. */
function checkSelect(
  { select }: PolicyRule,
  mapping: PolicyMapping | undefined,
  { reader, now }: { readonly reader: MappingReader; readonly now: Date },
) {
  if (!select || !mapping) {
    return;
  }
  const { olderThan, notRequestedFor, prerelease, snapshotBuilds, match, status, origin } = select;
  const hasAge = olderThan !== undefined || notRequestedFor !== undefined;
  const problem = olderThan === undefined ? undefined : findProblem(() => readAge(olderThan, now));
  if (olderThan !== undefined && problem !== undefined) {
    reader.add(mapping.lines.olderThan ?? mapping.line, `olderThan must be ${problem}; got ${oneLine(olderThan)}`);
  }
  const isNothing = [match, status, origin].every(({ length }) => length === 0) && !prerelease && !snapshotBuilds;
  if (isNothing && !hasAge && Object.keys(mapping.lines).length > 0) {
    reader.add(mapping.line, 'select must say what to select; for every version, write match: "*"');
  }
}

/** `per` counts nothing without a count, and a rule that selects has other means to be optional. */
function checkKeep({ select, keep, optional }: PolicyRule, mapping: PolicyMapping | undefined, reader: MappingReader) {
  if (mapping && keep.per !== undefined && keep.latest === undefined && keep.latestPrereleases === undefined) {
    reader.add(mapping.lines.per ?? mapping.line, 'per must stand beside latest or latestPrereleases, which it counts');
  }
  if (optional && select) {
    reader.add(mapping?.line ?? 1, 'optional must stand in a rule that only keeps; got one with the key select');
  }
}

/** Every pattern and order must have a meaning for every format of the rule. */
function checkFormats(
  { format }: PolicyRule,
  {
    key,
    patterns,
    values,
    lines,
    line,
  }: PolicyMapping & { readonly key: string; readonly patterns: readonly string[] },
  reader: MappingReader,
) {
  const formats = format.length === 0 ? FORMATS : format;
  const unordered = formats.filter((each) => versionScheme(each).notation === undefined);
  const narrow = 'give the rule the key format';
  if (values.prerelease === true && unordered.length > 0) {
    reader.add(lines.prerelease ?? line, `prerelease has no meaning for ${unordered.join(', ')}: ${narrow}`);
  }
  if (values.latestBy === 'version' && unordered.length > 0) {
    reader.add(lines.latestBy ?? line, `latestBy version has no meaning for ${unordered.join(', ')}: ${narrow}`);
  }
  if ((values.per === 'major' || values.per === 'minor') && unordered.length > 0) {
    reader.add(lines.per ?? line, `per ${values.per} has no meaning for ${unordered.join(', ')}: ${narrow}`);
  }
  if (values.snapshotBuilds === true && formats.some((each) => each !== 'maven')) {
    reader.add(lines.snapshotBuilds ?? line, `snapshotBuilds is about Maven: give the rule the format maven alone`);
  }
  for (const pattern of patterns) {
    const problem = formats.map((each) => patternProblem(each, pattern)).find((each) => each !== undefined);
    if (problem !== undefined) {
      const advice = formats.length > 1 ? ` A rule for several formats takes what each of them reads: ${narrow}.` : '';
      reader.add(lines[key] ?? line, `${oneLine(problem, 500)}${advice}`);
    }
  }
}

function patternProblem(format: Format, pattern: string): string | undefined {
  return findProblem(() => new VersionPatternReader(format, []).readRangeOrGlob(pattern));
}

function findProblem(readValue: () => unknown): string | undefined {
  try {
    readValue();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
