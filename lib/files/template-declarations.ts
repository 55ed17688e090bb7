import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Action } from '../../declaration/declaration';
import { parseManifest } from '../../declaration/manifest';
import { isFormat } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { actionOfManifestType, actionOfType } from '../../declaration/resource-type';

/** A version that a template declares. */
export interface TemplateVersion {
  /** Absent if only the deployment knows it. */
  readonly version?: string;
  readonly isPinned: boolean;
}

/** The versions of one package in a declaration. */
export interface TemplatePackage {
  readonly package: PackageName;
  readonly versions: readonly TemplateVersion[];
}

/** A resource of a template that disposes or archives. */
export interface TemplateDeclaration {
  readonly logicalId: string;
  readonly templatePath: string;
  readonly action: Action;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The packages that can be read; a manifest that is not found has none. */
  readonly packages: readonly TemplatePackage[];
  /** A sentence that says which part cannot be read; absent if everything was read. */
  readonly unknown?: string;
}

interface TemplateResource {
  readonly Type?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Finds the resources of a template and its nested templates that dispose or archive. */
export function findTemplateDeclarations(templatePath: string): TemplateDeclaration[] {
  const { Resources = {} } = JSON.parse(readFileSync(templatePath, 'utf8')) as {
    readonly Resources?: Readonly<Record<string, TemplateResource>>;
  };
  return Object.entries(Resources).flatMap(([logicalId, resource]) => {
    const { Type, Properties: properties = {} } = resource;
    if (Type === 'AWS::CloudFormation::Stack') {
      const nested = findAsset(dirname(templatePath), JSON.stringify(properties['TemplateURL']));
      return nested === undefined ? [] : findTemplateDeclarations(nested);
    }
    const place = { logicalId, templatePath, properties };
    const action = actionOfType(Type);
    if (action !== undefined) {
      return [{ ...place, action, ...readDeclaredPackageName(properties) }];
    }
    const manifestAction = actionOfManifestType(Type);
    return manifestAction === undefined
      ? []
      : [{ ...place, action: manifestAction, ...readManifest(dirname(templatePath), properties) }];
  });
}

type Content = Pick<TemplateDeclaration, 'packages' | 'unknown'>;

function readDeclaredPackageName(properties: TemplateDeclaration['properties']): Content {
  const { format, namespace, package: name, versions, versionRevisions } = properties;
  const names = [name, ...(namespace === undefined ? [] : [namespace])];
  if (!isFormat(format) || !names.every((text) => typeof text === 'string')) {
    return { packages: [], unknown: 'Only the deployment knows the name of the package.' };
  }
  const pins: object = typeof versionRevisions === 'object' && versionRevisions !== null ? versionRevisions : {};
  const list: unknown[] = Array.isArray(versions) ? versions : [undefined];
  return {
    packages: [
      {
        package: { format, namespace: namespace as string | undefined, package: name as string },
        versions: list.map((version) => {
          const text = typeof version === 'string' ? version : undefined;
          return { version: text, isPinned: text !== undefined && Object.hasOwn(pins, text) };
        }),
      },
    ],
  };
}

function readManifest(directory: string, { manifestKey }: TemplateDeclaration['properties']): Content {
  const path = typeof manifestKey === 'string' ? findAsset(directory, manifestKey) : undefined;
  if (path === undefined) {
    return { packages: [], unknown: 'Its manifest is not in the cloud assembly.' };
  }
  const packages: TemplatePackage[] = [];
  for (const { format, namespace, package: name, versionRevisions } of parseManifest(readFileSync(path)).packages()) {
    const versions = [...versionRevisions.keys()].map((version) => ({ version, isPinned: true }));
    packages.push({ package: { format, namespace, package: name }, versions });
  }
  return { packages };
}

/** The file whose key a text has, by the manifests of assets of an assembly. A key has the hash of the file. */
function findAsset(directory: string, text: string): string | undefined {
  for (const name of readdirSync(directory).filter((each) => each.endsWith('.assets.json'))) {
    const { files = {} } = JSON.parse(readFileSync(join(directory, name), 'utf8')) as AssetManifest;
    const asset = Object.values(files).find(({ destinations }) =>
      Object.values(destinations).some(({ objectKey }) => objectKey !== undefined && text.includes(objectKey)),
    );
    if (asset?.source.path !== undefined) {
      return join(directory, asset.source.path);
    }
  }
  return undefined;
}

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path?: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey?: string }>>;
      }
    >
  >;
}
