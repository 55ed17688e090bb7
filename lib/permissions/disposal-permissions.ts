import { createHash } from 'node:crypto';
import { Token } from 'aws-cdk-lib';
import { Effect, type IRole, ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Action, arnPath, type Package } from '../../declaration/declaration';
import { FIELDS } from '../../declaration/fields';
import { acknowledgeWildcards } from '../checks/acknowledgements';
import { attachPolicy, countManagedPolicies, MAX_POLICIES } from './attach-policy';
import { Identities } from './identity';
import { policyArn } from './package-arn';

/** IAM quotas: characters of a managed policy without white space. */
const MAX_POLICY_CHARACTERS = 6144;

interface Grant {
  readonly actions: string[];
  /** `{"Action":[…],"Effect":"Allow","Resource":[…]},` without its ARNs. */
  readonly statementCharacters: number;
  readonly policyId: string;
  readonly description: string;
}

/** The actions that a declaration needs on its package, and the policies that grant them. */
export const GRANTS: Readonly<Record<Action, Grant>> = {
  dispose: {
    actions: ['codeartifact:DisposePackageVersions', 'codeartifact:ListPackageVersions'],
    statementCharacters: 120,
    policyId: 'Policy',
    description: 'Lists and disposes the declared CodeArtifact packages, and nothing else.',
  },
  archive: {
    actions: ['codeartifact:ListPackageVersions', 'codeartifact:UpdatePackageVersionsStatus'],
    statementCharacters: 125,
    policyId: 'ArchivePolicy',
    description: 'Lists, archives and restores the declared CodeArtifact packages, and nothing else.',
  },
};

/** `{"Statement":[…],"Version":"2012-10-17"}` */
const FRAME_CHARACTERS = 40;

/** The statement about the log group, whose name has at most 512 characters. Only the first policy has it. */
const LOG_STATEMENT_CHARACTERS = 660;

/**
 * Statements of one policy. A diff prints each changed statement whole, before and after; more
 * statements make it shorter and leave less space for ARNs.
 */
const STATEMENTS_OF_POLICY = 8;

/**
 * Policies of each level, which sum up to MAX_POLICIES. The hash of a package picks one policy of each level, and the
 * package is granted in the first of the three with space left, or else in any other policy with space left.
 *
 * | level | policies | filled |
 * |---|---|---|
 * | 1 | 1 | from the first package on |
 * | 2 | 3 | when the policy of level 1 is full |
 * | 3 | 6 | when the package's policies of levels 1 and 2 are full |
 *
 * So one more package moves few others to another policy. `cdk diff` of one more declaration in the middle of 400:
 *
 * | policies | diff |
 * |---|---|
 * | these levels | 7.6 kB |
 * | the grants of CDK | 108 kB |
 */
const POLICIES_OF_LEVEL = [1, 3, 6];

/** A managed policy that grants packages. */
interface PackagePolicy {
  readonly managedPolicy: ManagedPolicy;
  /** By the hash of the packages that a statement grants. */
  readonly statements: Map<number, PolicyStatement>;
  characters: number;
}

interface PackageGrant {
  readonly action: Action;
  readonly identity: string;
  readonly arn: string;
  readonly pkg: Package;
}

interface DisposalPermissionsProps {
  /** The role of the function. */
  readonly role: IRole;
  /** The permissions of the role that do not depend on packages. */
  readonly otherStatements: PolicyStatement[];
  /**
   * More actions on the same packages.
   *
   * @default - none
   */
  readonly otherActions?: readonly string[];
  /** The number of managed policies that the role has already. */
  readonly attachedPolicies: number;
}

/**
 * The permissions of the function: list and dispose the declared packages, or list and archive them, by exact ARN.
 *
 * It creates managed policies instead of using the grants of CDK. The packages of one stack soon exceed the size of
 * inline policies, and CDK merges statements, so that every diff prints all of them.
 */
export class DisposalPermissions extends Construct {
  /** By their index, from 0 to MAX_POLICIES - 1. */
  private readonly policies: Readonly<Record<Action, Map<number, PackagePolicy>>> = {
    dispose: new Map(),
    archive: new Map(),
  };
  /** The policy of each grant, by the identity of the package and the action. */
  private readonly policyOf = new Map<string, ManagedPolicy>();
  private readonly identities = new Identities(this);
  private maxPolicies: number;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DisposalPermissionsProps,
  ) {
    super(scope, id);
    this.maxPolicies = MAX_POLICIES - props.attachedPolicies;
  }

  /** Leaves one policy of the role to other permissions. */
  reservePolicy(): void {
    this.maxPolicies -= 1;
    if (this.policyCount > this.maxPolicies) {
      throw this.quotaError();
    }
  }

  /**
   * Allows to do something to the package.
   *
   * @returns the policy that a custom resource has to wait for
   * @throws if the policies of the role are full
   */
  allow(pkg: Package, action: Action = 'dispose'): ManagedPolicy {
    const policy = this.tryAllow(pkg, action);
    if (policy === undefined) {
      throw this.quotaError();
    }
    return policy;
  }

  /** As `allow` does; undefined if the policies of the role are full. */
  tryAllow(pkg: Package, action: Action): ManagedPolicy | undefined {
    const arn = policyArn(this, { domainOwner: pkg.domainOwner, path: arnPath(pkg), extent: 'one package' });
    const identity = this.identities.of([pkg.domainOwner, arnPath(pkg)]);
    const key = `${action} ${identity}`;
    const policy = this.policyOf.get(key) ?? this.grant({ action, identity, arn, pkg });
    if (policy !== undefined) {
      this.policyOf.set(key, policy);
    }
    return policy;
  }

  private get policyCount(): number {
    return this.policies.dispose.size + this.policies.archive.size;
  }

  private grant({ action, identity, arn, pkg }: PackageGrant): ManagedPolicy | undefined {
    const { otherActions = [] } = this.props;
    const actions = [...GRANTS[action].actions, ...otherActions];
    const statementCharacters = GRANTS[action].statementCharacters + otherActions.join('","').length + '"",'.length;
    const policies = this.policies[action];
    const mayAdd = () => this.policyCount < this.maxPolicies && countManagedPolicies(this.props.role) < MAX_POLICIES;
    const hash = createHash('sha256').update(identity).digest();
    const statementIndex = hash.readUInt32BE() % STATEMENTS_OF_POLICY;
    const charactersWith = ({ characters, statements }: PackagePolicy) =>
      characters + arnCharacters(pkg) + (statements.has(statementIndex) ? 0 : statementCharacters);
    const policyIndex = this.policyOrder(hash.readUInt32BE(4)).find((index) => {
      const existing = policies.get(index);
      return existing ? charactersWith(existing) <= MAX_POLICY_CHARACTERS : mayAdd();
    });
    if (policyIndex === undefined) {
      return undefined;
    }
    const policy = policies.get(policyIndex) ?? this.addPolicy(action, policyIndex);
    policy.characters = charactersWith(policy);
    const statement = policy.statements.get(statementIndex);
    if (statement) {
      statement.addResources(arn);
    } else {
      const addition = new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [arn] });
      policy.statements.set(statementIndex, addition);
      policy.managedPolicy.addStatements(addition);
    }
    return policy.managedPolicy;
  }

  private quotaError(): Error {
    return new Error(
      `${this.node.scope?.node.path}: one DisposalProvider can be granted as many packages as fit ` +
        `${this.maxPolicies} managed policies of ${MAX_POLICY_CHARACTERS} characters (IAM quotas); got more, after ${this.policyOf.size} packages. ` +
        'Pass a second DisposalProvider to some of the declarations, or declare them in another stack.',
    );
  }

  /** The indexes of the policies that can grant a package: its own policy of each level, then all. */
  private policyOrder(hash: number): number[] {
    const all = Array.from({ length: this.maxPolicies }, (_, index) => index);
    let start = 0;
    const own = POLICIES_OF_LEVEL.map((size) => {
      const level = all.slice(start, (start += size));
      return level[hash % level.length];
    });
    return [...new Set([...own.filter((index) => index !== undefined), ...all])];
  }

  private addPolicy(action: Action, index: number): PackagePolicy {
    const policies = this.policies[action];
    const { policyId, description } = GRANTS[action];
    // The first policy of each action lets the function write its log, whichever action is declared first.
    const first = policies.get(0)?.managedPolicy;
    const managedPolicy = new ManagedPolicy(this, `${policyId}${index + 1}`, {
      description,
      document: new PolicyDocument({ minimize: false, statements: first ? [] : this.props.otherStatements }),
    });
    acknowledgeWildcards(managedPolicy, 'exact');
    if (first) {
      // A declaration that waits for a later policy needs the log group too.
      managedPolicy.node.addDependency(first);
    }
    attachPolicy(managedPolicy, this.props.role);
    const policy: PackagePolicy = {
      managedPolicy,
      statements: new Map(),
      characters: FRAME_CHARACTERS + (first ? 0 : LOG_STATEMENT_CHARACTERS),
    };
    policies.set(index, policy);
    return policy;
  }
}

/** The ARN's length as IAM counts it. A name that only the deployment knows counts with its greatest length. */
function arnCharacters(pkg: Package): number {
  const length = (key: 'domain' | 'repository' | 'format' | 'namespace' | 'package') => {
    const value = pkg[key] ?? '';
    return Token.isUnresolved(value) ? FIELDS[key].max : JSON.stringify(value).length - '""'.length;
  };
  const names = length('domain') + length('repository') + length('format') + length('namespace') + length('package');
  return names + '"arn:aws-us-gov:codeartifact:ap-southeast-1:111122223333:package/////",'.length;
}
