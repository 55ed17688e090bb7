import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
// @ts-expect-error The package ships no types.
import ansiToSvg from 'ansi-to-svg';
import wrap from 'wrap-ansi';

const COLUMNS = 150;
const PICTURE = 'docs/demo.svg';

/** Draws the picture of the README from a real run of the demo. */
const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'demo'], {
  env: { ...process.env, FORCE_COLOR: '1' },
});
const drawn = (ansiToSvg as (ansi: string) => string)(wrap(stdout, COLUMNS, { hard: true, trim: false }));
// Columns are aligned by spaces, which SVG would fold.
writeFileSync(PICTURE, `${drawn.replace('<svg ', '<svg xml:space="preserve" ')}\n`);
console.log(`Wrote ${PICTURE}`);
