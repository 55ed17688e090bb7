import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { NamedDomain } from '../../../codeartifact/list-repositories';
import type { PackageName } from '../../../declaration/package-name';
import type { OriginControls } from './origin-controls';

const DESCRIPTION =
  'Blocks packages of a take-down list in every repository of the domain, good versions that a repository does not have yet ' +
  'included. A package group that exists already must be changed where it is declared.';

/** CloudFormation quotas: a template has at most 500 resources. The stack that includes one needs some of its own. */
const MAX_GROUPS = 450;

/**
 * Templates of CloudFormation with a package group for each package that could come back, to include into the app that owns the
 * domain. As the commands do, they block upstreams, and leave the publication open where a repository allows it.
 *
 * @param makePath the path of a file by its ending
 * @returns one file, or several for more groups than one stack has room for
 */
export function makePackageGroupFiles(
  controls: readonly OriginControls[],
  domain: NamedDomain,
  makePath: (ending: string) => string,
): readonly { readonly path: string; readonly data: string }[] {
  const allowsPublication = new Map<string, boolean>();
  for (const { pkg, restrictions } of controls.flatMap(({ openPackages }) => openPackages)) {
    const pattern = toGroupPattern(pkg);
    allowsPublication.set(pattern, allowsPublication.get(pattern) === true || restrictions?.publish === 'ALLOW');
  }
  const resources = [...allowsPublication]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pattern, isAllowed]) => [toLogicalId(pattern), packageGroup(domain, pattern, isAllowed)] as const);
  const findPath = (n: number) =>
    makePath(n === 0 ? 'package-groups.template.json' : `package-groups.${n + 1}.template.json`);
  const files: { readonly path: string; readonly data: string }[] = [];
  // A file of an earlier run whose groups are gone must not block on.
  for (let n = 0; n === 0 || n * MAX_GROUPS < resources.length || existsSync(findPath(n)); n += 1) {
    const data = renderTemplate(Object.fromEntries(resources.slice(n * MAX_GROUPS, (n + 1) * MAX_GROUPS)));
    files.push({ path: findPath(n), data });
  }
  return files;
}

function renderTemplate(resources: Readonly<Record<string, object>>): string {
  const template = { AWSTemplateFormatVersion: '2010-09-09', Description: DESCRIPTION, Resources: resources };
  return `${JSON.stringify(template, undefined, 2)}\n`;
}

function packageGroup({ domain, domainOwner }: NamedDomain, pattern: string, isPublicationAllowed: boolean) {
  return {
    Type: 'AWS::CodeArtifact::PackageGroup',
    Properties: {
      DomainName: domain,
      ...(domainOwner === undefined ? {} : { DomainOwner: domainOwner }),
      Pattern: pattern,
      OriginConfiguration: {
        Restrictions: {
          Publish: { RestrictionMode: isPublicationAllowed ? 'INHERIT' : 'BLOCK' },
          ExternalUpstream: { RestrictionMode: 'BLOCK' },
          InternalUpstream: { RestrictionMode: 'BLOCK' },
        },
      },
    },
  };
}

/** The pattern of one package, `/npm/scope/name$`; the part of the namespace is empty without one. */
function toGroupPattern({ format, namespace = '', package: name }: PackageName): string {
  return `/${format}/${namespace}/${name}$`;
}

/** The letters and digits of the pattern, and a hash that tells `a-b` from `ab`. */
function toLogicalId(pattern: string): string {
  const hash = createHash('sha256').update(pattern).digest('hex').slice(0, 8);
  return `Block${pattern.replace(/[^A-Za-z0-9]/g, '').slice(0, 200)}${hash.toUpperCase()}`;
}
