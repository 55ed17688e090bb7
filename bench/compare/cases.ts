import type { Variants } from '../../local/codeartifact';
import { type Declare, numbered, type PackageDisposal, REPOSITORY } from '../declarations';
import { declare as awsCustomResource, declareWithoutOutput } from '../alternatives/aws-custom-resource';
import { declare as library } from '../alternatives/library';
import type { Workspace } from '../workspace';
import { Account } from './account';

/** What came of one case. */
export interface Outcome {
  readonly status: string;
  readonly disposed: number;
  readonly declared: number;
  /** What the operator reads of a failure. */
  readonly reason?: string;
}

/** Something that happens to whoever declares package versions. */
export interface Case {
  readonly title: string;
  /** The same for both alternatives, except for what only one of them can be told. */
  readonly otherwise?: Declare;
  readonly variants?: Partial<Variants>;
  /** Sets the repository up; returns what is declared, and what was deployed before. */
  readonly setUp: (account: Account) => { readonly declared: PackageDisposal; readonly before?: PackageDisposal };
}

const leftPad = (versions: readonly string[]): PackageDisposal => ({ packageName: 'left-pad', versions });

const published = (count: number) => (account: Account) => {
  const declared = leftPad(numbered(count));
  account.publish(declared);
  return { declared };
};

const oneMore = (account: Account) => {
  account.publish(leftPad(['1.0.0', '1.0.1', '1.0.2']));
  return { before: leftPad(['1.0.0', '1.0.1']), declared: leftPad(['1.0.0', '1.0.1', '1.0.2']) };
};

/** From 30 versions on the answer of AwsCustomResource is too long; the names and ids in it decide where that is. */
export const CASES: readonly Case[] = [
  {
    title: 'one of three versions does not exist',
    setUp: (account) => {
      account.publish(leftPad(['1.0.0', '1.0.1']));
      return { declared: leftPad(['1.0.0', '1.0.1', '1.0.20']) };
    },
  },
  {
    title: 'one more version in an update; the service answers `MISMATCHED_STATUS` for disposed ones',
    variants: { disposedAgain: 'MISMATCHED_STATUS' },
    setUp: oneMore,
  },
  {
    title: 'the same, where it answers `NOT_ALLOWED`',
    variants: { disposedAgain: 'NOT_ALLOWED' },
    setUp: oneMore,
  },
  {
    title: 'one of two pins is stale: the version was published again since the review',
    setUp: (account) => {
      const declared = leftPad(['1.0.0', '1.0.1']);
      account.publish(declared);
      const versionRevisions = Object.fromEntries(
        declared.versions.map((version) => [version, account.revision('left-pad', version)]),
      );
      account.codeArtifact.registry.republish({ ...REPOSITORY, package: 'left-pad' }, '1.0.1');
      return { declared: { ...declared, versionRevisions } };
    },
  },
  { title: '29 versions', setUp: published(29) },
  { title: '30 versions', setUp: published(30) },
  { title: '100 versions', setUp: published(100) },
  {
    title: '100 versions, AwsCustomResource with `outputPaths: []`',
    otherwise: declareWithoutOutput,
    setUp: published(100),
  },
  {
    title: '150 versions, AwsCustomResource with `outputPaths: []`',
    otherwise: declareWithoutOutput,
    setUp: published(150),
  },
];

export type Side = 'library' | 'AwsCustomResource';

/** Deploys a case on services of its own. */
export async function outcomeOf(workspace: Workspace, testCase: Case, side: Side): Promise<Outcome> {
  const account = await Account.open(workspace, testCase.variants);
  try {
    const declare = side === 'library' ? library : (testCase.otherwise ?? awsCustomResource);
    const { declared, before } = testCase.setUp(account);
    if (before) {
      await account.deploy(declare, before);
    }
    const { status, reason, logs } = await account.deploy(declare, declared);
    if (logs.some(({ line }) => line.includes('Installing latest AWS SDK'))) {
      throw new Error('Nothing must be installed for the comparison.');
    }
    const failed = !/^(CREATE|UPDATE)_COMPLETE$/.test(status);
    return {
      status,
      disposed: account.disposed(declared),
      declared: declared.versions.length,
      ...(failed && { reason: readable(reason ?? '') }),
    };
  } finally {
    await account.close();
  }
}

const LONGEST = 260;

/** Without what differs from run to run, and where the log is. */
function readable(reason: string): string {
  const [, message = reason] = /Message returned: (.*?)(?: \(RequestId: [^)]*\))?$/s.exec(reason) ?? [];
  const [told = message] = message.split(/ (?:Log|The log|log):? /);
  const text = told
    .replace(/\s+/g, ' ')
    .replace(/'\[[^']{40,}\]'/g, "'[…]'")
    .replace(/\b([\w+/]{6})[\w+/]{37}=/g, '$1…')
    .trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST).trim()} …` : text;
}
