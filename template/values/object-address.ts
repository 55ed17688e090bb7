import { readReferences, readTextParts } from './read-expression';
import type { Json } from './template';

/** An address of S3 with the bucket in its path, up to the bucket. */
const HOST = /^https:\/\/s3\.((\$\{AWS::Region\}|[a-z0-9-]+)\.)?(\$\{AWS::URLSuffix\}|amazonaws\.com(\.cn)?)\//;

/** As the legacy synthesizer of the CDK writes it: the deployment gives the bucket as a parameter of the asset. */
const LEGACY =
  /^\["https:\/\/s3\.(\$\{AWS::Region\}|[a-z0-9-]+)\.\$\{AWS::URLSuffix\}\/",\{"Ref":"AssetParameters[0-9a-f]{64}S3Bucket/;

/**
 * The `bucket/key` of the object that the expression points to. Pseudo parameters are
 * as in `Fn::Sub`: `${AWS::Region}`.
 *
 * @returns undefined if only the deployment knows it, or if it is no address in S3
 */
export function objectAddress(expression: Json | undefined): string | undefined {
  const [address, ...others] = addressParts(expression);
  return typeof address === 'string' && others.length === 0 && HOST.test(address)
    ? address.replace(HOST, '')
    : undefined;
}

/** True if an expression is the address of an asset that the deployment gives as parameters. */
export function isLegacyAddress(expression: Json | undefined): boolean {
  return LEGACY.test(JSON.stringify(addressParts(expression)));
}

/** The parts of an address. Pseudo parameters and the literals around them are one part. */
function addressParts(expression: Json | undefined): Json[] {
  return readTextParts(expression ?? null, (part) => {
    const [reference] = readReferences(part);
    const isPseudo =
      reference?.kind === 'name' && typeof reference.name === 'string' && reference.name.startsWith('AWS::');
    // A literal that looks like a pseudo parameter is none.
    return isPseudo ? `\${${String(reference.name)}}` : typeof part === 'string' && part.includes('${') ? [part] : part;
  });
}
