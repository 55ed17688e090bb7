import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');
const PAGES = ['.', 'docs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md') && name !== 'API.md')
    .map((name) => join(folder, name)),
);

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.*)$/gm);
  return Array.from(headings, ([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** The links of a page to files of this repository that lead nowhere. */
function brokenLinks(page: string): string[] {
  const links = readFileSync(join(root, page), 'utf8').matchAll(/\]\((?![a-z]+:)([^)\s#]*)(?:#([^)\s]*))?\)/g);
  return Array.from(links).flatMap(([link, path = '', anchor]) => {
    const target = path === '' ? page : join(dirname(page), path);
    const exists = existsSync(join(root, target));
    return exists && (anchor === undefined || !target.endsWith('.md') || anchorsOf(target).includes(anchor))
      ? []
      : [link];
  });
}

test.each(PAGES)('Every link of %s leads to a file of the repository, and to a heading of it', (page) => {
  expect(brokenLinks(page)).toEqual([]);
});
