import type { Command, Help, Option } from 'commander';

/** Columns of the options of one row at most. */
const MAX_TERM_WIDTH = 39;

interface HelpRow {
  readonly term: string;
  readonly description: string;
}

/**
 * Formats the help of a command so that it fits a screen of 24 lines of 80 characters. An option without a description
 * shares the row of the next one.
 */
export function formatHelp(command: Command, helper: Help): string {
  const rows = [
    ...command.registeredArguments
      .filter(({ description }) => description !== '')
      .map((argument) => ({
        term: helper.argumentTerm(argument),
        description: argument.description,
      })),
    ...groupOptions(helper.visibleOptions(command), helper),
    ...helper.visibleCommands(command).map((each) => ({ term: each.name(), description: each.summary() })),
  ];
  const width = Math.min(MAX_TERM_WIDTH, Math.max(...rows.map(({ term }) => term.length)));
  return [
    `Usage: ${helper.commandUsage(command)}`,
    helper.boxWrap(command.description(), helper.helpWidth ?? 80),
    '',
    ...rows.map(({ term, description }) => helper.formatItem(term, width, description, helper)),
    '',
  ].join('\n');
}

function groupOptions(options: readonly Option[], helper: Help): HelpRow[] {
  const rows: HelpRow[] = [];
  let terms: string[] = [];
  for (const option of options.filter(({ long }) => long !== '--help' && long !== '--version')) {
    terms.push(helper.optionTerm(option));
    if (option.description !== '') {
      rows.push({ term: terms.join(', '), description: option.description });
      terms = [];
    }
  }
  return rows;
}
