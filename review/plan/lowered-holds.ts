import { type HoldList, parseHoldList } from '../../declaration/hold-list';
import type { HoldLines } from '../../declaration/hold';
import { InvalidText } from '../../declaration/line-problems';
import { describeLostHolds, findLostHolds } from '../../declaration/lost-holds';
import { isFormat } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import type { Base } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import { declaredVersions } from './declaration-index';
import { readDeclaredPackage } from './declared-package';
import type { LoweredGuard } from './plan-changes';

/** The text of the hold lists of constructs, by their paths. */
export type HoldTexts = ReadonlyMap<string, string>;

/**
 * Finds the holds that a declaration has in the base and not in the change. A declaration that the base does not have, such as one
 * with another name, is compared with all holds of constructs that are gone.
 */
export function findLoweredHolds(
  declarations: readonly FoundDeclaration[],
  base: Base,
  holds: { readonly base: HoldTexts; readonly change: HoldTexts },
): LoweredGuard[] {
  if (holds.base.size === 0) {
    return [];
  }
  const paths = new Set(declarations.map(({ constructPath }) => constructPath));
  const basePaths = new Set([...base.values()].map(({ constructPath }) => constructPath));
  const orphans = [...holds.base].filter(([path]) => !paths.has(path)).map(([, text]) => text);
  return declarations.flatMap((declaration): LoweredGuard[] => {
    const { constructPath, stack } = declaration;
    const own = holds.base.get(constructPath);
    const before = basePaths.has(constructPath) ? (own === undefined ? [] : [own]) : orphans;
    const now = readHolds(holds.change.get(constructPath));
    const lists = before.map(readHolds);
    const lost = findLostHolds(
      lists.filter((list) => list !== undefined),
      now ? [now] : [],
    );
    const isUnread = lists.includes(undefined);
    return lost.length === 0 && !isUnread
      ? []
      : [
          {
            guard: 'hold',
            stack: stack.name,
            constructPath,
            message: isUnread
              ? 'the hold list of the base cannot be read, and may hold what this change declares'
              : `${describeLostHolds(lost)}, compared to the base`,
            ...(!isUnread && { versions: findReleasedVersions(declaration, lists) }),
          },
        ];
  });
}

/** Undefined for a text that cannot be read. */
function readHolds(text: string | undefined): HoldList | undefined {
  try {
    return parseHoldList(text ?? '');
  } catch (error) {
    if (error instanceof InvalidText) {
      return undefined;
    }
    throw error;
  }
}

/** The versions that a declaration names now, and that the lists of the base hold. The synth of the base would refuse them. */
function findReleasedVersions(declaration: FoundDeclaration, lists: readonly (HoldLines | undefined)[]): string[] {
  const isHeld = (pkg: PackageName, version: string) => lists.some((list) => list?.find(pkg, version) !== undefined);
  const content = declaration.manifest?.content;
  if (content !== undefined) {
    return [...content.packages()].flatMap((pkg) =>
      [...pkg.versionRevisions.keys()].filter((version) => isHeld(pkg, version)),
    );
  }
  const { format, namespace, package: name } = readDeclaredPackage(declaration.properties);
  return format === undefined || !isFormat(format) || name === undefined
    ? []
    : declaredVersions(declaration).filter((version) => isHeld({ format, namespace, package: name }, version));
}
