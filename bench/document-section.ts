const begin = (name: string) => `<!-- ${name}: begin -->`;
const end = (name: string) => `<!-- ${name}: end -->`;

/** A section between its markers. */
export function sectionBlock(name: string, section: string): string {
  return `${begin(name)}\n${section}\n${end(name)}`;
}

/** The document with the block of a section in place of the one before, or at its end. */
export function writeSection(document: string, name: string, block: string): string {
  const before = readSection(document, name);
  return before === undefined ? `${document.trimEnd()}\n\n${block}\n` : document.replace(before, () => block);
}

/** A section with its markers; undefined where the document has none of that name. */
export function readSection(document: string, name: string): string | undefined {
  const from = document.indexOf(begin(name));
  const to = document.indexOf(end(name));
  return from === -1 || to === -1 ? undefined : document.slice(from, to + end(name).length);
}
