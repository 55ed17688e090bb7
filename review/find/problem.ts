import { createHash } from 'node:crypto';
import { shellQuoted } from '../text/shell';
import { type Stack, findOwner, findRoot } from '../../template/values/template';

/** Kinds of problems that make a plan incomplete. */
export type ProblemId =
  /** A template that the deployment may deploy could not be read. */
  | 'unread-template'
  /** A macro may add or change anything. */
  | 'macro'
  /** Resources that only the deployment writes out. */
  | 'generated-resources'
  /** A resource that is no declaration can call a disposal function, or may be taken for a declaration. */
  | 'undeclared-call'
  /** A declaration rests on a value that an earlier deployment may have set otherwise. */
  | 'assumption'
  /** Something of a declaration is known only to the deployment. */
  | 'unknown-value'
  /** A declaration restores a version that another one archives, and they do not see each other. */
  | 'contradiction'
  /** The registry could not be read. */
  | 'unread-registry';

/** A problem that makes a plan incomplete: one line, whatever it touches. */
export interface Problem {
  readonly id: ProblemId;
  /** The stack that it is in; the first of several. */
  readonly stack: string;
  /** A sentence. */
  readonly message: string;
  /** The way to resolve it, a sentence; absent if the message has it. */
  readonly resolution?: string;
  /** The name for an acknowledgement that it disposes nothing; absent if it cannot be acknowledged. */
  readonly name?: string;
  /** Differs if anything differs that was reviewed when the problem was acknowledged. */
  readonly digest?: string;
  /** The reason why it was acknowledged, as the settings file gives it. */
  readonly reason?: string;
  /** True if only a first appearance, or a difference from the base, is a problem. */
  readonly isSettledByBase?: boolean;
}

/** A digest of everything that a problem is about. */
export function digestProblem(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** A problem in one line, with the next step. */
export function describeProblem(problem: Problem): string {
  const { message, resolution } = problem;
  const name = nameWithDigest(problem);
  const acknowledge =
    name === undefined ? undefined : `If it disposes nothing, pass --acknowledge ${shellQuoted(name)}.`;
  return [message, resolution, acknowledge].filter((sentence) => sentence !== undefined).join(' ');
}

/** The name by which a problem is acknowledged as it is now. */
export function nameWithDigest({ name, digest }: Problem): string | undefined {
  return name === undefined || digest === undefined ? name : `${name}@${digest}`;
}

/** The name of a resource: the same in every synth, with or without metadata of paths. */
export function resourceName(stack: Stack, logicalId: string): string {
  return `${stack.id}/${logicalId}`;
}

/** A stack and those around it, from the inside. */
export function stacksAround(stack: Stack): Stack[] {
  const owner = findOwner(stack);
  return owner === undefined ? [stack] : [stack, ...stacksAround(owner.stack)];
}

/** The name of the stack that a stack is deployed with. */
export function rootName(stack: Stack): string {
  return findRoot(stack).name;
}
