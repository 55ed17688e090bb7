import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAssembly } from '../../../template/read/assembly';
import { declaration } from '../assembly-of-templates';
import { stackOf, verdicts, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

describe('an assembly of somebody else’s', () => {
  const nestedIn = (path: string) =>
    planner.assembly(
      stackOf({ Nested: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': path }, Properties: {} } }),
    );

  test.each(['/dev/zero', '/proc/self/environ', '/etc/hostname'])(
    'An assembly of somebody else’s that names %s is refused, and nothing of it is quoted',
    (file) => {
      // More levels than any directory has: the root is its own parent.
      const path = '../'.repeat(50) + file.slice(1);
      // Not every system has each of these files.
      const rule = existsSync(file) ? /its files must be in it; it names/ : /does not exist/;
      expect(() => readAssembly(nestedIn(path))).toThrow(rule);
    },
  );

  test('An assembly of somebody else’s that links to a file elsewhere is refused, and nothing of it is quoted', () => {
    const secret = join(planner.registry.directory(), 'secret');
    writeFileSync(secret, 'AKIASECRET');
    const directory = nestedIn('link.json');
    symlinkSync(secret, join(directory, 'link.json'));
    expect(() => readAssembly(directory)).toThrow(/its files must be in it/);
  });

  test('An assembly of somebody else’s whose file is no JSON is refused without a word of it', () => {
    const directory = planner.assembly(stackOf({}));
    writeFileSync(join(directory, 'Disposal.template.json'), 'AKIASECRET=1');
    expect(() => readAssembly(directory)).toThrow(/Disposal.template.json cannot be read: it must be JSON/);
    expect(() => readAssembly(directory)).not.toThrow(/AKIASECRET/);
  });

  test.each<[string, unknown, RegExp]>([
    ['a list', [], /must be an object/],
    ['with resources that are a list', { Resources: [] }, /Resources must be an object/],
    ['with a resource that is a text', { Resources: { A: 'x' } }, /A of Resources must be an object/],
    ['with a resource without a type', { Resources: { A: {} } }, /A must have a Type/],
    [
      'with properties that are a list',
      { Resources: { A: { Type: 'x', Properties: [] } } },
      /Properties of A must be an object/,
    ],
    ['nested too deeply', `{"Mappings":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, /at most 200 levels/],
  ])('An assembly of somebody else’s whose template is %s is refused', (_, template, message) => {
    expect(() => readAssembly(planner.assembly({ Disposal: { template } }))).toThrow(message);
  });

  test('An assembly of somebody else’s whose template has no resources is not taken for one that disposes nothing', async () => {
    expect(await planner.planOf(planner.assembly({ Disposal: { template: {} } }))).toMatchObject({ complete: false });
  });

  test('An assembly of somebody else’s whose templates nest the next ten times is refused in time', () => {
    const files: Record<string, unknown> = {};
    const nested = (level: number) => ({
      Resources: Object.fromEntries(
        Array.from({ length: 10 }, (__, index) => [
          `N${index}`,
          { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': `t${level + 1}.json` }, Properties: {} },
        ]),
      ),
    });
    for (let level = 0; level < 10; level++) {
      files[`t${level}.json`] = nested(level);
    }
    files['t10.json'] = { Resources: {} };
    const directory = planner.assembly({ Disposal: { template: nested(0) } }, { files });
    expect(() => readAssembly(directory)).toThrow(/its stacks must be at most/);
  });

  test('An assembly of somebody else’s whose names are those of JavaScript is read as any other', async () => {
    const first = JSON.stringify(declaration());
    const second = JSON.stringify(declaration(['1.1.0']));
    const template = `{"Resources": {"__proto__": ${first}, "constructor": ${second}}}`;
    const plan = await planner.planOf(planner.assembly({ Disposal: { template } }));
    expect(verdicts(plan)).toEqual([
      ['1.0.0', 'will be disposed'],
      ['1.1.0', 'will be disposed'],
    ]);
  });
});
