import { readFileSync } from 'node:fs';
import { PAGE, reliabilityPage } from './reliability-page';

test('docs/reliability.md says what the tests prove; if not, "npm run reliability" writes it', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(reliabilityPage());
});

test('No two cases of the matrix have the same name', () => {
  const rows = reliabilityPage()
    .split('\n')
    .filter((line) => line.startsWith('| '));

  expect(rows.filter((row, n) => rows.indexOf(row) !== n && row !== '| fault | what happens |')).toEqual([]);
});
