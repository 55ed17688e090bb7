import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { PublishedAsset } from '../../template/read/file-assets';
import type { JsonObject } from './template';

/**
 * The code of functions, unpacked into separate directories.
 *
 * It is copied out of the cloud assembly for two reasons. There, a bundle would find the modules of the project around
 * it, which it does not find in Lambda. And a rollback needs the old code after the assembly was synthesized again.
 */
export class FunctionCode {
  private readonly directory = mkdtempSync(join(tmpdir(), 'local-cloudformation-'));
  private readonly assets = new Map<string, PublishedAsset>();

  /** Adds the file assets of a cloud assembly, as publishing them to the bootstrap bucket does. */
  publish(assets: ReadonlyMap<string, PublishedAsset>): void {
    for (const [key, asset] of assets) {
      this.assets.set(key, asset);
    }
  }

  /** The directory with the code that a function's `Code` property names. */
  unpack(code: JsonObject): string {
    const { S3Key: key, ZipFile: inline } = code;
    const source = typeof inline === 'string' ? inline : key;
    if (typeof source !== 'string') {
      throw new Error(
        `A function's Code must be a file asset or inline; got ${Object.keys(code).join(', ') || 'nothing'}.`,
      );
    }
    const target = join(this.directory, createHash('sha256').update(source).digest('hex').slice(0, 32));
    if (existsSync(target)) {
      return target;
    }
    if (typeof inline === 'string') {
      mkdirSync(target);
      writeFileSync(join(target, 'index.js'), inline);
      return target;
    }
    const asset = this.assets.get(source);
    if (asset === undefined || !existsSync(asset.path)) {
      throw new Error(
        `Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist: ${source}, ${asset?.path ?? 'no asset of the cloud assembly'}.`,
      );
    }
    if (!asset.isDirectory) {
      throw new Error(`A function's code must be a directory asset; ${asset.path} is published as it is.`);
    }
    cpSync(asset.path, target, { recursive: true });
    return target;
  }

  /** Removes the directories. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
