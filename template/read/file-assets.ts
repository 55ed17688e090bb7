import type { AssemblyFiles } from './assembly-files';
import { readAssemblyBytes } from './assembly-files';
import { AssemblyError } from './assembly-error';
import { objectAddress } from '../values/object-address';
import { isObject, ownValue, type Json } from '../values/template';

/** The object that an asset is published as. */
interface AssetDestination {
  /** It may name the account and the Region as pseudo parameters. */
  readonly bucketName: string;
  readonly objectKey: string;
}

/** A file or directory that the deployment publishes. */
interface FileAsset {
  readonly hash: string;
  /** The assembly that lists it: of each stage one. */
  readonly directory: string;
  readonly path: string;
  /** A directory is published as a zip file. */
  readonly isDirectory: boolean;
  readonly destinations: readonly AssetDestination[];
}

/** An asset as one of the objects that the deployment publishes. */
export type PublishedAsset = Pick<FileAsset, 'path' | 'isDirectory'> & AssetDestination;

/** An asset that an address names. */
export interface FoundAsset {
  readonly path: string;
  /** True if the deployment publishes the asset to this address, the bucket included. */
  readonly isCertain: boolean;
}

/** Characters of a hash or a key. Shorter ones may be part of any text. */
const MIN_NAME = 16;

/** Bytes of files that are compared. */
const MAX_SAME = 100_000_000;

/** The file assets of an assembly, by where they are published. */
export class FileAssets {
  /** Stages have equal assets of the same hash, each published to other places. */
  private readonly listed: FileAsset[] = [];
  private readonly legacy: FileAsset[] = [];
  /** Of a file that a command makes, there is no path. */
  private readonly unreadable: (Omit<FileAsset, 'directory' | 'path'> & { readonly path?: string })[] = [];
  /** Paths of single files by their published key, in any bucket. */
  private readonly byKey = new Map<string, Set<string>>();

  constructor(private readonly files: AssemblyFiles) {}

  /** Adds the entries of a manifest of assets. */
  add(directory: string, manifest: unknown) {
    const files = isObject(manifest) && isObject(manifest['files']) ? manifest['files'] : {};
    for (const [hash, asset] of Object.entries(files)) {
      const source = isObject(asset) && isObject(asset['source']) ? asset['source'] : {};
      const destinations = isObject(asset) && isObject(asset['destinations']) ? asset['destinations'] : {};
      const path = typeof source['path'] === 'string' ? this.pathInside(directory, source['path']) : undefined;
      const isDirectory = source['packaging'] === 'zip';
      const published = Object.values(destinations).flatMap((destination) => {
        const { bucketName, objectKey } = isObject(destination) ? destination : {};
        return typeof bucketName === 'string' && typeof objectKey === 'string' ? [{ bucketName, objectKey }] : [];
      });
      if (path === undefined) {
        const name = typeof source['path'] === 'string' ? source['path'] : undefined;
        this.unreadable.push({ hash, isDirectory, destinations: published, path: name });
        continue;
      }
      this.listed.push({ hash, directory, path, isDirectory, destinations: published });
      for (const { objectKey } of isDirectory ? [] : published) {
        this.byKey.set(objectKey, (this.byKey.get(objectKey) ?? new Set()).add(path));
      }
    }
  }

  /** The files that the deployment publishes and that are not in the assembly: a command makes them, or they lie elsewhere. */
  get unreadableFiles(): { readonly hash: string; readonly path?: string }[] {
    return this.unreadable.filter(({ isDirectory }) => !isDirectory);
  }

  /** Adds an asset that the metadata of a stack lists, as the legacy synthesizer of the CDK does. Parameters say where it is. */
  addLegacy(directory: string, data: unknown) {
    const { path: name, sourceHash, packaging } = isObject(data) ? data : {};
    const path = typeof name === 'string' ? this.pathInside(directory, name) : undefined;
    if (path !== undefined && typeof sourceHash === 'string') {
      this.legacy.push({ hash: sourceHash, directory, path, isDirectory: packaging === 'zip', destinations: [] });
    }
  }

  /** Every asset by each object that the deployment publishes it as. */
  get published(): PublishedAsset[] {
    return this.listed.flatMap(({ path, isDirectory, destinations }) =>
      destinations.map((destination) => ({ path, isDirectory, ...destination })),
    );
  }

  /**
   * The asset that an expression in a template points to.
   *
   * @param directory the assembly of the template, whose own assets come first
   */
  find(address: Json | undefined, directory: string): FoundAsset | undefined {
    const there = this.publishedAt(objectAddress(address));
    const assets = this.withHashIn(JSON.stringify(address ?? ''));
    const own = assets.filter((asset) => asset.directory === directory);
    const certain = own.find((asset) => there.includes(asset)) ?? assets.find((asset) => there.includes(asset));
    const asset = certain ?? own[0] ?? assets[0];
    return (
      asset && { path: asset.path, isCertain: certain !== undefined && this.isOnly(asset.path, objectAddress(address)) }
    );
  }

  /**
   * True if a file is all that the deployment publishes at a place.
   *
   * @param place such as `bucket/key`
   */
  isPublishedAt(place: string, path: string): boolean {
    return this.publishedAt(place).length > 0 && this.isOnly(path, place);
  }

  /** The paths of single files that are published. */
  get singleFiles(): string[] {
    return this.listPaths(false);
  }

  /** The paths of directories that are published as zip files. */
  get directories(): string[] {
    return this.listPaths(true);
  }

  /**
   * The bytes of each single file that is published under a key: one, unless buckets have different files of that key.
   *
   * @throws AssemblyError if a file cannot be read
   */
  filesAt(objectKey: string, maxBytes: number): Buffer[] {
    return Array.from(this.byKey.get(objectKey) ?? [], (path) => readAssemblyBytes(path, maxBytes));
  }

  /** The assets that an expression names, by their hash or by the key that they are published under. */
  findAll(expression: Json): Pick<FileAsset, 'path' | 'isDirectory'>[] {
    const text = JSON.stringify(expression);
    const names = (asset: FileAsset) =>
      [asset.hash, ...asset.destinations.map(({ objectKey }) => objectKey)].some(
        (name) => name.length >= MIN_NAME && text.includes(name),
      );
    return [...new Map([...this.listed, ...this.legacy].filter(names).map((asset) => [asset.path, asset])).values()];
  }

  private listPaths(isDirectory: boolean): string[] {
    return [...new Set(this.listed.filter((asset) => asset.isDirectory === isDirectory).map(({ path }) => path))];
  }

  private publishedAt(place: string | undefined): FileAsset[] {
    return this.listed.filter(({ destinations }) =>
      destinations.some(({ bucketName, objectKey }) => `${bucketName}/${objectKey}` === place),
    );
  }

  /** True if all assets that may be published at a place are one file: the last one that is published counts. */
  private isOnly(path: string, place: string | undefined): boolean {
    const isThere = ({ destinations }: Pick<FileAsset, 'destinations'>) =>
      destinations.some((destination) => mayBeAt(destination, place ?? ''));
    const others = this.listed.filter((asset) => asset.path !== path && isThere(asset));
    const bytes = others.length === 0 ? undefined : readAssemblyBytes(path, MAX_SAME);
    return (
      !this.unreadable.some(isThere) &&
      others.every((other) => !other.isDirectory && bytes?.equals(readAssemblyBytes(other.path, MAX_SAME)))
    );
  }

  /** Shorter keys are no hashes, and may be part of anything. */
  private withHashIn(text: string): FileAsset[] {
    return this.listed.filter(({ hash }) => hash.length >= 32 && text.includes(hash));
  }

  /** Assets that are not staged lie elsewhere, and hold no template. */
  private pathInside(directory: string, path: string): string | undefined {
    try {
      return this.files.path(directory, path);
    } catch (error) {
      if (error instanceof AssemblyError) {
        return undefined;
      }
      throw error;
    }
  }
}

/** True if a destination is a place, if pseudo parameters in either have the right values. */
function mayBeAt({ bucketName, objectKey }: AssetDestination, place: string): boolean {
  const [bucket = '', ...key] = place.split('/');
  const isOpen = (text: string) => text.includes('${');
  const mayEqual = (left: string, right: string) => left === right || isOpen(left) || isOpen(right);
  return mayEqual(objectKey, key.join('/')) && mayEqual(bucketName, bucket);
}

/** The path that the CDK notes beside a resource for a template that is an asset. */
export function notedPath(metadata: Json | undefined): Json | undefined {
  return isObject(metadata) ? ownValue<Json>(metadata, 'aws:asset:path') : undefined;
}
