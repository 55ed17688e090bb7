import type { Row, Section } from './table';

/** Why a target cannot be reached, for the rows whose cause is known. */
const CAUSES: readonly { readonly what: RegExp; readonly cause: string }[] = [
  {
    what: /one more declaration in the middle/,
    cause:
      'The packages fill as few managed policies as can hold them, in the order of their declaration, since a role takes ten. ' +
      'A package put before others moves one package from each later policy to the next: at most nine. Declared last, it moves none.',
  },
];

/** The missed targets, each with its cause; nothing if there are none. */
export function causesMarkdown(sections: readonly Section[]): string {
  const missed = sections.flatMap(({ title, rows }) =>
    rows.filter(({ reached }) => reached === false).map((row) => ({ title, row })),
  );
  if (missed.length === 0) {
    return '';
  }
  const lines = missed.map(
    ({ title, row }) => `- ${title}, ${row.what}: ${row.measured}, to reach ${row.toReach}. ${causeOf(row)}`,
  );
  return ['## Missed', '', ...lines, ''].join('\n');
}

function causeOf(row: Row): string {
  return CAUSES.find(({ what }) => what.test(row.what))?.cause ?? '';
}
