/** The names that become part of a policy's ARN. */
export type ArnName = 'domain' | 'domainOwner' | 'repository' | 'format' | 'namespace' | 'package';

/** The characters that a name must not have. In an ARN, "/" and ":" would also start another segment. */
const FORBIDDEN: Record<ArnName, RegExp> = {
  domain: /[^a-z0-9-]/,
  domainOwner: /[^0-9]/,
  repository: /[^A-Za-z0-9._-]/,
  format: /[^a-z]/,
  namespace: /[#/\s]/,
  package: /[#/\s]/,
};

/** CloudFormation replaces text that starts so at deployment, after every check and review. */
export const DYNAMIC_REFERENCE = '{{resolve:';

export const DYNAMIC_REFERENCE_RULE = `free of "${DYNAMIC_REFERENCE}", which CloudFormation replaces by a value that nobody reviewed`;

export const WILDCARD_RULE = 'free of "*", "?" and "${", which would widen the policy';

/** True if a name in a policy's ARN has a wildcard or a variable of IAM. */
export function widensPolicy(text: string): boolean {
  return /[*?]|\$\{/.test(text);
}

/**
 * The rule that a literal text breaks at any position of a name.
 *
 * @param text a name, or the literal part of a name whose rest only the deployment knows
 */
export function brokenTextRule(property: ArnName, text: string): string | undefined {
  if (text.includes(DYNAMIC_REFERENCE)) {
    return DYNAMIC_REFERENCE_RULE;
  }
  if (widensPolicy(text)) {
    return WILDCARD_RULE;
  }
  const [forbidden] = FORBIDDEN[property].exec(text) ?? [];
  return forbidden === undefined ? undefined : `free of ${JSON.stringify(forbidden)}, which no such name holds`;
}
