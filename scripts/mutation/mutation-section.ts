import { EQUIVALENT_MUTANTS } from './equivalent-mutants';
import { type FileScore, type HandMadeScore, type MutationScores, percentage } from './mutation-scores';

/** The part of the documentation that shows how many changes of the code the tests notice. */
export function mutationSection({ files, handMade }: MutationScores): string {
  const scored = files.filter(({ noticed, survivors }) => noticed + survivors.length > 0);
  const noticed = handMade.filter(({ isNoticed }) => isNoticed);
  const equivalent = handMade.filter((score) => !score.isNoticed && score.equivalent !== undefined);
  return `## Mutation testing

A mutant is the code with one small change that a test has to notice. \`npm run test:mutation\` makes mutants of the files that
decide with [Stryker](https://stryker-mutator.io), and \`npm run test:mutation:hand-made\` makes those that a person wrote: of
rules whose loss once went unnoticed, and of the finder of declarations. Both take files or folders, go on where they were
interrupted, and write the scores with \`-- --write\`; \`npm run reliability\` then writes this section.

### By Stryker

${percentage(scored)} of the mutants of these files are noticed.

| file | noticed | not noticed | score |
|---|---|---|---|
${scored.map(fileRow).join('\n')}

Those that are not noticed:

| place | code | change | why no test notices it |
|---|---|---|---|
${scored.flatMap(survivorRows).join('\n')}

### By hand

${noticed.length} of ${handMade.length} are noticed${equivalent.length > 0 ? `, and ${equivalent.length} of the others changes nothing` : ''}.

| file | what the change breaks | |
|---|---|---|
${handMade.map(handMadeRow).join('\n')}
`;
}

function handMadeRow({ file, breaks, isNoticed, equivalent }: HandMadeScore): string {
  const result = isNoticed ? 'noticed' : equivalent === undefined ? '**not noticed**' : `not noticed: ${equivalent}`;
  return `| ${file} | ${breaks.replaceAll('|', '\\|')} | ${result} |`;
}

function fileRow(score: FileScore): string {
  return `| ${score.file} | ${score.noticed} | ${score.survivors.length} | ${percentage([score])} |`;
}

function survivorRows({ file, survivors }: FileScore): string[] {
  return survivors.map(({ line, original, replacement }) => {
    const known = EQUIVALENT_MUTANTS.find(
      (mutant) => mutant.file === file && mutant.original === original && mutant.replacement === replacement,
    );
    return `| ${file}:${line} | ${code(original)} | ${code(replacement)} | ${known?.reason ?? 'not examined'} |`;
  });
}

/** Code in a cell of a table. */
function code(text: string): string {
  return `\`\` ${text.replaceAll('|', '\\|')} \`\``;
}
