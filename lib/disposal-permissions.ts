import { createHash } from 'node:crypto';
import { Stack, Token } from 'aws-cdk-lib';
import { Effect, type IRole, ManagedPolicy, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Package } from '../properties/declaration';
import { arnPath } from '../properties/declaration';
import { FIELDS } from '../properties/fields';

/** IAM quotas: characters of a managed policy without white space; managed policies attached to a role. */
const MAX_POLICY_CHARACTERS = 6144;
const MAX_POLICIES = 10;

const ACTIONS = ['codeartifact:DisposePackageVersions', 'codeartifact:ListPackageVersions'];

/** `{"Action":[…],"Effect":"Allow","Resource":[…]},` without its ARNs. */
const STATEMENT_CHARACTERS = 120;

/** `{"Version":"2012-10-17","Statement":[…]}`, and the statement about the log group. */
const FRAME_CHARACTERS = 400;

/**
 * Statements of one policy. A diff prints each changed statement whole, before and after; more
 * statements make it shorter and leave less room for ARNs.
 */
const STATEMENTS = 8;

interface PackagePolicy {
  readonly policy: ManagedPolicy;
  readonly statements: Map<number, PolicyStatement>;
  characters: number;
}

/**
 * What the function may do: list and dispose the declared packages, by exact ARN.
 *
 * Managed policies of our own, since the packages of one stack soon exceed what inline policies
 * can hold, and since the statements CDK would merge are printed whole in every review.
 */
export class DisposalPermissions extends Construct {
  private readonly policies: PackagePolicy[] = [];
  private readonly policyOf = new Map<string, ManagedPolicy>();

  constructor(
    scope: Construct,
    id: string,
    private readonly role: IRole,
    private readonly initial: PolicyStatement[],
    private readonly maxPolicies = MAX_POLICIES,
  ) {
    super(scope, id);
  }

  /** Allows the package, and returns the policy that a custom resource has to wait for. */
  allow(it: Package): ManagedPolicy {
    const arn = Stack.of(this).formatArn({
      service: 'codeartifact',
      account: it.domainOwner,
      resource: 'package',
      resourceName: arnPath(it),
    });
    const policy = this.policyOf.get(arn) ?? this.add(arn, it);
    this.policyOf.set(arn, policy);
    return policy;
  }

  private add(arn: string, it: Package): ManagedPolicy {
    // The names, not the tokens they may hold: token numbers differ from synth to synth.
    const names = JSON.stringify(Stack.of(this).resolve([it.domainOwner, arnPath(it)]));
    const index = createHash('sha256').update(names).digest().readUInt32BE() % STATEMENTS;
    const characters = arnCharacters(it);
    const holder = this.policyWithRoom(characters + STATEMENT_CHARACTERS);
    const statement = holder.statements.get(index);
    if (statement) {
      statement.addResources(arn);
      holder.characters += characters;
    } else {
      const added = new PolicyStatement({ effect: Effect.ALLOW, actions: ACTIONS, resources: [arn] });
      holder.statements.set(index, added);
      holder.policy.addStatements(added);
      holder.characters += characters + STATEMENT_CHARACTERS;
    }
    return holder.policy;
  }

  private policyWithRoom(characters: number): PackagePolicy {
    const last = this.policies.at(-1);
    if (last && last.characters + characters <= MAX_POLICY_CHARACTERS) {
      return last;
    }
    if (this.policies.length === this.maxPolicies) {
      throw new Error(
        `One DisposalProvider can be granted as many packages as fit ${this.maxPolicies} managed policies of ` +
          `${MAX_POLICY_CHARACTERS} characters (IAM quotas); got more, after ${this.policyOf.size} packages. ` +
          'Pass a second DisposalProvider to some of the declarations, or declare them in another stack.',
      );
    }
    const first = this.policies.length === 0;
    const policy = new ManagedPolicy(this, `Policy${this.policies.length + 1}`, {
      description: 'Lists and disposes the declared CodeArtifact packages, and nothing else.',
      document: new PolicyDocument({ minimize: false, statements: first ? this.initial : [] }),
    });
    this.role.addManagedPolicy(policy);
    const holder = { policy, statements: new Map<number, PolicyStatement>(), characters: FRAME_CHARACTERS };
    this.policies.push(holder);
    return holder;
  }
}

/** The ARN's length in IAM's count; a name that only the deployment knows counts with its greatest length. */
function arnCharacters(it: Package): number {
  const length = (key: 'domain' | 'repository' | 'format' | 'namespace' | 'package') => {
    const value = it[key] ?? '';
    return Token.isUnresolved(value) ? FIELDS[key].max : value.length;
  };
  const names = length('domain') + length('repository') + length('format') + length('namespace') + length('package');
  return names + '"arn:aws-us-gov:codeartifact:ap-southeast-1:111122223333:package/////",'.length;
}
