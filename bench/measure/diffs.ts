import { join } from 'node:path';
import type { Bench, Measurement } from '../bench';
import { numbered, packages, type PackageDisposal, STACK } from '../declarations';
import { output } from '../loopback';
import { number, type Row } from '../table';
import { templateDiffBytes } from '../template';
import { root } from '../workspace';
import { type Alternative, ALTERNATIVES } from '../alternatives';

/** What a diff for one more version may have. */
export const VERSION_DIFF_BYTES = 200;
/** So much larger may it be at most packages than at fewest: line numbers and statements are not all of one length. */
const GROWTH = 1.2;

export interface Change {
  readonly before: readonly PackageDisposal[];
  readonly after: readonly PackageDisposal[];
}

/** One more version of fifty, in one package. */
export function oneMoreVersion(): Change {
  const of = (count: number) => [{ packageName: 'left-pad', versions: numbered(count) }];
  return { before: of(50), after: of(51) };
}

/** Declares one more package than `count`, after the others or in their middle. */
export function oneMoreDeclaration(count: number, where: 'last' | 'in the middle'): Change {
  const before = packages(count);
  const after = [...before];
  after.splice(where === 'last' ? count : count / 2, 0, { packageName: 'package-new', versions: ['1.0.0'] });
  return { before, after };
}

export interface Diff {
  readonly template: number;
  readonly cdkDiff?: number;
}

/** Bytes that a reviewer reads of a change. */
export async function diffOf(
  { workspace }: Pick<Bench, 'workspace'>,
  alternative: Alternative,
  { before, after, withCdkDiff = false }: Change & { readonly withCdkDiff?: boolean },
): Promise<Diff> {
  const [left, right] = [before, after].map((disposals) =>
    workspace.synthesize(ALTERNATIVES[alternative], ...disposals),
  );
  return {
    template: templateDiffBytes(left!, right!),
    ...(withCdkDiff && { cdkDiff: await cdkDiffBytes(left!, right!) }),
  };
}

async function cdkDiffBytes(before: string, after: string): Promise<number> {
  const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const template = join(before, `${STACK}.template.json`);
  const args = [cdk, 'diff', STACK, '--app', after, '--template', template, '--no-notices', '--no-color'];
  // In CI the diff goes to standard output; what goes to standard error is not about the change.
  return Buffer.byteLength(await output(args, { NO_COLOR: '1', CI: 'true' }));
}

export async function measureDiffs(bench: Bench): Promise<Measurement> {
  const rows = [...(await versionRows(bench))];
  for (const where of ['last', 'in the middle'] as const) {
    rows.push(...(await declarationRows(bench, where)));
  }
  return {
    section: {
      title: 'Review',
      note:
        'Bytes of the unified diff of the template, three lines of context, file names included; and of what `cdk diff --template` prints. ' +
        'Against AwsCustomResource.',
      rows,
    },
  };
}

async function versionRows(bench: Bench): Promise<Row[]> {
  const change = { ...oneMoreVersion(), withCdkDiff: true };
  const own = await diffOf(bench, 'library', change);
  const other = await diffOf(bench, 'AwsCustomResource', change);
  return [
    {
      what: 'template diff, one more version of fifty',
      against: number(other.template),
      measured: number(own.template),
      toReach: `≤ ${VERSION_DIFF_BYTES}`,
      reached: own.template <= VERSION_DIFF_BYTES,
    },
    {
      what: '`cdk diff`, one more version of fifty',
      against: number(other.cdkDiff!),
      measured: number(own.cdkDiff!),
    },
  ];
}

async function declarationRows(bench: Bench, where: 'last' | 'in the middle'): Promise<Row[]> {
  const counts = bench.quick ? [10] : [10, 100, 400];
  const diffs: { own: Diff; other: Diff }[] = [];
  for (const count of counts) {
    const change = { ...oneMoreDeclaration(count, where), withCdkDiff: !bench.quick };
    diffs.push({
      own: await diffOf(bench, 'library', change),
      other: await diffOf(bench, 'AwsCustomResource', change),
    });
  }
  const row = (what: string, of: (diff: Diff) => number | undefined): Row[] => {
    const own = diffs.map((diff) => of(diff.own));
    if (own.includes(undefined)) {
      return [];
    }
    return [
      {
        what: `${what}, one more declaration ${where}, of ${counts.join(', ')}`,
        against: diffs.map((diff) => number(of(diff.other)!)).join(', '),
        measured: own.map((bytes) => number(bytes!)).join(', '),
        toReach: 'does not grow with the packages',
        reached: own.at(-1)! <= GROWTH * own[0]!,
      },
    ];
  };
  return [...row('template diff', ({ template }) => template), ...row('`cdk diff`', ({ cdkDiff }) => cdkDiff)];
}
