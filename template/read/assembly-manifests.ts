import { AssemblyError } from './assembly-error';
import type { AssemblyFiles } from './assembly-files';
import type { FileAssets } from './file-assets';
import { isObject, type Json } from '../values/template';

const MAX_NESTED_ASSEMBLIES = 1_000;

/** Types of artifacts that deploy nothing but their stacks and assets. */
const KNOWN_TYPES = [
  'aws:cloudformation:stack',
  'cdk:tree',
  'cdk:asset-manifest',
  'cdk:cloud-assembly',
  'cdk:feature-flag-report',
  'none',
];

/** An artifact of which it is not known what it deploys. */
export interface UnknownArtifact {
  readonly id: string;
  readonly type: string;
}

/**
 * Reads the manifests of a cloud assembly and of those that it nests, adds their assets, and checks that every path in
 * them stays inside the assembly.
 *
 * @returns the artifacts of other types
 * @throws AssemblyError also if the context of the app was incomplete
 */
export function readManifests(assembly: string, files: AssemblyFiles, assets: FileAssets): UnknownArtifact[] {
  const unknown: UnknownArtifact[] = [];
  const missing: string[] = [];
  const visitedDirectories = new Set<string>();
  const directories = [files.path(assembly, '.')];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    if (visitedDirectories.has(directory) || visitedDirectories.size >= MAX_NESTED_ASSEMBLIES) {
      throw new AssemblyError(
        `The assembly ${assembly} cannot be read: it must nest at most ${MAX_NESTED_ASSEMBLIES} assemblies, each once.`,
      );
    }
    visitedDirectories.add(directory);
    const manifest = files.readJson(directory, 'manifest.json');
    const { missing: lookups, artifacts } = isObject(manifest) ? manifest : {};
    missing.push(...listNames(lookups));
    for (const [id, artifact] of Object.entries(isObject(artifacts) ? artifacts : {})) {
      const type = isObject(artifact) ? artifact['type'] : undefined;
      if (!isObject(artifact) || typeof type !== 'string' || !KNOWN_TYPES.includes(type)) {
        unknown.push({ id, type: JSON.stringify(type ?? null) });
        continue;
      }
      const { additionalMetadataFile } = artifact;
      const properties = isObject(artifact['properties']) ? artifact['properties'] : {};
      if (additionalMetadataFile !== undefined) {
        files.readJson(directory, additionalMetadataFile);
      }
      if (type === 'cdk:cloud-assembly') {
        directories.push(files.path(directory, properties['directoryName']));
      } else if (type === 'cdk:asset-manifest') {
        assets.add(directory, files.readJson(directory, properties['file']));
      }
    }
  }
  refuseMissingContext(missing);
  return unknown;
}

function listNames(lookups: Json | undefined): string[] {
  return (Array.isArray(lookups) ? lookups : []).map((lookup) =>
    isObject(lookup) && typeof lookup['key'] === 'string' ? lookup['key'] : 'a lookup',
  );
}

/** While a lookup is missing, the CDK puts a dummy in its place, which is nothing to review. */
function refuseMissingContext(missing: readonly string[]) {
  if (missing.length > 0) {
    throw new AssemblyError(
      `The assembly was synthesized without context that it looks up: ${missing.join(', ')}. ` +
        'Run "npx cdk synth" with credentials, and commit cdk.context.json.',
    );
  }
}
