import fc from 'fast-check';
import type { Template } from './stack';

export const VERSIONS = ['a 1', 'a 2', 'b 1', 'c 1', 'd 1', 'e 1'] as const;

/** The faults of a deployment. */
export interface StepFaults {
  readonly s3?: { readonly after: number; readonly times: number };
  readonly lost?: boolean;
  readonly kill?: { readonly call: number; readonly moment: 'before' | 'after' };
}

export type Step =
  | {
      readonly what: 'deploy';
      readonly template: Template;
      readonly cancelAfter?: number;
      readonly copies: number;
      readonly faults: StepFaults;
    }
  /** The first construct that archives gets another id, and maybe the deployment is cancelled. */
  | { readonly what: 'rename'; readonly cancelAfter?: number }
  /** All that is archived is to be disposed. */
  | { readonly what: 'dispose archived'; readonly cancelAfter?: number }
  | { readonly what: 'roll back' }
  | { readonly what: 'pass'; readonly days: number }
  | { readonly what: 'restore' | 'archive' | 'restore and archive' | 'publish again'; readonly version: string }
  | { readonly what: 'hold reports' | 'release reports' }
  | { readonly what: 'deliver again'; readonly index: number };

const version = fc.constantFrom(...VERSIONS);
const versions = fc.subarray([...VERSIONS], { minLength: 1 });
const sometimes = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });

const archiving = fc.record({ versions, restores: fc.boolean() });
const cancelAfter = sometimes(fc.integer({ min: 0, max: 9 }));

const template = fc
  .record({ A: sometimes(archiving, 4), B: sometimes(archiving, 1), disposal: sometimes(versions, 1) })
  .map(({ A, B, disposal }): Template => {
    const archives = Object.entries({ A, B }).flatMap(([id, declared]) =>
      declared === undefined ? [] : [[id, { action: 'archive' as const, ...declared }] as const],
    );
    const [waitsFor] = archives.map(([id]) => id);
    return {
      ...Object.fromEntries(archives),
      ...(disposal && { CleanUp: { action: 'dispose' as const, versions: disposal, waitsFor } }),
    };
  });

const faults = fc.record({
  s3: sometimes(fc.record({ after: fc.nat({ max: 30 }), times: fc.constantFrom(1, 5, 6) }), 1),
  lost: fc.boolean(),
  kill: sometimes(
    fc.record({ call: fc.nat({ max: 20 }), moment: fc.constantFrom('before' as const, 'after' as const) }),
    1,
  ),
});

const deploy = fc.record({
  what: fc.constant('deploy' as const),
  template,
  cancelAfter,
  copies: fc.constantFrom(1, 1, 1, 2),
  faults,
});

const pass = fc.record({ what: fc.constant('pass' as const), days: fc.constantFrom(1, 15, 29, 30) });
const disposal = fc.record({ what: fc.constant('dispose archived' as const), cancelAfter });

const other: fc.Arbitrary<Step> = fc.oneof(
  pass,
  disposal,
  fc.record({ what: fc.constant('rename' as const), cancelAfter }),
  fc.record({ what: fc.constant('roll back' as const) }),
  fc.record({
    what: fc.constantFrom(
      'restore' as const,
      'archive' as const,
      'restore and archive' as const,
      'publish again' as const,
    ),
    version,
  }),
  fc.record({ what: fc.constantFrom('hold reports' as const, 'release reports' as const) }),
  fc.record({ what: fc.constant('deliver again' as const), index: fc.nat({ max: 50 }) }),
);

/** Versions are archived, something happens while they wait, and they are to be disposed. */
const episode: fc.Arbitrary<Step[]> = fc
  .tuple(deploy, fc.array(other, { maxLength: 2 }), pass, fc.array(other, { maxLength: 1 }), disposal)
  .map(([first, meanwhile, wait, before, last]) => [first, ...meanwhile, wait, ...before, last]);

const calm = { what: 'deploy', copies: 1, faults: {} } as const;
const RELEASE: Step = { what: 'release reports' };

/** Somebody restores and archives a version while no report is recorded, or no construct watches. */
const unseen: fc.Arbitrary<Step[]> = fc
  .record({
    declared: archiving,
    change: fc.constantFrom('restore and archive' as const, 'archive' as const),
    days: fc.constantFrom(29, 29, 30),
    isOutage: fc.boolean(),
    isReleased: fc.boolean(),
  })
  .map(({ declared, change, days, isOutage, isReleased }): Step[] => {
    const archive: Step = { ...calm, template: { A: { action: 'archive', ...declared } } };
    const seen: Step = { what: change, version: declared.versions[0] ?? '' };
    const first: Step[] = [archive, { what: 'pass', days: 1 }];
    const wait: Step = { what: 'pass', days };
    const last: Step = { what: 'dispose archived' };
    return isOutage
      ? [...first, { what: 'hold reports' }, seen, wait, ...(isReleased ? [RELEASE] : []), last, RELEASE]
      : [...first, { ...calm, template: {} }, seen, wait, archive, last];
  });

/** A creation or an update is cancelled while its calls are made, and the construct may be removed at once. */
const cancelled: fc.Arbitrary<Step[]> = fc
  .record({
    declared: archiving,
    action: fc.constantFrom('archive' as const, 'dispose' as const),
    isUpdate: fc.boolean(),
    calls: fc.integer({ min: 5, max: 10 }),
    isRemoved: fc.boolean(),
  })
  .map(({ declared, action, isUpdate, calls, isRemoved }): Step[] => {
    const some = action === 'archive' ? { action, ...declared } : { action, versions: declared.versions.slice(0, 1) };
    const id = action === 'archive' ? 'A' : 'CleanUp';
    return [
      { ...calm, template: {} },
      ...(isUpdate ? [{ ...calm, template: { [id]: some } }] : []),
      { ...calm, template: { [id]: { ...some, versions: VERSIONS } }, cancelAfter: calls },
      ...(isRemoved ? [{ ...calm, template: {} }] : []),
    ];
  });

/** Two constructs archive the same versions, and pass them on, or one of them is removed. */
const shared: fc.Arbitrary<Step[]> = fc
  .record({ first: archiving, second: archiving, isRemoved: fc.boolean() })
  .map(({ first, second, isRemoved }): Step[] => {
    const restoring = { action: 'archive', restores: true } as const;
    const A = { ...restoring, versions: first.versions };
    const B = { action: 'archive', ...second } as const;
    return [
      { ...calm, template: { A, B } },
      {
        ...calm,
        template: isRemoved ? { B } : { A: { ...restoring, versions: B.versions }, B: { ...B, versions: A.versions } },
      },
    ];
  });

/** Histories of a stack whose deployments are cancelled, overlap and fail. */
export const overlapHistories: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { arbitrary: episode, weight: 2 },
      { arbitrary: unseen, weight: 2 },
      { arbitrary: cancelled, weight: 3 },
      { arbitrary: shared, weight: 1 },
      { arbitrary: deploy.map((step): Step[] => [step]), weight: 3 },
      { arbitrary: other.map((step) => [step]), weight: 2 },
    ),
    { minLength: 2, maxLength: 4 },
  )
  .map((parts) => parts.flat());
