import { InvalidText } from '../../declaration/line-problems';
import {
  findRepositoryMismatch,
  type Manifest,
  manifestHash,
  type ManifestDeclaration,
  parseManifest,
  parseManifestProperties,
  UNKNOWN_STATE_MACHINE,
} from '../../declaration/manifest';
import type { Action } from '../../declaration/declaration';
import { regionMismatch } from '../../declaration/region';
import { describeViolation, InvalidProperties } from '../../declaration/schema';
import type { ServiceError } from '../../codeartifact/describe-service-error';
import { AssemblyError } from '../../template/read/assembly-error';
import type { FileAssets } from '../../template/read/file-assets';
import type { JsonObject } from '../../template/values/template';

/** Codes of problems that are not the service's. */
export const INVALID = 'INVALID_PROPERTIES';
/** The manifest is not in the assembly, or is another one than its custom resource says. */
const UNREAD_MANIFEST = 'UNREAD_MANIFEST';

/** Bytes of a manifest that are read at most: a million versions have less, unless their names are very long. */
const MAX_BYTES = 250_000_000;

/** The declaration of a manifest's custom resource, by the assembly alone. */
export interface FoundManifest {
  /** Absent where a property is not known, or breaks a rule. */
  readonly properties?: ManifestDeclaration;
  /** Absent where it could not be read, or does not agree with the properties. */
  readonly content?: Manifest;
  /** The reason why it is absent, unless a property is not known. */
  readonly problem?: ServiceError;
}

/**
 * Reads the manifest that the properties of a custom resource name. It counts only if its bytes are those that the
 * deployment is bound to.
 *
 * @param assets of the assembly; absent where there is only a template
 * @param region that the stack is deployed to; absent where that is not known
 * @param action the effect of the custom resource on the versions
 */
export function findManifest(
  resolvedProperties: JsonObject,
  { assets, region, action }: { readonly assets?: FileAssets; readonly region?: string; readonly action: Action },
): FoundManifest {
  let properties: ManifestDeclaration;
  try {
    properties = parseManifestProperties({ ...resolvedProperties, stateMachineArn: UNKNOWN_STATE_MACHINE }, action);
  } catch (error) {
    if (error instanceof InvalidProperties) {
      return { problem: { code: INVALID, message: error.violations.map(describeViolation).join('; ') } };
    }
    throw error;
  }
  const mismatch = region === undefined ? undefined : regionMismatch(properties, region);
  if (mismatch !== undefined) {
    return { properties, problem: { code: INVALID, message: mismatch } };
  }
  try {
    return { properties, content: readManifest(properties, assets) };
  } catch (error) {
    if (error instanceof InvalidText || error instanceof AssemblyError || error instanceof RangeError) {
      const { versionCount } = properties;
      const message = `nothing is known of its ${versionCount} versions: ${error.message}`.replace(/\.$/, '');
      return { properties, problem: { code: UNREAD_MANIFEST, message } };
    }
    throw error;
  }
}

/**
 * @throws RangeError if the assembly has no such file, or the file does not agree with the properties
 * @throws InvalidText
 * @throws AssemblyError
 */
function readManifest(properties: ManifestDeclaration, assets: FileAssets | undefined): Manifest {
  const { manifestKey, manifestHash: expected, packageCount, versionCount } = properties;
  const files = assets?.filesAt(manifestKey, MAX_BYTES) ?? [];
  const [first] = files;
  if (first === undefined) {
    throw new RangeError(
      `the assembly must have the manifest as a file asset; got none of the key ${manifestKey}. Run "npx cdk synth", ` +
        'with assets staged',
    );
  }
  const bytes = files.find((file) => manifestHash(file) === expected);
  if (bytes === undefined) {
    throw new RangeError(
      `the manifest ${manifestKey} must have the SHA-256 that its custom resource names, ${expected}; got ` +
        `${manifestHash(first)}. Find out who changed it, and run "npx cdk synth" again`,
    );
  }
  const manifest = parseManifest(bytes);
  if (manifest.packageCount !== packageCount || manifest.versionCount !== versionCount) {
    throw new RangeError(
      `the manifest ${manifestKey} must have ${versionCount} versions of ${packageCount} packages, as its custom ` +
        `resource says; got ${manifest.versionCount} of ${manifest.packageCount}. Run "npx cdk synth" again`,
    );
  }
  const mismatch = findRepositoryMismatch(manifest.repository, properties);
  if (mismatch !== undefined) {
    throw new RangeError(`${mismatch}. Give the construct the manifest of its repository`);
  }
  return manifest;
}
