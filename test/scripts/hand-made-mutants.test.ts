import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HAND_MADE_MUTANTS } from '../../scripts/mutation/hand-made';

const ROOT = join(__dirname, '..', '..');
const TESTS = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((name) =>
  join('test', name).replaceAll('\\', '/'),
);

test.each(HAND_MADE_MUTANTS)(
  'The hand-made mutant of $file, "$breaks", changes one place, and has tests that exist',
  ({ file, find, replacement, tests }) => {
    const path = join(ROOT, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    expect(text.split(find).length - 1).toBe(1);
    expect(replacement).not.toBe(find);
    expect(tests.filter((test) => !TESTS.some((name) => name.startsWith(test)))).toEqual([]);
  },
);
