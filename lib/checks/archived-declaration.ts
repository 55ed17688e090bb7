import type { Construct } from 'constructs';
import { describePackage, type Package } from '../../declaration/declaration';
import { describeRepository } from '../../declaration/manifest';
import { withoutTokens } from '../tokens/names';
import { isCodeArtifactResource } from '../tokens/references';
import { type Moment, ValueResolver } from '../tokens/value-resolver';

const SUBJECT_NAMES = ['domain', 'domainOwner', 'repository', 'format', 'namespace', 'package'] as const;

/** The repository or the package that a declaration is about. */
export type Subject = Pick<Package, 'domain' | 'domainOwner' | 'repository'> & Partial<Package>;

/**
 * Compares a declaration with the one that archives its versions: now, and at synth once more for names that are computed
 * late. The record of another package or repository says nothing about this one.
 *
 * @param archived undefined for a record of another app, which names no repository
 * @throws if the two are certainly about different packages or repositories
 */
export function requireSameSubject(scope: Construct, declared: Subject, archived: Subject | undefined): void {
  if (archived === undefined) {
    return;
  }
  const values = new ValueResolver(scope);
  const findMismatch = (moment: Moment): string[] => {
    const name = SUBJECT_NAMES.find((each) => certainlyDiffer([declared[each], archived[each]], values, moment));
    return name === undefined ? [] : [describeMismatch(name, declared, archived)];
  };
  const [mismatch] = findMismatch('construction');
  if (mismatch !== undefined) {
    throw new Error(`${scope.node.path}: ${mismatch}`);
  }
  scope.node.addValidation({ validate: () => findMismatch('synthesis') });
}

/** True if two names are two literals, or the same attribute of two resources of CodeArtifact. */
function certainlyDiffer(names: readonly [unknown, unknown], values: ValueResolver, moment: Moment): boolean {
  const [a, b] = names.map((name) => values.literal(name, moment));
  if (values.isResolved(a) && values.isResolved(b)) {
    return a !== b;
  }
  const [own, other] = names.map((name) => {
    const { resolved, references } = values.resolve(name, moment);
    const targets = references.filter(isCodeArtifactResource).map(({ target }) => target);
    return { expression: JSON.stringify(resolved), targets };
  });
  return own?.expression === other?.expression && own!.targets.some((target, n) => target !== other!.targets[n]);
}

function describeMismatch(name: (typeof SUBJECT_NAMES)[number], declared: Subject, archived: Subject): string {
  const kind = declared.package === undefined ? 'repository' : 'package';
  const describe = (subject: Subject) => {
    const text =
      kind === 'package'
        ? describePackage(withoutTokens(subject as Package))
        : describeRepository(withoutTokens(subject));
    return name === 'domainOwner' ? `${text} of account ${withoutTokens(subject).domainOwner}` : text;
  };
  return `archived must archive versions of the same ${kind}, ${describe(declared)}; got ${describe(archived)}.`;
}
