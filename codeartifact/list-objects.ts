/** One page of a list of objects. */
export interface ListPage {
  readonly times: readonly (readonly [key: string, time: Date])[];
  /** The token of the next page; undefined on the last. */
  readonly next?: string;
}

/**
 * Reads an answer of ListObjectsV2 with the encoding type `url`.
 *
 * @throws an error if an object has no key or no time
 */
export function parseListPage(xml: string): ListPage {
  const times = [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, contents = '']) => {
    const key = decodeURIComponent(readElement(contents, 'Key')?.replaceAll('+', ' ') ?? '');
    const time = new Date(readElement(contents, 'LastModified') ?? '');
    if (key === '' || Number.isNaN(time.getTime())) {
      throw Object.assign(new Error('S3 listed an object without a key or a time'), { name: 'InvalidList' });
    }
    return [key, time] as const;
  });
  const isTruncated = readElement(xml, 'IsTruncated') === 'true';
  return { times, next: isTruncated ? readElement(xml, 'NextContinuationToken') : undefined };
}

/** The text of the first element of a name; S3 escapes nothing in those that are read here. */
export function readElement(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}
