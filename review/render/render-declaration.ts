import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../declare/package-name';
import { jsonText, oneLine } from './sanitize';
import type { NamedPackage } from '../read/codeartifact-reader';
import { quoted } from './render-pins';
import type { Selection } from '../declare/selection';

/** The name of the construct library that the declaration is for. */
const LIBRARY = 'cdk-codeartifact-disposal';

/** The declaration as TypeScript to paste into a stack. */
export function renderDeclarationTypeScript(pkg: NamedPackage & PackageName, { versions, notes }: Selection): string {
  const { domain, domainOwner, repository, format, namespace, package: name } = pkg;
  const remarks = notes.map((note) => `// ${oneLine(note)}\n`).join('');
  if (versions.length === 0) {
    return `${remarks}// No version is selected.\n`;
  }
  const line = (key: string, value: string | undefined) => (value === undefined ? '' : `  ${key}: ${quoted(value)},\n`);
  const words = displayName(format, namespace, name).split(/[^A-Za-z0-9]+/);
  const id = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return (
    `${remarks}// import { DisposedPackageVersions, PackageFormat } from '${LIBRARY}';\n` +
    `new DisposedPackageVersions(this, ${quoted(id || 'Disposed')}, {\n` +
    line('domain', domain) +
    line('domainOwner', domainOwner) +
    line('repository', repository) +
    `  format: PackageFormat.${format.toUpperCase()},\n` +
    line('packageNamespace', namespace) +
    line('packageName', name) +
    `  versions: [\n${versions.map(({ version }) => `    ${quoted(version)},\n`).join('')}  ],\n` +
    `  versionRevisions: {\n${versions.map(({ version, revision }) => `    ${quoted(version)}: ${quoted(revision)},\n`).join('')}  },\n` +
    '});\n'
  );
}

/** The properties of the construct as JSON to load, with the notes beside. */
export function renderDeclarationJson(pkg: NamedPackage & PackageName, { versions, notes }: Selection): string {
  const { domain, domainOwner, repository, format, namespace, package: name } = pkg;
  const declaration = {
    schemaVersion: 1,
    notes,
    domain,
    domainOwner,
    repository,
    format,
    packageNamespace: namespace,
    packageName: name,
    versions: versions.map(({ version }) => version),
    versionRevisions: Object.fromEntries(versions.map(({ version, revision }) => [version, revision])),
  };
  return `${jsonText(declaration, 2)}\n`;
}
