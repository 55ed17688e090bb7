import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeBytes, loadedBytes } from './bundle/build-handler';

const root = join(__dirname, '..');
const DOCUMENT = join(root, 'docs', 'benchmarks.md');
const BEGIN = '<!-- bundles: begin -->';
const END = '<!-- bundles: end -->';

/** The section of the document about the bundles as they are built now. */
export function bundleSection(): string {
  const [handler, manifestHandler] = [join(root, 'dist', 'handler'), join(root, 'dist', 'manifest-handler')];
  const bytes = {
    'versions of one package, a disposal': loadedBytes(handler),
    'the same, a declaration that archives': codeBytes(handler),
    'versions of a manifest': loadedBytes(manifestHandler),
    'the same, with cold copies': codeBytes(manifestHandler),
  };
  const rows = Object.entries(bytes).map(([name, length]) => `| ${name} | ${length.toLocaleString('en-US')} |`);
  return [
    BEGIN,
    '',
    '## Bundles',
    '',
    'Written by `npm run bundle-sizes`: the bytes of the code that Lambda loads, minified and not compressed.',
    '',
    '| function of | bytes |',
    '|---|---|',
    ...rows,
    '',
    END,
  ].join('\n');
}

/** The same section as the document has it; undefined if it has none. */
export function documentedBundleSection(): string | undefined {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  return from === -1 || to === -1 ? undefined : text.slice(from, to + END.length);
}

function writeBundleSection() {
  const text = readFileSync(DOCUMENT, 'utf8');
  const before = documentedBundleSection();
  writeFileSync(DOCUMENT, before ? text.replace(before, bundleSection()) : `${text.trimEnd()}\n\n${bundleSection()}\n`);
}

if (require.main === module) {
  writeBundleSection();
}
