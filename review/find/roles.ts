import { isObject, ownValue, type Json, type LocatedResource, type Stack } from '../../template/values/template';
import type { ResourceReferences } from '../../template/values/resource-references';
import type { TemplateValues } from '../../template/values/template-values';
import { DESTRUCTIVE_ACTIONS } from './operations';

/** Policies of AWS that allow everything, or everything in CodeArtifact. Those of services allow neither. */
const BROAD_POLICIES = /:aws:policy\/(AdministratorAccess|PowerUserAccess|AWSCodeArtifactAdminAccess)$/;
const AWS_POLICY = /:aws:policy\//;

const POLICY_TYPES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/** The properties that attach a policy to roles. */
const ATTACHED_TO = ['Roles', 'RoleName'];

/** The roles of an assembly, and whether their policies let them destroy or hide packages. */
export class Roles {
  private readonly policies = new Map<LocatedResource, LocatedResource[]>();

  constructor(
    private readonly values: TemplateValues,
    private readonly references: ResourceReferences,
  ) {
    for (const policy of references.all.filter(({ resource }) => POLICY_TYPES.includes(resource.Type))) {
      const { stack, resource } = policy;
      const targets = ATTACHED_TO.map((key) => ownValue<Json>(resource.Properties, key) ?? null);
      for (const role of this.find(stack, targets)) {
        this.policies.set(role, [...(this.policies.get(role) ?? []), policy]);
      }
    }
  }

  /** The roles of the assembly that an expression leads to. */
  find(stack: Stack, expression: Json): LocatedResource[] {
    return [...this.references.find(stack, expression)].filter(({ resource }) => resource.Type === 'AWS::IAM::Role');
  }

  /** True if a role can call a destructive operation; undefined if a policy of it is not in the assembly. */
  canDestroy(role: LocatedResource): boolean | undefined {
    const managed = this.managedPolicies(role);
    const documents = [role, ...(this.policies.get(role) ?? []), ...managed.resources];
    const isAllowed = documents.some(({ stack, resource }) => this.allows(stack, resource.Properties ?? null));
    if (isAllowed || managed.names.some((name) => name !== undefined && BROAD_POLICIES.test(name))) {
      return true;
    }
    return managed.names.every((name) => name !== undefined && AWS_POLICY.test(name)) ? false : undefined;
  }

  /** True if a statement anywhere in an expression allows a destructive operation. */
  allows(stack: Stack, expression: Json): boolean {
    if (typeof expression !== 'object' || expression === null) {
      return false;
    }
    if (isObject(expression) && ownValue<Json>(expression, 'Effect') === 'Allow') {
      const { Action: action, NotAction: except } = expression;
      const isNamed = (patterns: Json) => (operation: string) => this.matches(stack, patterns, operation);
      return action === undefined
        ? except !== undefined && !DESTRUCTIVE_ACTIONS.every(isNamed(except))
        : DESTRUCTIVE_ACTIONS.some(isNamed(action));
    }
    return Object.values(expression).some((item: Json) => this.allows(stack, item));
  }

  private managedPolicies({ stack, resource }: LocatedResource) {
    const arns = ownValue<Json>(resource.Properties, 'ManagedPolicyArns') ?? [];
    const resources: LocatedResource[] = [];
    const names: (string | undefined)[] = [];
    for (const arn of Array.isArray(arns) ? arns : [arns]) {
      const inAssembly = [...this.references.find(stack, arn)].filter(
        (located) => located.resource.Type === 'AWS::IAM::ManagedPolicy',
      );
      resources.push(...inAssembly);
      if (inAssembly.length === 0) {
        names.push(this.readArn(stack, arn));
      }
    }
    return { resources, names };
  }

  /** The end of an ARN is enough, since only its partition is open. */
  private readArn(stack: Stack, arn: Json): string | undefined {
    return /:aws:policy\/[\w/-]+/.exec(this.values.of(stack).findText(arn) ?? JSON.stringify(arn))?.[0];
  }

  /** True if a pattern of a policy matches an operation. A pattern that is not known may match. */
  private matches(stack: Stack, patterns: Json, operation: string): boolean {
    return (Array.isArray(patterns) ? patterns : [patterns]).some((item) => {
      const pattern = this.values.of(stack).findText(item);
      if (pattern === undefined) {
        return true;
      }
      const expression = pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return new RegExp(`^${expression}$`, 'i').test(operation);
    });
  }
}
