import type { LocalCloudFormation } from '../../local/cloudformation';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

/** One action on one resource. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
}

/**
 * The policies of a deployed stack, evaluated as IAM does what this library uses of its language: Allow of
 * actions on resources, with `*` for any characters. What it does not use is refused, not ignored.
 */
export class Policies {
  static ofStack(cloudFormation: LocalCloudFormation, name: string): Policies {
    const resources = [...(cloudFormation.stack(name)?.resources.values() ?? [])];
    const documents = resources
      .filter(({ type }) => type.startsWith('AWS::IAM::') && type.endsWith('Policy'))
      .map(({ properties }) => properties.PolicyDocument as unknown as { Statement: Statement[] });
    return new Policies(documents.flatMap(({ Statement }) => Statement.flatMap(grantsOf)));
  }

  /** What one role may do: its inline policies, and the policies of the stack that are attached to it. */
  static ofRole(cloudFormation: LocalCloudFormation, name: string, role: RegExp): Policies {
    const resources = [...(cloudFormation.stack(name)?.resources.values() ?? [])];
    const found = resources.find(({ type, logicalId }) => type === 'AWS::IAM::Role' && role.test(logicalId));
    const inline = (found?.properties.Policies ?? []) as unknown as { PolicyDocument: { Statement: Statement[] } }[];
    const attached = resources
      .filter(({ type }) => type.startsWith('AWS::IAM::') && type.endsWith('Policy'))
      .filter(({ properties }) => (properties.Roles as unknown[] | undefined)?.includes(found?.physicalId))
      .map(({ properties }) => properties as unknown as { PolicyDocument: { Statement: Statement[] } });
    const documents = [...inline, ...attached].map(({ PolicyDocument }) => PolicyDocument);
    return new Policies(documents.flatMap(({ Statement }) => Statement.flatMap(grantsOf)));
  }

  /** Every evaluation that allowed or refused a call. */
  readonly evaluated = new Map<string, { readonly grant: Grant; readonly allowed: boolean }>();

  constructor(readonly grants: readonly Grant[]) {}

  /** The same policies without one of their grants. */
  without(grant: Grant): Policies {
    return new Policies(
      this.grants.filter(({ action, resource }) => action !== grant.action || resource !== grant.resource),
    );
  }

  allow(action: string, resource: string): boolean {
    const allowed = this.grants.some((grant) => matches(grant.action, action) && matches(grant.resource, resource));
    this.evaluated.set(`${action} ${resource}`, { grant: { action, resource }, allowed });
    return allowed;
  }

  /** The calls that were refused. */
  get refused(): Grant[] {
    return [...this.evaluated.values()].filter(({ allowed }) => !allowed).map(({ grant }) => grant);
  }

  /** The grants that no call has needed. */
  get unused(): Grant[] {
    const allowed = [...this.evaluated.values()].filter((item) => item.allowed).map(({ grant }) => grant);
    return this.grants.filter(
      (grant) => !allowed.some((item) => matches(grant.action, item.action) && matches(grant.resource, item.resource)),
    );
  }
}

function grantsOf(statement: Statement): Grant[] {
  const { Effect, Action, Resource, Condition, ...rest } = statement;
  if (Effect !== 'Allow' || Object.keys(rest).some((key) => key !== 'Sid')) {
    throw new Error(`A statement must have Effect Allow, Action and Resource only; got ${JSON.stringify(statement)}`);
  }
  const prefixes = prefixesOf(Condition);
  return [Action]
    .flat()
    .flatMap((action) =>
      [Resource]
        .flat()
        .flatMap((resource) =>
          action === 's3:ListBucket'
            ? prefixes.map((prefix) => ({ action, resource: `${resource}?prefix=${prefix}` }))
            : [{ action, resource }],
        ),
    );
}

/** The prefixes that a list may have; `*` without a condition. */
function prefixesOf(condition: unknown): string[] {
  if (condition === undefined) {
    return ['*'];
  }
  const { StringLike, ...others } = condition as { StringLike?: Record<string, string | string[]> };
  const { 's3:prefix': prefixes, ...keys } = StringLike ?? {};
  if (prefixes === undefined || Object.keys({ ...others, ...keys }).length > 0) {
    throw new Error(`A condition must be about s3:prefix only; got ${JSON.stringify(condition)}`);
  }
  return [prefixes].flat();
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
