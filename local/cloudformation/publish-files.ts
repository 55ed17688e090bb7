import { existsSync, readFileSync } from 'node:fs';
import { findPartition } from '../../template/values/expressions';
import type { PublishedAsset } from '../../template/read/file-assets';
import type { S3Service } from '../s3';
import type { Stack } from './stack';

/** Puts file assets into the bucket of the bootstrap stack, as the CDK's command line does before it deploys. */
export function publishFiles(
  s3: S3Service | undefined,
  { environment }: Stack,
  assets: ReadonlyMap<string, PublishedAsset>,
): void {
  for (const [key, { path, bucketName }] of singleFiles(assets)) {
    const bucket = bucketName
      .replaceAll('${AWS::AccountId}', environment.account)
      .replaceAll('${AWS::Region}', environment.region)
      .replaceAll('${AWS::Partition}', findPartition(environment.region));
    s3?.put(bucket, key, readFileSync(path));
  }
}

function singleFiles(assets: ReadonlyMap<string, PublishedAsset>) {
  return [...assets].filter(([, { isDirectory, path }]) => !isDirectory && existsSync(path));
}
