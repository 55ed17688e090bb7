import { showInvisible } from '../../../declaration/visible-text';
import { jsonText, oneLine } from '../../text/sanitize';
import type { Plan, PlannedDeclaration } from '../../plan/plan-model';
import { packageText } from '../labels/package-text';

/** Revisions of one declaration by version. A committed pin stays: it names the reviewed content. */
function collectPins({ versions }: PlannedDeclaration): Record<string, string> {
  const pins = new Map<string, string>();
  for (const { version, verdict, revision, pinnedRevision } of versions) {
    const live = verdict === 'will be disposed' || verdict === 'skipped' ? revision : undefined;
    const pin = pinnedRevision ?? live;
    if (version !== null && pin !== undefined) {
      pins.set(version, pin);
    }
  }
  return Object.fromEntries(pins);
}

/** The `versionRevisions` of every declaration as TypeScript to paste. A manifest has its pins in itself. */
export function renderPins({ declarations }: Plan): string {
  return declarations
    .filter(({ inManifest }) => inManifest !== true)
    .map((declaration) => {
      const entries = Object.entries(collectPins(declaration)).map(
        ([version, pin]) => `  ${quoted(version)}: ${quoted(pin)},\n`,
      );
      const heading = `// ${oneLine(declaration.constructPath)}: ${packageText(declaration)}\n`;
      return entries.length > 0
        ? `${heading}versionRevisions: {\n${entries.join('')}},\n`
        : `${heading}// ${declaration.problem ? unreadText(declaration.problem) : 'nothing to pin'}\n`;
    })
    .join('\n');
}

/** The reason why there are no pins. It is no reason to take existing ones out. */
function unreadText({ code, message }: NonNullable<PlannedDeclaration['problem']>): string {
  return oneLine(`no pins, keep those you have: ${code}: ${message}`, 1_000);
}

/**
 * The same by stack id and logical id, as JSON to load, since two stacks or constructs may have one path; without
 * declarations that could not be read, whose pins stay.
 */
export function renderPinsJson({ declarations }: Plan): string {
  const stacks = new Map<string, [logicalId: string, pins: Record<string, string>][]>();
  for (const declaration of declarations.filter(({ problem, inManifest }) => !problem && inManifest !== true)) {
    const pins = stacks.get(declaration.stackId) ?? [];
    pins.push([declaration.logicalId, collectPins(declaration)]);
    stacks.set(declaration.stackId, pins);
  }
  const byStack = Object.fromEntries([...stacks].map(([stack, pins]) => [stack, Object.fromEntries(pins)]));
  return `${jsonText(byStack, 2)}\n`;
}

/** A string literal of TypeScript. */
export function quoted(text: string): string {
  return `'${showInvisible(text.replace(/[\\']/g, '\\$&'))}'`;
}
