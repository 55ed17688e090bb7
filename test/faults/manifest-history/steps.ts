import fc from 'fast-check';
import type { Kill } from '../../clean-up/invocation';

/** A version, by its package. */
export interface VersionName {
  readonly name: string;
  readonly version: string;
}

/** What somebody does to a version. */
export interface Change extends VersionName {
  readonly change: 'publish' | 'publish again' | 'delete' | 'dispose';
}

/** One deployment: the lines of the manifest, and what goes wrong on the way. */
export interface ManifestDeployment {
  /** The manifest of the deployment before, as a rollback has it, instead of these lines. */
  readonly isRollback: boolean;
  readonly lines: readonly VersionName[];
  /** One in a few lines has the revision of another review. */
  readonly stale?: VersionName;
  readonly kill?: Kill;
  readonly s3?: { readonly after: number; readonly times: number };
  /** Somebody changes a version before the first call that disposes. */
  readonly interference?: Change;
  readonly throttled: number;
}

export type Step = Change | ManifestDeployment;

const versionName = fc.record({ name: fc.constantFrom('a', 'b', 'c'), version: fc.constantFrom('1', '2', '3') });

export const ALL: readonly VersionName[] = ['a', 'b', 'c'].flatMap((name) =>
  ['1', '2', '3'].map((version) => ({ name, version })),
);

const change: fc.Arbitrary<Change> = fc
  .tuple(
    versionName,
    fc.constantFrom('publish' as const, 'publish again' as const, 'delete' as const, 'dispose' as const),
  )
  .map(([name, what]) => ({ ...name, change: what }));

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const deployment: fc.Arbitrary<ManifestDeployment> = fc.record({
  isRollback: fc.boolean(),
  lines: fc.subarray([...ALL]),
  stale: fc.option(versionName, { nil: undefined, freq: 1 }),
  kill: sometimes(
    fc.record({ call: fc.nat({ max: 24 }), moment: fc.constantFrom('before' as const, 'after' as const) }),
  ),
  s3: sometimes(fc.record({ after: fc.nat({ max: 16 }), times: fc.integer({ min: 1, max: 6 }) })),
  interference: sometimes(change),
  throttled: fc.constantFrom(0, 0, 1, 3),
});

/** Histories of a repository of up to nine versions. */
export const manifestHistories: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ arbitrary: change, weight: 1 }, { arbitrary: deployment, weight: 2 }),
  { minLength: 2, maxLength: 8 },
);
