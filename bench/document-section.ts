const begin = (name: string) => `<!-- ${name}: begin -->`;
const end = (name: string) => `<!-- ${name}: end -->`;

/** The document with a section of its own between markers, in place of the one before, or at its end. */
export function writeSection(document: string, name: string, section: string): string {
  const block = `${begin(name)}\n${section}\n${end(name)}`;
  const before = readSection(document, name);
  return before === undefined ? `${document.trimEnd()}\n\n${block}\n` : document.replace(before, () => block);
}

/** A section with its markers; undefined where the document has none of that name. */
export function readSection(document: string, name: string): string | undefined {
  const from = document.indexOf(begin(name));
  const to = document.indexOf(end(name));
  return from === -1 || to === -1 ? undefined : document.slice(from, to + end(name).length);
}
