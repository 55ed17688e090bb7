import type { Row, Section } from './table';

/** Why a target cannot be reached, for the rows whose cause is known. */
const CAUSES: readonly { readonly what: RegExp; readonly cause: string }[] = [
  {
    what: /one more declaration in the middle/,
    cause:
      'A role takes ten policies, which are filled level by level. A package that is declared before others can take the place of one, ' +
      'which moves to the next level, where it can do the same: a handful move, however many packages there are, and each shows in two ' +
      'statements. Ten packages fit one policy, so that none moves. Declared last, a package moves none.',
  },
  {
    what: /^the same with the start of Node/,
    cause: 'Node.js itself takes as long to start for both, and is a large part of the time of either.',
  },
  {
    what: /^disposal of/,
    cause:
      'Between two waves of calls the one thread of the process reads four answers of 100 versions each, logs what was destroyed, and signs ' +
      'the next four requests, while no call is in progress.',
  },
  {
    what: /^plan --no-sizes/,
    cause: 'The start of the command line is included, which weighs where the calls take little more than a second.',
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
  const lines = missed.map(({ title, row }) =>
    `- ${title}, ${row.what}: ${row.measured}, to reach ${row.toReach}. ${causeOf(row)}`.trim(),
  );
  return ['## Missed', '', ...lines, ''].join('\n');
}

function causeOf(row: Row): string {
  return CAUSES.find(({ what }) => what.test(row.what))?.cause ?? '';
}
