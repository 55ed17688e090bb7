import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DECLARING_TYPES } from '../../declaration/resource-type';
import type { Plan } from '../../review/plan/plan-model';

/** An object in the JSON of an assembly that could make the function dispose. */
export interface Suspect {
  readonly logicalId: string;
  /** Whether it, or something that its file has around it, is deployed under a condition. */
  readonly isConditional: boolean;
}

/** What resources deploy templates by; a condition of one may keep everything in the template from being deployed. */
const CARRIERS = /^AWS::(CloudFormation::Stack(Set)?|ServiceCatalog::CloudFormationProduct)$/;

/** Everything in any JSON of a directory that could make the function dispose, by brute force. */
export function suspectsIn(directory: string): Suspect[] {
  const found: Suspect[] = [];
  let hasConditionalCarrier = false;
  const visit = (value: unknown, key: string, isConditional: boolean) => {
    if (typeof value === 'string' && value.startsWith('{')) {
      visit(parsed(value), key, isConditional);
    }
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const { Type, Properties, Condition } = value as Record<string, unknown>;
    const conditional = isConditional || Condition !== undefined;
    hasConditionalCarrier ||= conditional && typeof Type === 'string' && CARRIERS.test(Type);
    const has = (...keys: string[]) => keys.every((name) => Object.hasOwn(Object(Properties) as object, name));
    if (
      DECLARING_TYPES.includes(Type as string) ||
      has('domain', 'repository', 'package', 'versions') ||
      has('domain', 'repository', 'manifestKey', 'manifestHash')
    ) {
      found.push({ logicalId: key, isConditional: conditional });
    }
    Object.entries(value).forEach(([name, item]) => visit(item, name, conditional));
  };
  jsonFilesOf(directory).forEach((file) => visit(parsed(readFileSync(file, 'utf8')), basename(file), false));
  return found.map((suspect) => ({ ...suspect, isConditional: suspect.isConditional || hasConditionalCarrier }));
}

/**
 * Fails if a plan is complete and says nothing of something in the assembly that could dispose. What is deployed under a
 * condition is left to tests of conditions.
 */
export function expectNothingMissed(directory: string, { complete, declarations, ...plan }: Plan) {
  if (!complete) {
    return;
  }
  const suspects = suspectsIn(directory).filter(({ isConditional }) => !isConditional);
  const shown = [...declarations, ...(plan.manifests ?? [])];
  const ids = new Set(shown.map(({ stackId, logicalId }) => JSON.stringify([stackId, logicalId])));
  const others = plan.totals.unchangedDeclarations + plan.acknowledged.length;
  const logicalIds = new Set(shown.map(({ logicalId }) => logicalId));
  const missed = suspects.filter(({ logicalId }) => !logicalIds.has(logicalId));
  if (ids.size + others < suspects.length || missed.length > others) {
    throw new Error(
      `A complete plan must show everything that could dispose; got ${ids.size} declarations and ${others} unchanged or ` +
        `acknowledged ones for ${suspects.map(({ logicalId }) => logicalId).join(', ')} in ${directory}.`,
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonFilesOf(directory: string): string[] {
  return readdirSync(directory)
    .map((name) => join(directory, name))
    .flatMap((path) => {
      // An assembly can hold links that lead nowhere.
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats?.isDirectory() ? jsonFilesOf(path) : stats?.isFile() && path.endsWith('.json') ? [path] : [];
    });
}
