import { bytesText, counted, dayText, endSentence, oneLine, shortRevision } from '../../text/sanitize';
import { removalCounts } from './removal-labels';
import { rollbackText } from './rollback-labels';
import type { Problem } from '../../find/problem';
import type { Plan, PlannedVersion } from '../../plan/plan-model';

/** The outcome in one sentence. */
export function headline(plan: Plan): string {
  const { totals, comparedToBase, complete } = plan;
  const { willBeDisposed, packagesToDispose, willBeArchived } = totals;
  const what = comparedToBase ? 'This change' : 'Deploying';
  const atLeast = complete ? '' : 'at least ';
  const archives = willBeArchived === 0 ? '' : ` archives ${atLeast}${counted(willBeArchived, 'version')}, and`;
  const rollback = rollbackText(plan);
  return willBeDisposed === 0
    ? `${what}${archives} disposes ${complete ? 'nothing' : 'nothing that is known of'}${rollback}.`
    : `${what}${archives} disposes ${atLeast}${counted(willBeDisposed, 'version')} of ${counted(packagesToDispose, 'package')}${sizeText(totals)}${rollback}.`;
}

function sizeText({ sizeBytes, sizeUnknown }: Plan['totals']): string {
  if (sizeBytes === null) {
    return '';
  }
  const unknown = sizeUnknown === 0 ? '' : `, and ${counted(sizeUnknown, 'version')} of unknown size`;
  return `, with ${bytesText(sizeBytes)} of assets${unknown} (an upper bound of what is freed: assets are shared in a domain)`;
}

/** The counts beside the headline, a phrase each. */
export function otherCounts(plan: Plan): string[] {
  const { refused, skipped, unknown, alreadyDisposed, missing, deleted, unchangedDeclarations } = plan.totals;
  const { alreadyArchived, changedSince } = plan.totals;
  const phrases: [number, string][] = [
    [refused, `${counted(refused, 'version')} refused`],
    [skipped, `${counted(skipped, 'version')} skipped, since others of their declaration are refused`],
    [unknown, `${counted(unknown, 'version')} not known`],
    [changedSince, `${counted(changedSince, 'version')} changed since, and left as they are`],
    [alreadyArchived, `${counted(alreadyArchived, 'version')} archived already`],
    [alreadyDisposed, `${counted(alreadyDisposed, 'version')} disposed already`],
    [missing, `${counted(missing, 'version')} missing, as allowed`],
    [deleted, `${counted(deleted, 'version')} deleted since an earlier deployment`],
    [unchangedDeclarations, `${counted(unchangedDeclarations, 'declaration')} unchanged`],
  ];
  const { currentEnvironment: environment, settings } = plan;
  const environmentText =
    environment &&
    `the account ${environment.account} and the Region ${environment.region} of the credentials are taken for stacks that name none`;
  return [
    ...phrases.filter(([count]) => count > 0).map(([, phrase]) => phrase),
    ...describeCopies(plan.totals.copies),
    ...removalCounts(plan),
    ...(environmentText === undefined ? [] : [environmentText]),
    ...(settings === undefined
      ? []
      : [`options of ${oneLine(settings.file)}: ${oneLine(settings.options.join(', '))}`]),
  ];
}

/** What the cold copies take, in one phrase; none if nothing is copied. */
function describeCopies(copies: Plan['totals']['copies']): string[] {
  if (copies === undefined) {
    return [];
  }
  const { copied, willBeCopied, cannotBeCopied, unknown, assets, sizeBytes, calls, seconds } = copies;
  const cost =
    `${counted(assets, 'asset')}, ${bytesText(sizeBytes)}, ${counted(calls, 'call')}, ` +
    `${seconds < 120 ? counted(seconds, 'second') : `${Math.ceil(seconds / 60)} minutes`} at the pace, ` +
    `$${copies.dollarsPerMonth} a month at the list prices of S3 of ${copies.priceDate}`;
  const phrases: [number, string][] = [
    [copied, `${copied} copied already`],
    [willBeCopied, `${willBeCopied} will be copied (at most ${cost})`],
    [cannotBeCopied, `${cannotBeCopied} cannot be copied`],
    [unknown, `${unknown} not known`],
  ];
  return [
    `cold copies: ${phrases
      .filter(([count]) => count > 0)
      .map(([, phrase]) => phrase)
      .join(', ')}`,
  ];
}

/** An acknowledged problem in one line. */
export function acknowledgedText({ message, reason }: Problem): string {
  return `Acknowledged to dispose nothing: ${message}${reason === undefined ? '' : ` The reason: ${endSentence(reason)}`}`;
}

export function versionText({ version }: PlannedVersion): string {
  return version === null ? '(unknown)' : oneLine(version);
}

export function pinText({ pin, pinnedRevision }: PlannedVersion): string {
  switch (pin) {
    case 'none':
      return 'not pinned';
    case 'holds':
      return 'holds';
    case 'differs':
      return `differs: ${oneLine(shortRevision(pinnedRevision ?? ''))}`;
    case 'unknown':
      return 'unknown';
  }
}

export function revisionText({ revision }: PlannedVersion): string {
  return revision === undefined ? '' : oneLine(shortRevision(revision));
}

export function publishedText({ publishedTime }: PlannedVersion): string {
  return publishedTime === undefined ? '' : dayText(publishedTime);
}

export function describeSize({ sizeBytes }: PlannedVersion): string {
  return sizeBytes === undefined ? '' : `≤ ${bytesText(sizeBytes)}`;
}

/** Reasons and warnings, a phrase each. */
export function remarks({ code, message, didYouMean, warnings, copy }: PlannedVersion): string[] {
  const why = [code, message].filter((text) => text !== undefined).join(': ');
  return [
    ...(copy === undefined || copy.state === 'unknown' ? [] : [`cold copy: ${copy.state}`]),
    ...(why === '' ? [] : [oneLine(why)]),
    ...(didYouMean === undefined ? [] : [oneLine(`did you mean ${didYouMean}?`)]),
    ...warnings.map((warning) => oneLine(warning.message)),
  ];
}
