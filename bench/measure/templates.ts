import type { Bench, Measurement } from '../bench';
import { packages, type PackageDisposal } from '../declarations';
import { number, type Row } from '../table';
import { type Size, sizeOf } from '../template';
import { OTHERS, type Alternative, ALTERNATIVES } from '../alternatives';

/** Resources that the library needs beside one for each declaration: function, role, policy, log group. */
export const SHARED_RESOURCES = 4;

export const SIZES = [1, 2, 10, 100, 400];

/** The size of the template for the same disposals with every alternative. */
export function sizesOf(
  { workspace }: Pick<Bench, 'workspace'>,
  disposals: readonly PackageDisposal[],
): Record<Alternative, Size> {
  const size = (alternative: Alternative) => sizeOf(workspace.synthesize(ALTERNATIVES[alternative], ...disposals));
  return {
    library: size('library'),
    AwsCustomResource: size('AwsCustomResource'),
    'provider framework': size('provider framework'),
  };
}

export function measureTemplates(bench: Bench): Measurement {
  const counts = bench.quick ? SIZES.filter((count) => count <= 10) : SIZES;
  const sizes = counts.map((count) => ({ count, sizes: sizesOf(bench, packages(count)) }));
  const versions = bench.quick ? 1000 : 10_000;
  const many = sizesOf(bench, packages(1, versions));
  const points = (key: 'resources' | 'bytes') =>
    sizes.flatMap(({ count, sizes: each }) =>
      Object.entries(each).map(([series, size]) => ({ x: count, y: size[key], series })),
    );
  return {
    section: {
      title: 'Template',
      note:
        'Stacks with the flags that `cdk init` sets and the metadata that the command line asks for, one version a declaration. ' +
        'AwsCustomResource, provider framework. CloudFormation takes 500 resources and 1 MB.',
      rows: [
        ...sizes.map(({ count, sizes: each }) => resources(count, each)),
        ...sizes.map(({ count, sizes: each }) => bytes(`bytes at ${declarations(count)}`, each)),
        bytes(`bytes at ${number(versions)} versions in one declaration`, many),
      ],
    },
    panels: [
      { title: 'Resources of the template', x: 'declarations', y: 'resources', points: points('resources') },
      { title: 'Bytes of the template', x: 'declarations', y: 'bytes', points: points('bytes') },
    ],
  };
}

function resources(count: number, sizes: Record<Alternative, Size>): Row {
  const { resources: own, splitPolicies } = sizes.library;
  const most = count + SHARED_RESOURCES;
  const fewest = Math.min(...OTHERS.map((alternative) => sizes[alternative].resources));
  const split = splitPolicies > 0 ? ` and ${splitPolicies} more policies` : '';
  return {
    what: `resources at ${declarations(count)}`,
    against: OTHERS.map((alternative) => number(sizes[alternative].resources)).join(', '),
    measured: `${own - splitPolicies}${split}`,
    toReach: `≤ ${most}, and the policies split off${count > 1 ? '; fewer than both' : ''}`,
    reached: own - splitPolicies <= most && (count === 1 || own < fewest),
  };
}

function bytes(what: string, sizes: Record<Alternative, Size>): Row {
  return {
    what,
    against: OTHERS.map((alternative) => number(sizes[alternative].bytes)).join(', '),
    measured: number(sizes.library.bytes),
    toReach: 'fewer than both',
    reached: OTHERS.every((alternative) => sizes.library.bytes < sizes[alternative].bytes),
  };
}

function declarations(count: number): string {
  return count === 1 ? '1 declaration' : `${count} declarations`;
}
