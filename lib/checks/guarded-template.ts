import { checkGuard, type Guard, type GuardedVersion, type GuardRule } from '../../declaration/guard';
import type { TemplateDeclaration } from '../files/template-declarations';

/** The rules that can be checked without the base of a change. */
export const SYNTH_RULES = [
  'protect',
  'requirePins',
  'archiveFirst',
  'requireColdCopies',
] as const satisfies GuardRule[];

/** The property of a declaration that copies versions before it changes them. */
const COLD_COPY_PROPERTY = 'copyBucket';

interface TemplateViolation {
  readonly rule: GuardRule;
  readonly message: string;
}

/** False for a property that CloudFormation takes out. */
function isGiven(value: unknown): boolean {
  return value !== undefined && JSON.stringify(value) !== JSON.stringify({ Ref: 'AWS::NoValue' });
}

/** Checks a declaration of a template against the rules of a guard that are about each version. */
export function checkTemplateDeclaration(guard: Guard, declaration: TemplateDeclaration): TemplateViolation[] {
  const { action, properties, packages, unknown } = declaration;
  const text = (name: string) => (typeof properties[name] === 'string' ? properties[name] : `<${name}>`);
  const location = `${text('domain')}/${text('repository')}`;
  const { waitingTime } = properties;
  const versions = packages.flatMap((pkg) =>
    pkg.versions.map(({ version, isPinned }): GuardedVersion => ({
      action,
      location,
      package: pkg.package,
      version,
      isPinned,
      waitingTime: waitingTime === undefined ? undefined : Number(waitingTime),
      allowsUnknownArchiveTime: ![undefined, false, 'false'].includes(
        properties['allowUnknownArchiveTime'] as undefined,
      ),
      hasColdCopies: isGiven(properties[COLD_COPY_PROPERTY]),
    })),
  );
  const eachVersion: Guard = { ...guard, atMost: undefined, approvals: [] };
  const violations = checkGuard(eachVersion, { versions, packages: [] }, new Set());
  if (unknown === undefined) {
    return violations;
  }
  const message = `The guard cannot be checked for ${declaration.logicalId} in ${location}. ${unknown} Let "plan" check it.`;
  return [...violations, { rule: 'protect', message }];
}
