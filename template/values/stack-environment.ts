import { findPartition, UnresolvedValue, findUrlSuffix } from './expressions';
import type { Json, Stack } from './template';

/** The account and the Region of stacks that name none. */
interface EnvironmentInputs {
  readonly account?: string;
  readonly region?: string;
}

/** The values behind pseudo parameters; undefined, or an UnresolvedValue, where it is not known. */
interface PseudoParameterInputs {
  account(): string;
  region(): string;
  readonly stackName?: string;
  readonly stackId?: string;
}

/**
 * The value of a pseudo parameter; undefined is `AWS::NoValue`.
 *
 * @throws UnresolvedValue
 */
export function pseudoParameter(name: string, inputs: PseudoParameterInputs): string | undefined {
  switch (name) {
    case 'AWS::NoValue':
      return undefined;
    case 'AWS::AccountId':
      return inputs.account();
    case 'AWS::Region':
      return inputs.region();
    case 'AWS::Partition':
      return findPartition(inputs.region());
    case 'AWS::URLSuffix':
      return findUrlSuffix(inputs.region());
  }
  const value = { 'AWS::StackName': inputs.stackName, 'AWS::StackId': inputs.stackId }[name];
  if (value === undefined) {
    throw new UnresolvedValue(`${name} is known only to the deployment`);
  }
  return value;
}

/** The environment of a stack, from the assembly or the caller: the values of its pseudo parameters. */
export class StackEnvironment {
  constructor(
    private readonly stack: Stack,
    private readonly environmentInputs: EnvironmentInputs,
  ) {}

  /**
   * The value of a pseudo parameter; undefined is `AWS::NoValue`.
   *
   * @throws UnresolvedValue
   */
  pseudoParameter(name: string): Json | undefined {
    return pseudoParameter(name, this);
  }

  get stackName(): string | undefined {
    return this.stack.stackName;
  }

  /** @throws UnresolvedValue */
  account(): string {
    return this.known(this.stack.account ?? this.environmentInputs.account, 'account', '--account');
  }

  /** @throws UnresolvedValue */
  region(): string {
    return this.known(this.stack.region ?? this.environmentInputs.region, 'Region', '--region');
  }

  private known(value: string | undefined, name: string, option: string): string {
    if (this.stack.carrier) {
      throw new UnresolvedValue(this.stack.carrier.description);
    }
    if (value === undefined) {
      throw new UnresolvedValue(
        `the stack is environment-agnostic, it names no ${name}; pass ${option}, or give the stack an env`,
      );
    }
    return value;
  }
}
