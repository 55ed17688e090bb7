import type { NamedDomain } from '../../../codeartifact/list-repositories';
import type { ReadResult, Sources } from '../../read/codeartifact-reader';
import type { FoundPackage, TakeDownFindings } from './find-in-repositories';

/** The sources of each repository of a domain for versions that it does not have. */
export type SourcesByRepository = ReadonlyMap<string, ReadResult<Sources>>;

/** The options of a command of the AWS CLI. */
export interface CommandScope extends NamedDomain {
  readonly region?: string;
  readonly profile?: string;
}

/** Text that a shell takes as it is. */
const PLAIN = /^[A-Za-z0-9@._:/=,+][A-Za-z0-9@._:/=,+-]*$/;

/**
 * The sources that could bring a version of a format into a repository: its upstreams, each with the external connections that
 * it reaches, and its own external connections.
 *
 * @returns a phrase each; none if nothing but a publication brings a version in
 */
function describeSources(repository: string, format: string, sources: SourcesByRepository): readonly string[] {
  const own = sources.get(repository);
  if (!own?.value) {
    return [`an unknown source, since its upstreams could not be read (${own?.problem?.code ?? 'not listed'})`];
  }
  return [
    ...listConnections(own.value, format).map((name) => `the external connection ${name}`),
    ...own.value.upstreams.map((upstream) => {
      const reached = connectionsBehind(upstream, format, sources);
      return reached.length === 0
        ? `the upstream ${upstream}, if it is published there`
        : `the upstream ${upstream}, which reaches ${reached.join(' and ')}`;
    }),
  ];
}

/** The external connections that a repository reaches, over all its upstreams. */
function connectionsBehind(repository: string, format: string, sources: SourcesByRepository): readonly string[] {
  const visited = new Set<string>();
  const openPackages = new Set<string>();
  const waiting = [repository];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const { value } = sources.get(name) ?? {};
    if (!visited.has(name)) {
      visited.add(name);
      (value ? listConnections(value, format) : [`what could not be read of ${name}`]).forEach((each) =>
        openPackages.add(each),
      );
      waiting.push(...(value?.upstreams ?? []));
    }
  }
  return [...openPackages];
}

function listConnections({ externalConnections }: Sources, format: string): readonly string[] {
  return externalConnections.filter((each) => (each.format ?? format) === format).map(({ name }) => name);
}

/** Packages of a repository that versions could come back into, with the command that blocks their upstreams. */
export interface OriginControls {
  readonly repository: string;
  /** The sources by format, a phrase each. */
  readonly sources: ReadonlyMap<string, readonly string[]>;
  readonly commands: readonly string[];
  /** The packages of the commands. */
  readonly openPackages: readonly FoundPackage[];
  /** Packages whose upstreams are blocked already. */
  readonly blockedCount: number;
}

/** The blocks that keep the packages of the list from coming back. */
export function blockUpstreams(
  { repository, packages }: TakeDownFindings,
  sources: SourcesByRepository,
  scope: CommandScope,
): OriginControls {
  const formats = [...new Set(packages.map(({ pkg }) => pkg.format))];
  const byFormat = new Map(
    formats
      .map((format) => [format as string, describeSources(repository, format, sources)] as const)
      .filter(([, phrases]) => phrases.length > 0),
  );
  const exposed = packages.filter(({ pkg }) => byFormat.has(pkg.format));
  const open = exposed.filter(({ restrictions }) => restrictions?.upstream !== 'BLOCK');
  return {
    repository,
    sources: byFormat,
    commands: open.map((each) => blockCommand(repository, each, scope)),
    openPackages: open,
    blockedCount: exposed.length - open.length,
  };
}

/**
 * The service asks for both restrictions at once, so that the command repeats the one about publishing. If that is not known, the command is a comment, and its user decides.
 */
function blockCommand(repository: string, { pkg, restrictions }: FoundPackage, scope: CommandScope): string {
  const { domain, domainOwner, region, profile } = scope;
  const { publish = 'ALLOW or BLOCK' } = restrictions ?? {};
  const options = {
    '--domain': domain,
    '--domain-owner': domainOwner,
    '--repository': repository,
    '--format': pkg.format,
    '--namespace': pkg.namespace,
    '--package': pkg.package,
    '--restrictions': `publish=${publish},upstream=BLOCK`,
    '--region': region,
    '--profile': profile,
  };
  const words = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [shellOption(option, value)],
  );
  const prefix = restrictions?.publish === undefined ? '# ' : '';
  return `${prefix}aws codeartifact put-package-origin-configuration ${words.join(' ')}`;
}

/** A value that begins with a hyphen would be taken for another option. */
function shellOption(option: string, value: string): string {
  const text = PLAIN.test(value) ? value : `'${value.replace(/'/g, `'\\''`)}'`;
  return value.startsWith('-') ? `${option}=${text}` : `${option} ${text}`;
}
