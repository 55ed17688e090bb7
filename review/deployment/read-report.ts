import type { ObjectLocation } from '../../codeartifact/object-store';
import { describeConfigurationError } from '../read/configuration-error';
import { RegionalClients, type RegionalClientOptions } from '../read/regional-clients';
import { CommandError } from '../text/command-error';
import type { DeploymentReport } from './deployment-report';
import { parseReport, type ReportFile } from './parse-report';

/** Files of a report that are read at once. */
const CONCURRENCY = 8;

/**
 * Reads the report of a deployment from the record bucket.
 *
 * @param location the folder, `s3://bucket/prefix/executions/id/`, as the reason of a failed resource names it
 * @throws CommandError if the location is none, or the bucket cannot be read
 */
export async function readReport(location: string, options: RegionalClientOptions): Promise<DeploymentReport> {
  const folder = parseLocation(location);
  const clients = new RegionalClients(options, () => undefined);
  try {
    const store = await clients.objects(undefined);
    const keys = [...(await store.writeTimes(folder)).keys()].filter((key) => /\.(tsv|json)$/.test(key));
    const files: ReportFile[] = [];
    for (let index = 0; index < keys.length; index += CONCURRENCY) {
      const reads = keys.slice(index, index + CONCURRENCY).map(async (key) => {
        const { content } = await store.read({ bucket: folder.bucket, key });
        return { name: key.slice(folder.key.length), text: content?.body.toString('utf8') ?? '' };
      });
      files.push(...(await Promise.all(reads)));
    }
    if (files.length === 0) {
      throw new CommandError(
        `A report must be at the location that the deployment names, s3://bucket/…/executions/id/; got ${location}, where nothing is.`,
      );
    }
    return parseReport(`s3://${folder.bucket}/${folder.key}`, files);
  } catch (error) {
    if (error instanceof CommandError) {
      throw error;
    }
    const { name, message } = error as Error;
    const text = describeConfigurationError(error)?.message ?? `${name}: ${message}`;
    throw new CommandError(
      `The report at ${location} cannot be read: ${text}. It needs s3:ListBucket and s3:GetObject.`,
    );
  } finally {
    clients.close();
  }
}

function parseLocation(location: string): ObjectLocation {
  const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+?)\/?$/.exec(location) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new CommandError(`A report must be named as s3://bucket/…/executions/id/; got ${location}.`);
  }
  return { bucket, key: `${key}/` };
}
