import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { splitIntoDeclarations } from '../declare/declarable';
import type { Decision, PinnedVersion, Selection } from '../declare/selection';
import type { NamedPackage } from '../read/codeartifact-reader';
import { quoted } from './pins/render-pins';
import { describeReasons, keptText, otherText, publishedDay } from './render-selection';
import { jsonText, oneLine } from '../text/sanitize';

/** The name of the construct library that the declaration is for. */
const LIBRARY = 'cdk-codeartifact-disposal';

/** The declarations as TypeScript to paste into a stack; more than one where one cannot hold every version. */
export function renderDeclarationTypeScript(pkg: NamedPackage & PackageName, selection: Selection): string {
  const { decisions, expectedStatus } = selection;
  const parts = splitIntoDeclarations(selection.versions);
  const remarks = [...collectNotes(selection, parts.length), ...keptText(decisions), ...otherText(decisions)];
  const comments = remarks.map((remark) => `// ${remark}\n`).join('');
  if (parts.length === 0) {
    return `${comments}// No version is selected.\n`;
  }
  const types = [
    'DisposedPackageVersions',
    'PackageFormat',
    ...(expectedStatus === undefined ? [] : ['PackageVersionStatus']),
  ];
  const decisionOf = new Map(decisions.map((decision) => [decision.version, decision]));
  return (
    `${comments}// import { ${types.join(', ')} } from '${LIBRARY}';\n` +
    parts
      .map((versions, index) =>
        declarationText(pkg, {
          number: parts.length === 1 ? '' : `${index + 1}`,
          expectedStatus,
          versions: versions.map((pinned) => ({ ...decisionOf.get(pinned.version)!, ...pinned })),
        }),
      )
      .join('\n')
  );
}

function declarationText(
  { domain, domainOwner, repository, format, namespace, package: name }: NamedPackage & PackageName,
  {
    number,
    versions,
    expectedStatus,
  }: {
    readonly number: string;
    readonly versions: readonly (Decision & PinnedVersion)[];
    readonly expectedStatus?: string;
  },
): string {
  const line = (key: string, value: string | undefined) => (value === undefined ? '' : `  ${key}: ${quoted(value)},\n`);
  const words = displayName(format, namespace, name).split(/[^A-Za-z0-9]+/);
  const id = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return (
    `new DisposedPackageVersions(this, ${quoted(`${id || 'Disposed'}${number}`)}, {\n` +
    line('domain', domain) +
    line('domainOwner', domainOwner) +
    line('repository', repository) +
    `  format: PackageFormat.${format.toUpperCase()},\n` +
    line('packageNamespace', namespace) +
    line('packageName', name) +
    (expectedStatus === undefined ? '' : `  expectedStatus: PackageVersionStatus.${expectedStatus.toUpperCase()},\n`) +
    `  versions: [\n${versions.map((decision) => `    ${quoted(decision.version)}, // ${reasonText(decision)}\n`).join('')}  ],\n` +
    `  versionRevisions: {\n${versions.map(({ version, revision }) => `    ${quoted(version)}: ${quoted(revision)},\n`).join('')}  },\n` +
    '});\n'
  );
}

function reasonText(decision: Decision): string {
  const published = publishedDay(decision);
  return oneLine(`${decision.status}${published === '' ? '' : ` ${published}`}: ${describeReasons(decision)}`);
}

/**
 * The properties of the construct as JSON to load, with the notes beside: an object for one declaration, otherwise a
 * list, which is empty if nothing is selected.
 */
export function renderDeclarationJson(pkg: NamedPackage & PackageName, selection: Selection): string {
  const { domain, domainOwner, repository, format, namespace, package: name } = pkg;
  const parts = splitIntoDeclarations(selection.versions);
  const declarations = parts.map((versions) => ({
    schemaVersion: 1,
    notes: collectNotes(selection, parts.length),
    domain,
    domainOwner,
    repository,
    format,
    packageNamespace: namespace,
    packageName: name,
    expectedStatus: selection.expectedStatus,
    versions: versions.map(({ version }) => version),
    versionRevisions: Object.fromEntries(versions.map(({ version, revision }) => [version, revision])),
  }));
  return `${jsonText(declarations.length === 1 ? declarations[0] : declarations, 2)}\n`;
}

function collectNotes({ notes }: Selection, declarations: number): string[] {
  return [
    ...notes,
    ...(declarations > 1
      ? [
          `One declaration cannot hold every version: these are ${declarations}. ` +
            'If a template gets too large for CloudFormation, put them into stacks of their own.',
        ]
      : []),
  ].map((note) => oneLine(note, 1000));
}
