import { readFileSync } from 'node:fs';

/** The values of a file of JSON lines, up to the first line that is broken, such as the last one of a process that was killed. */
export function readJsonLines(file: string): unknown[] {
  const values: unknown[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
    try {
      values.push(JSON.parse(line));
    } catch {
      break;
    }
  }
  return values;
}
