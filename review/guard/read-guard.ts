import type { Guard, GuardApproval, GuardLimit } from '../../declaration/guard';
import { parseHoldList } from '../../declaration/hold-list';
import { InvalidText } from '../../declaration/line-problems';
import type { MappingReader, PolicyMapping } from '../declare/policy/read-mapping';
import { readYaml } from '../declare/policy/read-yaml';
import { GUARD_FIELDS } from './guard-fields';

const SECONDS_PER_DAY = 86_400;
const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/**
 * Reads a guard, which is YAML.
 *
 * @throws InvalidText with every broken rule and its line
 */
export function readGuard(text: string): Guard {
  const { reader, values, lines } = readYaml(text, GUARD_FIELDS, 'a guard');
  const protect = readProtection((values['protect'] ?? []) as string[], lines['protect'] ?? 1, reader);
  reader.throwProblems();
  const archiveFirst = values['archiveFirst'] as string | undefined;
  return {
    protect,
    requirePins: values['requirePins'] === true,
    ...(archiveFirst !== undefined && { archiveFirst: parseInt(archiveFirst, 10) * SECONDS_PER_DAY }),
    requireColdCopies: values['requireColdCopies'] === true,
    ...(values['atMost'] !== undefined && { atMost: readLimit(values['atMost'] as PolicyMapping) }),
    approvals: ((values['approvals'] ?? []) as PolicyMapping[]).map((approval): GuardApproval => ({
      label: approval.values['label'] as string,
      above: readLimit(approval.values['above'] as PolicyMapping),
    })),
  };
}

/** Each item is a line of a hold list, so that both have one notation. */
function readProtection(items: readonly string[], line: number, reader: MappingReader) {
  try {
    return parseHoldList(items.join('\n'));
  } catch (error) {
    if (!(error instanceof InvalidText)) {
      throw error;
    }
    error.problems.forEach((problem) => reader.add(line, `item ${problem.line} of protect: ${problem.message}`));
    reader.throwProblems();
    throw error;
  }
}

function readLimit({ values }: PolicyMapping): GuardLimit {
  const { versions, packages, bytes, shareOfPackage } = values as {
    readonly versions?: number;
    readonly packages?: number;
    readonly bytes?: string;
    readonly shareOfPackage?: string;
  };
  return {
    versions,
    packages,
    bytes: bytes === undefined ? undefined : readByteCount(bytes),
    shareOfPackage: shareOfPackage === undefined ? undefined : parseInt(shareOfPackage, 10),
  };
}

function readByteCount(text: string): number {
  const [, number = '', unit = ''] = /^([0-9.]+) ?([kMGT]?B)$/.exec(text) ?? [];
  return Math.floor(Number(number) * (UNITS[unit] ?? 1));
}
