/** The names that become part of a policy's ARN. */
export type ArnName = 'domain' | 'domainOwner' | 'repository' | 'format' | 'namespace' | 'package';

/** Characters that no name of the kind holds; in an ARN, "/" and ":" would also start another segment. */
const FORBIDDEN: Record<ArnName, RegExp> = {
  domain: /[^a-z0-9-]/,
  domainOwner: /[^0-9]/,
  repository: /[^A-Za-z0-9._-]/,
  format: /[^a-z]/,
  namespace: /[#/\s]/,
  package: /[#/\s]/,
};

/** CloudFormation replaces such text at deployment, after every check and review. */
export const DYNAMIC_REFERENCE = '{{resolve:';

export const DYNAMIC_REFERENCE_RULE = `free of "${DYNAMIC_REFERENCE}", which CloudFormation replaces by a value that nobody reviewed`;

export const WILDCARD_RULE = 'free of "*", "?" and "${", which would widen the policy';

/** Whether IAM reads more than a name in the text of a policy's ARN. */
export function widensPolicy(text: string): boolean {
  return /[*?]|\$\{/.test(text);
}

/**
 * The rule that a literal text breaks, wherever it stands in a name.
 *
 * @param text a whole name, or the literal part of a name of which the deployment knows the rest
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
