import { createHash } from 'node:crypto';
import { Fn, Stack, Token } from 'aws-cdk-lib';
import { Effect, type IRole, ManagedPolicy, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Package } from '../declaration/declaration';
import { arnPath } from '../declaration/declaration';
import { FIELDS } from '../declaration/fields';
import { Identities } from './identity';
import { KnownValues } from './known-values';
import { packageArn, PackageArn } from './package-arn';

/** IAM quotas: characters of a managed policy without white space; managed policies attached to a role. */
const MAX_POLICY_CHARACTERS = 6144;
const MAX_POLICIES = 10;

const ACTIONS = ['codeartifact:DisposePackageVersions', 'codeartifact:ListPackageVersions'];

/** The context key that `Role.customizeRoles` sets. */
const CUSTOMIZE_ROLES = '@aws-cdk/iam:customizeRoles';

/** `{"Action":[…],"Effect":"Allow","Resource":[…]},` without its ARNs. */
const STATEMENT_CHARACTERS = 120;

/** `{"Statement":[…],"Version":"2012-10-17"}` */
const FRAME_CHARACTERS = 40;

/** The statement about the log group, whose name has at most 512 characters; the first policy has it. */
const LOG_STATEMENT_CHARACTERS = 660;

/**
 * Statements of one policy. A diff prints each changed statement whole, before and after; more
 * statements make it shorter and leave less space for ARNs.
 */
const STATEMENTS = 8;

/**
 * Policies of each level, which sum up to MAX_POLICIES. The hash of a package picks one policy in each level, and the
 * package takes the first of them with space left. So a package that is declared before others moves few of them.
 *
 * `cdk diff` of one more declaration in the middle of 400:
 *
 * | policies | diff |
 * |---|---|
 * | these levels | 7.6 kB |
 * | the grants of CDK | 108 kB |
 */
const POLICIES_OF_LEVEL = [1, 3, 6];

interface PackagePolicy {
  readonly policy: ManagedPolicy;
  readonly statements: Map<number, PolicyStatement>;
  characters: number;
}

interface DisposalPermissionsProps {
  /** The role of the function. */
  readonly role: IRole;
  /** What the role needs beside the packages. */
  readonly otherStatements: PolicyStatement[];
  /** The number of managed policies that the role has already. */
  readonly attachedPolicies: number;
}

/**
 * The permissions of the function: list and dispose the declared packages, by exact ARN.
 *
 * Managed policies of our own, since the packages of one stack soon exceed what inline policies
 * can hold, and since the statements CDK would merge are printed whole in every review.
 */
export class DisposalPermissions extends Construct {
  private readonly policies = new Map<number, PackagePolicy>();
  private readonly policyOf = new Map<string, ManagedPolicy>();
  private readonly identities = new Identities(this);
  private readonly maxPolicies: number;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DisposalPermissionsProps,
  ) {
    super(scope, id);
    this.maxPolicies = MAX_POLICIES - props.attachedPolicies;
  }

  /** Allows the package, and returns the policy that a custom resource has to wait for. */
  allow(pkg: Package): ManagedPolicy {
    const arn = this.arnOf(pkg);
    const identity = this.identities.of([pkg.domainOwner, arnPath(pkg)]);
    const policy = this.policyOf.get(identity) ?? this.add(identity, arn, pkg);
    this.policyOf.set(identity, policy);
    return policy;
  }

  /** In one line where it can be: a template holds hundreds of them, and a review shows each that changes. */
  private arnOf(pkg: Package): string {
    const { account, partition, region } = Stack.of(this);
    const path = arnPath(pkg);
    const owner = pkg.domainOwner === account && Token.isUnresolved(account) ? '${AWS::AccountId}' : pkg.domainOwner;
    if (this.reportsOnly()) {
      return packageArn(this, pkg);
    }
    if (Token.isUnresolved(path) || Token.isUnresolved(owner)) {
      return Token.asString(new PackageArn(this, pkg, new KnownValues(this)));
    }
    const known = (value: string, pseudo: string) => (Token.isUnresolved(value) ? pseudo : value);
    const text =
      `arn:${known(partition, '${AWS::Partition}')}:codeartifact:${known(region, '${AWS::Region}')}:` +
      `${owner}:package/${path}`;
    return text.includes('${') ? Fn.sub(text) : text;
  }

  /** With `Role.customizeRoles`, the policies are in a report for people, which shows no intrinsic functions. */
  private reportsOnly(): boolean {
    const customization = this.node.tryGetContext(CUSTOMIZE_ROLES) as { preventSynthesis?: boolean } | undefined;
    return customization !== undefined && customization.preventSynthesis !== false;
  }

  private add(identity: string, arn: string, pkg: Package): ManagedPolicy {
    const hash = createHash('sha256').update(identity).digest();
    const index = hash.readUInt32BE() % STATEMENTS;
    const characters = (holder: PackagePolicy) =>
      holder.characters + arnCharacters(pkg) + (holder.statements.has(index) ? 0 : STATEMENT_CHARACTERS);
    const place = this.places(hash.readUInt32BE(4)).find((each) => {
      const existing = this.policies.get(each);
      return !existing || characters(existing) <= MAX_POLICY_CHARACTERS;
    });
    if (place === undefined) {
      throw this.full();
    }
    const holder = this.policies.get(place) ?? this.addPolicy(place);
    holder.characters = characters(holder);
    const statement = holder.statements.get(index);
    if (statement) {
      statement.addResources(arn);
    } else {
      const added = new PolicyStatement({ effect: Effect.ALLOW, actions: ACTIONS, resources: [arn] });
      holder.statements.set(index, added);
      holder.policy.addStatements(added);
    }
    return holder.policy;
  }

  private full(): Error {
    return new Error(
      `${this.node.scope?.node.path}: one DisposalProvider can be granted as many packages as fit ` +
        `${this.maxPolicies} managed policies of ${MAX_POLICY_CHARACTERS} characters (IAM quotas); got more, after ${this.policyOf.size} packages. ` +
        'Pass a second DisposalProvider to some of the declarations, or declare them in another stack.',
    );
  }

  /** The policies that may take a package: its own of each level, then any. */
  private places(hash: number): number[] {
    const all = Array.from({ length: this.maxPolicies }, (_, place) => place);
    let from = 0;
    const own = POLICIES_OF_LEVEL.map((size) => {
      const level = all.slice(from, (from += size));
      return level[hash % level.length];
    });
    return [...new Set([...own.filter((place) => place !== undefined), ...all])];
  }

  private addPolicy(place: number): PackagePolicy {
    const first = this.policies.get(0)?.policy;
    const policy = new ManagedPolicy(this, `Policy${place + 1}`, {
      description: 'Lists and disposes the declared CodeArtifact packages, and nothing else.',
      document: new PolicyDocument({ minimize: false, statements: first ? [] : this.props.otherStatements }),
    });
    if (first) {
      // A declaration that waits for a later policy needs the log group too.
      policy.node.addDependency(first);
    }
    this.attach(policy);
    const holder = {
      policy,
      statements: new Map<number, PolicyStatement>(),
      characters: FRAME_CHARACTERS + (first ? 0 : LOG_STATEMENT_CHARACTERS),
    };
    this.policies.set(place, holder);
    return holder;
  }

  private attach(policy: ManagedPolicy) {
    // The policy refers to the role, not the role to the policy: a log group that is made for the function,
    // or a role of another stack, would close a circle.
    if (Role.isRole(this.props.role)) {
      policy.attachToRole(this.props.role);
    } else {
      // An imported role decides itself whether it may be changed.
      this.props.role.addManagedPolicy(policy);
    }
  }
}

/** The ARN's length in IAM's count; a name that only the deployment knows counts with its greatest length. */
function arnCharacters(pkg: Package): number {
  const length = (key: 'domain' | 'repository' | 'format' | 'namespace' | 'package') => {
    const value = pkg[key] ?? '';
    return Token.isUnresolved(value) ? FIELDS[key].max : JSON.stringify(value).length - '""'.length;
  };
  const names = length('domain') + length('repository') + length('format') + length('namespace') + length('package');
  return names + '"arn:aws-us-gov:codeartifact:ap-southeast-1:111122223333:package/////",'.length;
}
