import { Token } from 'aws-cdk-lib';
import type { Package } from '../../declaration/declaration';

const NAMES = ['domain', 'domainOwner', 'repository', 'format', 'namespace', 'package'] as const;

/** The names for a message. A token in a message is never resolved, so `<domain>` stands for it. */
export function withoutTokens<T extends Partial<Package>>(names: T): T {
  const texts = NAMES.filter((name) => Token.isUnresolved(names[name])).map((name) => [name, `<${name}>`]);
  return { ...names, ...Object.fromEntries(texts) } as T;
}
