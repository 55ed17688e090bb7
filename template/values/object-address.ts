import { intrinsicOf, type Json } from './template';

/** An address of S3 in the form in which a bucket cannot be a part of the host, up to the bucket. */
const HOST = /^https:\/\/s3\.((\$\{AWS::Region\}|[a-z0-9-]+)\.)?(\$\{AWS::URLSuffix\}|amazonaws\.com(\.cn)?)\//;

/** As the legacy synthesizer of the CDK writes it: the deployment gives the bucket as a parameter of the asset. */
const LEGACY =
  /^\["https:\/\/s3\.(\$\{AWS::Region\}|[a-z0-9-]+)\.\$\{AWS::URLSuffix\}\/",\{"Ref":"AssetParameters[0-9a-f]{64}S3Bucket/;

/**
 * The bucket and the key of the object of which an expression is the address, such as `bucket/key`. Pseudo parameters are
 * as in `Fn::Sub`: `${AWS::Region}`.
 *
 * @returns undefined if only the deployment knows it, or if it is no address in S3
 */
export function objectAddress(expression: Json | undefined): string | undefined {
  const [address, ...others] = partsOf(expression);
  return typeof address === 'string' && others.length === 0 && HOST.test(address)
    ? address.replace(HOST, '')
    : undefined;
}

/** Whether an expression is the address of an asset that the deployment gives as parameters. */
export function isLegacyAddress(expression: Json | undefined): boolean {
  return LEGACY.test(JSON.stringify(partsOf(expression)));
}

/** The parts of a text, of which those that are known are one. */
function partsOf(expression: Json | undefined): Json[] {
  const call = intrinsicOf(expression ?? null);
  if (call?.name === 'Fn::Sub' && typeof call.argument === 'string') {
    return [call.argument];
  }
  if (call?.name === 'Ref' && typeof call.argument === 'string' && call.argument.startsWith('AWS::')) {
    return [`\${${call.argument}}`];
  }
  const [delimiter, items] = call?.name === 'Fn::Join' && Array.isArray(call.argument) ? call.argument : [];
  if (delimiter !== '' || !Array.isArray(items)) {
    return expression === undefined ? [] : [expression];
  }
  const parts: Json[] = [];
  for (const item of items.flatMap(partsOf)) {
    const last = parts.at(-1);
    if (typeof item === 'string' && typeof last === 'string') {
      parts.splice(-1, 1, last + item);
    } else {
      parts.push(item);
    }
  }
  return parts;
}
