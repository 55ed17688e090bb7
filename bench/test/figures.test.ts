import type { Bench } from '../bench';
import { packages } from '../declarations';
import { CALLS_CASES, callsOf, fewestCalls } from '../measure/calls';
import { diffOf, oneMoreDeclaration, oneMoreVersion, VERSION_DIFF_BYTES } from '../measure/diffs';
import { SHARED_RESOURCES, SIZES, sizesOf } from '../measure/templates';
import type { Size } from '../template';
import { OTHERS, type Alternative } from '../alternatives';
import { Workspace } from '../workspace';

let bench: Pick<Bench, 'workspace' | 'handlers'>;

beforeAll(async () => {
  const workspace = await Workspace.open();
  bench = { workspace, handlers: workspace.handlers() };
});

afterAll(() => bench.workspace.close());

describe('One event of a declaration makes no more calls than the lower bound', () => {
  test.each(CALLS_CASES)(
    'One event of a declaration makes no more calls than the lower bound for $declared of $inPackage versions, of which $disposed are disposed already',
    async (callsCase) => {
      expect(await callsOf(bench, callsCase)).toEqual(fewestCalls(callsCase));
    },
  );

  test('The lower bound is the listing alone where every declared version is disposed', () => {
    expect(fewestCalls({ declared: 1000, inPackage: 1000, disposed: 1000 })).toEqual({ lists: 1, disposals: 0 });
  });
});

describe.each(SIZES)('The template of %i declarations', (count) => {
  let sizes: Record<Alternative, Size>;

  beforeAll(() => {
    sizes = sizesOf(bench, packages(count));
  });

  test('The template of many declarations has one resource for each, the shared ones, and the policies that one policy cannot hold', () => {
    const { resources, splitPolicies } = sizes.library;

    expect(resources).toBe(count + SHARED_RESOURCES + splitPolicies);
  });

  test.each(OTHERS)('The template of many declarations has fewer bytes than with %s', (other) => {
    expect(sizes.library.bytes).toBeLessThan(sizes[other].bytes);
  });

  test.each(OTHERS)(
    'The template of many declarations has fewer resources than with %s, and no more for the first',
    (other) => {
      expect(sizes.library.resources).toBeLessThan(sizes[other].resources + (count === 1 ? 1 : 0));
    },
  );
});

test('The template of 10,000 versions in one declaration has fewer bytes than with either', () => {
  const { library, ...others } = sizesOf(bench, packages(1, 10_000));

  Object.values(others).forEach(({ bytes }) => expect(library.bytes).toBeLessThan(bytes));
});

test('One more version of fifty changes the template by one line', async () => {
  const { template } = await diffOf(bench, 'library', oneMoreVersion());

  expect(template).toBeLessThanOrEqual(VERSION_DIFF_BYTES);
});

test('One more declaration after many is a change of the template as small as after few', async () => {
  const few = await diffOf(bench, 'library', oneMoreDeclaration(10, 'last'));
  const many = await diffOf(bench, 'library', oneMoreDeclaration(400, 'last'));

  expect(many.template).toBeLessThan(few.template * 1.2);
});
