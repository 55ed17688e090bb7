import type { FileAssets } from '../../template/read/file-assets';
import { decodeText } from '../../template/read/encoded-text';
import {
  isObject,
  ownValue,
  findRoot,
  type Json,
  type LocatedResource,
  type Stack,
} from '../../template/values/template';
import { Closures } from '../../template/values/closures';
import { ResourceReferences } from '../../template/values/resource-references';
import type { TemplateValues } from '../../template/values/template-values';
import { DECLARING_TYPES } from '../../declaration/resource-type';
import { knownText } from './known-text';
import { findDestructiveOperation } from './operations';
import { resourceName } from './problem';
import { Roles } from './roles';
import { FUNCTION_TYPES, RunningCodeReader } from './running-code';

/** Types that run a function, or a workflow of functions. Anything that refers to one may start it. */
const STARTED_TYPES = [...FUNCTION_TYPES, 'AWS::StepFunctions::StateMachine'];

/** The functions of an assembly that dispose, the state machines of manifests that run them, and the ways to one. */
export class DisposalFunctions {
  readonly references: ResourceReferences;
  readonly roles: Roles;
  readonly code: RunningCodeReader;
  private readonly closures: Closures;
  private readonly disposing = new Set<string>();
  private readonly tokens = new Set<string>();

  constructor(
    private readonly values: TemplateValues,
    assets: FileAssets | undefined,
  ) {
    this.closures = new Closures(values);
    this.references = new ResourceReferences(values);
    this.roles = new Roles(values, this.references);
    this.code = new RunningCodeReader(values, assets);
    for (const located of this.references.all) {
      const { stack, logicalId, resource } = located;
      if (DECLARING_TYPES.includes(resource.Type)) {
        this.addDeclared(stack, ownValue(resource.Properties, 'ServiceToken') ?? null);
        const stateMachine = ownValue<Json>(resource.Properties, 'stateMachineArn') ?? null;
        this.functionsIn(stack, stateMachine).forEach((name) => this.disposing.add(name));
      } else if (FUNCTION_TYPES.includes(resource.Type) && this.disposes(located)) {
        this.disposing.add(resourceName(stack, logicalId));
      }
    }
  }

  /** The disposal functions, and their state machines, that an expression leads to. */
  disposalsIn(stack: Stack, expression: Json): string[] {
    return [...this.functionsIn(stack, expression)].filter((name) => this.disposing.has(name));
  }

  /** True if a resource is a disposal function, or a state machine that runs one. */
  isDisposal(stack: Stack, logicalId: string): boolean {
    return this.disposing.has(resourceName(stack, logicalId));
  }

  /** True if a declaration calls this expression, and its target is not in the assembly. */
  isDeclaredToken(stack: Stack, token: Json): boolean {
    const literal = this.values.of(stack).findText(token);
    return this.tokens.has(tokenKey(stack, token)) || (literal !== undefined && this.tokens.has(literal));
  }

  /** The functions and state machines of the assembly that an expression leads to. */
  functionsIn(stack: Stack, expression: Json): ReadonlySet<string> {
    const started = [...this.references.find(stack, expression)].filter(({ resource }) =>
      STARTED_TYPES.includes(resource.Type),
    );
    return new Set(started.map((located) => resourceName(located.stack, located.logicalId)));
  }

  /** True if a role that a resource has can destroy or hide packages; undefined if that is not known. */
  canDestroy({ stack, resource }: LocatedResource): boolean | undefined {
    const { Properties = {} } = resource;
    if (this.roles.allows(stack, ownValue<Json>(Properties, 'Policies') ?? null)) {
      return true;
    }
    const roles = this.roles.find(stack, Properties).map((role) => this.roles.canDestroy(role));
    return roles.includes(true) ? true : roles.length === 0 || roles.includes(undefined) ? undefined : false;
  }

  /** Everything that decides what a resource does, for a digest: the resource, what it is written with, and its files. */
  describe({ stack, resource }: LocatedResource): unknown {
    const { Type, Properties = {}, Condition, Metadata } = resource;
    const init = isObject(Metadata) ? (ownValue<Json>(Metadata, 'AWS::CloudFormation::Init') ?? null) : null;
    const definition = [Type ?? null, Properties, init, Condition === undefined ? null : { Condition }];
    const { account, region, stackName } = findRoot(stack);
    return [account, region, stackName, this.digest(stack, definition), this.code.readAssets(Properties).text];
  }

  /** A digest of everything that an expression is written with. */
  digest(stack: Stack, expression: Json): string {
    return this.closures.digest(stack, expression);
  }

  private addDeclared(stack: Stack, token: Json) {
    const functions = this.functionsIn(stack, token);
    functions.forEach((name) => this.disposing.add(name));
    if (functions.size === 0) {
      this.tokens.add(tokenKey(stack, token));
      const literal = this.values.of(stack).findText(token);
      if (literal !== undefined) {
        this.tokens.add(literal);
      }
    }
  }

  /** True if the code of a function in the assembly disposes. A comment counts if the function's role may. */
  private disposes(located: LocatedResource): boolean {
    const { stack, resource } = located;
    const environment = ownValue<Json>(resource.Properties, 'Environment') ?? null;
    // Code can take the name of an operation from its environment.
    const variables = knownText(environment, this.values.of(stack));
    const text = decodeText(`${this.code.read(located)?.text ?? ''}\n${variables}`);
    return (
      findDestructiveOperation(text) !== undefined &&
      (findDestructiveOperation(withoutComments(text)) !== undefined || this.canDestroy(located) !== false)
    );
  }
}

/** A longer line is no comment, but code that a program has put into one line. */
function withoutComments(code: string): string {
  return code.replace(/\/\*[^]*?\*\//g, ' ').replace(/(^|\s)(\/\/|#[\s!#]).{0,300}$/gm, '$1');
}

function tokenKey(stack: Stack, token: Json): string {
  return JSON.stringify([stack.id, token]);
}
