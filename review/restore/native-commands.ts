import { readFileSync } from 'node:fs';
import type { ColdCopy } from '../../declaration/cold-copy';
import { displayName } from '../../declaration/package-format';
import { shellQuoted } from '../text/shell';
import { MAX_TARBALL_BYTES, readPackageJson } from './npm-tarball';
import type { RestoredFile } from './write-assets';

/** How a version is published again by hand: commands of a shell, and what else they do. */
export interface NativeCommands {
  readonly commands: readonly string[];
  readonly notes: readonly string[];
}

/** A version, and its files on the disk. */
interface RestoredVersion {
  readonly copy: ColdCopy;
  readonly files: readonly RestoredFile[];
}

/** The tag of a version that is restored, which no other version has. */
export function restoreTag(version: string): string {
  return `restored-${version}`;
}

/** The commands of the native client, and what they would do to tags, other registries and upstreams. */
export function nativeCommands(version: RestoredVersion): NativeCommands {
  const { copy } = version;
  const { commands, notes } = BY_FORMAT[copy.format](version);
  return { commands: [...recordCommands(copy), ...commands], notes: [...notes, ...originNotes(copy)] };
}

/** A text as one word of a POSIX shell; one that needs no quotes has none. */
export function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellQuoted(text);
}

/** An option with its value, which no program takes for an option. */
function option(name: string, value: string): string {
  return value.startsWith('-') ? `--${name}=${quote(value)}` : `--${name} ${quote(value)}`;
}

function repositoryOptions({ domain, domainOwner, repository }: ColdCopy): string {
  return `--domain ${domain} --domain-owner ${domainOwner} --repository ${repository}`;
}

function packageOptions(copy: ColdCopy): string {
  const { format, namespace, package: name } = copy;
  const scope = namespace === undefined ? '' : ` ${option('namespace', namespace)}`;
  return `${repositoryOptions(copy)} --format ${format}${scope} ${option('package', name)}`;
}

/** The record of a disposed version is in the way of any publication. */
function recordCommands(copy: ColdCopy): string[] {
  return [
    '# If the record of the disposed version exists, it is deleted first; no other status allows that:',
    `aws codeartifact delete-package-versions ${packageOptions(copy)} ${option('versions', copy.version)} --expected-status Disposed`,
  ];
}

function originNotes({ description }: ColdCopy): string[] {
  const { originType } = Object(description['origin']) as { originType?: unknown };
  return [
    originType === 'EXTERNAL'
      ? 'The version came from a public repository. While that is reachable, it comes back from there, and the package origin ' +
        'controls block publishing unless somebody allowed it.'
      : 'If an upstream repository has the version, package managers get it from there as soon as the record is deleted.',
    'A restored version has the origin INTERNAL and a new time of publication.',
  ];
}

function login(tool: string, copy: ColdCopy): string {
  return `aws codeartifact login --tool ${tool} ${repositoryOptions(copy)}`;
}

function endpoint(copy: ColdCopy): string {
  return `ENDPOINT=$(aws codeartifact get-repository-endpoint ${repositoryOptions(copy)} --format ${copy.format} --query repositoryEndpoint --output text)`;
}

function token({ domain, domainOwner }: ColdCopy): string {
  return `TOKEN=$(aws codeartifact get-authorization-token --domain ${domain} --domain-owner ${domainOwner} --query authorizationToken --output text)`;
}

/** A place below the endpoint of the repository, with every part of it escaped. */
function urlOf(...parts: readonly string[]): string {
  return `"\${ENDPOINT%/}"${quote(`/${parts.map(encodeURIComponent).join('/')}`)}`;
}

const CURL = 'curl --fail --globoff --user "aws:$TOKEN"';

const BY_FORMAT: Readonly<Record<ColdCopy['format'], (version: RestoredVersion) => NativeCommands>> = {
  npm: ({ copy, files }) => ({
    commands: [
      login('npm', copy),
      endpoint(copy),
      ...files.map(
        ({ path }) => `npm publish ${quote(path)} --registry "$ENDPOINT" ${option('tag', restoreTag(copy.version))}`,
      ),
    ],
    notes: [
      `Without --tag, npm would move latest to ${copy.version}; with it, only the tag ${restoreTag(copy.version)} is set.`,
      ...packageJsonNotes(files),
    ],
  }),
  generic: ({ copy, files }) => ({
    commands: files.map(
      ({ asset, path }, index) =>
        `aws codeartifact publish-package-version ${packageOptions(copy)} ${option('package-version', copy.version)} ` +
        `--asset-content ${quote(path)} ${option('asset-name', asset.name)} --asset-sha256 ${asset.sha256}` +
        (index < files.length - 1 ? ' --unfinished' : ''),
    ),
    notes: [
      'The version is Unfinished until the last command.',
      ...files
        .filter(({ asset }) => /^fileb?:\/\//.test(asset.name))
        .map(
          ({ asset }) =>
            `The AWS CLI takes the name ${asset.name} for that of a file. Restore the version with --publish.`,
        ),
    ],
  }),
  pypi: ({ copy, files }) => ({
    commands: [
      login('twine', copy),
      ...files.map(({ path }) => `twine upload --repository codeartifact ${quote(path)}`),
    ],
    notes: ['twine uploads the files as they are; pip then prefers the greatest version, as before.'],
  }),
  nuget: ({ copy, files }) => ({
    commands: [
      login('dotnet', copy),
      ...packages(files, '.nupkg').map(
        ({ path }) => `dotnet nuget push ${quote(path)} --source ${copy.domain}/${copy.repository}`,
      ),
    ],
    notes: ['The other files are made from the .nupkg.'],
  }),
  ruby: ({ copy, files }) => ({
    commands: [
      endpoint(copy),
      token(copy),
      ...packages(files, '.gem').map(
        ({ path }) => `GEM_HOST_API_KEY="Bearer $TOKEN" gem push ${quote(path)} --host "\${ENDPOINT%/}"`,
      ),
    ],
    notes: ['gem pushes the file as it is.'],
  }),
  maven: ({ copy, files }) => ({
    commands: [
      endpoint(copy),
      token(copy),
      ...files.map(({ asset, path }) => {
        const folders = [...(copy.namespace ?? '').split('.'), copy.package, copy.version];
        return `${CURL} --header 'Content-Type: application/octet-stream' --upload-file ${quote(path)} ${urlOf(...folders, asset.name)}`;
      }),
      `aws codeartifact update-package-versions-status ${packageOptions(copy)} ${option('versions', copy.version)} --target-status Published`,
    ],
    notes: [
      'The version is Unfinished until the last command. mvn deploy would send maven-metadata.xml, whose latest and release ' +
        'it would move to this version.',
    ],
  }),
  swift: ({ copy, files }) => ({
    commands: [
      endpoint(copy),
      token(copy),
      ...packages(files, '.zip').map(({ path }) => {
        // Within double quotes, curl takes no character of the path for one of the form.
        const form = `source-archive=@"${path.replace(/[\\"]/g, '\\$&')}"`;
        const url = urlOf(copy.namespace ?? '', copy.package, copy.version);
        return `${CURL} --request PUT --header 'Accept: application/vnd.swift.registry.v1+json' --form ${quote(form)} ${url}`;
      }),
    ],
    notes: ['swift package-registry publish would build the archive again, with other bytes.'],
  }),
  cargo: () => ({
    commands: [],
    notes: [
      'cargo publish would build the crate again, with other bytes, and no other command sends a .crate as it is. The file is ' +
        'written; publish it with a client of the registry protocol.',
    ],
  }),
};

function packages(files: readonly RestoredFile[], extension: string): readonly RestoredFile[] {
  const matchingFiles = files.filter(({ asset }) => asset.name.endsWith(extension));
  return matchingFiles.length > 0 ? matchingFiles : files;
}

/** What the manifest of an npm package makes npm do. */
function packageJsonNotes(files: readonly RestoredFile[]): string[] {
  const [file] = files;
  if (file === undefined || file.asset.size > MAX_TARBALL_BYTES) {
    return [];
  }
  try {
    const { private: isPrivate, publishConfig } = readPackageJson(readFileSync(file.path));
    const { registry, tag } = Object(publishConfig) as { registry?: unknown; tag?: unknown };
    return [
      ...(isPrivate === true ? ['The package is private: npm refuses to publish it. Restore it with --publish.'] : []),
      ...(typeof registry === 'string'
        ? [`Its publishConfig names the registry ${registry}, to which npm would send it without --registry.`]
        : []),
      ...(typeof tag === 'string' ? [`Its publishConfig names the tag ${tag}, which --tag overrides.`] : []),
    ];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** `npm @my-scope/left-pad 1.0.0` */
export function describeCopy({ format, namespace, package: name, version }: ColdCopy): string {
  return `${format} ${displayName(format, namespace, name)} ${version}`;
}
