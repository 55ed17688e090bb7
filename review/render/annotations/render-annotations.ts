import { counted, oneLine } from '../../text/sanitize';
import { dangerLists, findDangers } from '../labels/dangers';
import { manifestTexts } from '../labels/manifest-labels';
import type { Plan, PlannedDeclaration } from '../../plan/plan-model';
import { packageGroupLists } from '../labels/package-group-labels';
import { packageText } from '../labels/package-text';
import { acknowledgedText, headline, otherCounts, remarks, versionText } from '../labels/plan-labels';

/** GitHub shows ten annotations of a kind for a step, and drops the rest. */
const MAX_OF_A_KIND = 10;
const MAX_ANNOTATED_VERSIONS = 20;

type Kind = 'error' | 'warning' | 'notice';

/** The plan as workflow commands of GitHub Actions: an annotation for each declaration that is refused or disposes versions. */
export function renderAnnotations(plan: Plan): string {
  const dangers = findDangers(plan);
  const summary = [
    ...dangers.map(({ sentence }) => oneLine(sentence, 1000)),
    headline(plan),
    ...otherCounts(plan).map((phrase) => `${phrase}.`),
    ...manifestTexts(plan),
    ...plan.acknowledged.map((problem) => oneLine(acknowledgedText(problem), 1000)),
  ].join('\n');
  const errors = [
    ...plan.problems.map((problem) => command('error', 'Could not be read, or is not known', oneLine(problem, 1000))),
    ...plan.declarations.filter(hasRefusal).map(refusedText),
  ];
  const disposing = plan.declarations.filter(({ outcome }) => outcome === 'will dispose');
  return [
    ...capped('error', errors),
    ...capped('warning', [...dangerTexts(plan), ...disposing.map(disposedText)]),
    ...packageGroupLists(plan).map(({ title, lines }) => command('notice', title, capLines(lines).join('\n'))),
    command('notice', 'CodeArtifact package versions to dispose', summary),
    '',
  ].join('\n');
}

/** A package of a refused manifest may have no refused version. */
function hasRefusal({ outcome, problem, versions }: PlannedDeclaration): boolean {
  const isRefused = outcome === 'refused';
  return isRefused && (problem !== undefined || versions.some(({ verdict }) => verdict === 'refused'));
}

function refusedText(declaration: PlannedDeclaration): string {
  const { problem } = declaration;
  const refused = declaration.versions.filter(({ verdict }) => verdict === 'refused');
  const lines = problem
    ? [oneLine(`${problem.code}: ${problem.message}`, 1000)]
    : capLines(refused.map((plannedVersion) => `${versionText(plannedVersion)} ${remarks(plannedVersion).join('; ')}`));
  return command(
    'error',
    `Refused: ${packageText(declaration)}`,
    [oneLine(declaration.constructPath), ...lines].join('\n'),
  );
}

/** The dangers in one annotation, and one for each list: one for each line would leave no room for the versions. */
function dangerTexts(plan: Plan): string[] {
  const sentences = findDangers(plan).filter(({ urgent }) => !urgent);
  return [
    ...(sentences.length === 0
      ? []
      : [command('warning', 'Look twice', sentences.map(({ sentence }) => oneLine(sentence, 1000)).join('\n'))]),
    ...dangerLists(plan).map(({ title, lines }) => command('warning', title, capLines(lines).join('\n'))),
  ];
}

function disposedText(declaration: PlannedDeclaration): string {
  const versions = declaration.versions.filter(({ verdict }) => verdict === 'will be disposed');
  const lines = capLines(
    versions.map((plannedVersion) => [versionText(plannedVersion), ...remarks(plannedVersion)].join('; ')),
  );
  const title = `Disposes ${counted(versions.length, 'version')} of ${packageText(declaration)}`;
  return command('warning', title, [oneLine(declaration.constructPath), ...lines].join('\n'));
}

function capLines(lines: readonly string[]): string[] {
  const rest = lines.length - MAX_ANNOTATED_VERSIONS;
  return rest > 0 ? [...lines.slice(0, MAX_ANNOTATED_VERSIONS), `…and ${rest} more`] : [...lines];
}

function capped(kind: Kind, commands: readonly string[]): string[] {
  if (commands.length <= MAX_OF_A_KIND) {
    return [...commands];
  }
  const first = commands.slice(0, MAX_OF_A_KIND - 1);
  return [...first, command(kind, 'More', `…and ${commands.length - first.length} more; see the whole plan`)];
}

/** Escaped as the runner unescapes it (actions/toolkit, command.ts). */
function command(kind: Kind, title: string, message: string): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} title=${property(title)}::${data(message)}`;
}
