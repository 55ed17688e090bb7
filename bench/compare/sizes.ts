import { diffOf, oneMoreVersion } from '../measure/diffs';
import { packages } from '../declarations';
import { number } from '../table';
import { inlinePolicyCharacters, sizeOf } from '../template';
import { declare as awsCustomResource } from '../alternatives/aws-custom-resource';
import { declare as library } from '../alternatives/library';
import type { Workspace } from '../workspace';

/** IAM quota: characters of all inline policies of one role. */
const MAX_INLINE_CHARACTERS = 10_240;

/** One line about the template: the same facts of both alternatives. */
export interface SizeRow {
  readonly title: string;
  readonly AwsCustomResource: string;
  readonly library: string;
}

export async function sizeRows(workspace: Workspace): Promise<SizeRow[]> {
  const hundred = (declare: typeof library) => sizeOf(workspace.synthesize(declare, ...packages(100)));
  const text = ({ resources, bytes }: ReturnType<typeof hundred>) =>
    `${number(resources)} resources, ${number(bytes)} bytes of template`;
  const diff = async (alternative: 'library' | 'AwsCustomResource') => {
    const { template } = await diffOf({ workspace }, alternative, oneMoreVersion());
    return `${number(template)} bytes`;
  };
  const most = mostPackages(workspace);
  return [
    {
      title: '100 declarations',
      AwsCustomResource: `${text(hundred(awsCustomResource))}; from ${most + 1} on more than the ${number(MAX_INLINE_CHARACTERS)} characters of inline policy that IAM takes`,
      library: text(hundred(library)),
    },
    {
      title: 'diff of the template for one more version of fifty',
      AwsCustomResource: await diff('AwsCustomResource'),
      library: await diff('library'),
    },
  ];
}

/** The most declarations whose policies IAM takes of one role. */
function mostPackages(workspace: Workspace): number {
  const fits = (count: number) =>
    inlinePolicyCharacters(workspace.synthesize(awsCustomResource, ...packages(count))) <= MAX_INLINE_CHARACTERS;
  let [low, high] = [1, 100];
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    [low, high] = fits(middle) ? [middle, high] : [low, middle];
  }
  return low;
}
