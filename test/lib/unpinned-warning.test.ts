import { Annotations, type App, CfnParameter, type Stack, Token } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api';
import {
  DisposedPackageVersions,
  type DisposedPackageVersionsProps,
  PackageFormat,
  PackageVersionStatus,
} from '../../lib';
import { declare, newStack } from './synthesize';

const ID = 'cdk-codeartifact-disposal:unpinnedVersions';

/** The warnings a reviewer reads at synth, as `path: text`. */
function warningsOf(stack: Stack): string[] {
  const [artifact] = (stack.node.root as App).synth().stacks;
  return artifact!.messages
    .filter((synthesisMessage) => synthesisMessage.level === SynthesisMessageLevel.WARNING)
    .map((item) => `${item.id}: ${item.entry.data as string}`);
}

function warnings(props: Partial<DisposedPackageVersionsProps>): string[] {
  const stack = newStack();
  declare(stack, props);
  return warningsOf(stack);
}

describe('versions without a pin', () => {
  test('are warned of, with how many, of which package, and why it matters', () => {
    const versions = ['1.0.0', '1.0.1', '1.0.2'];
    const versionRevisions = { '1.0.1': 'r1' };
    expect(warnings({ packageNamespace: 'my-scope', versions, versionRevisions })).toEqual([
      '/TestStack/LeftPad: 2 of 3 versions of npm @my-scope/left-pad in my-domain/my-repo have no revision in ' +
        'versionRevisions: whatever these versions contain at deployment is deleted for ever. ' +
        `[ack: ${ID}]`,
    ]);
  });

  test('are warned of at each declaration', () => {
    const stack = newStack();
    declare(stack);
    declare(stack, { packageName: 'right-pad' }, 'RightPad');
    expect(warningsOf(stack)).toHaveLength(2);
  });

  test.each(Object.values(PackageVersionStatus).filter((item) => item !== PackageVersionStatus.DISPOSED))(
    'are warned of though they be expected to be %s',
    (expectedStatus) => {
      expect(warnings({ expectedStatus })).toHaveLength(1);
    },
  );

  test('are no matter if the declaration only asserts that they are disposed', () => {
    expect(warnings({ expectedStatus: PackageVersionStatus.DISPOSED })).toEqual([]);
  });

  test('are not warned of if every version has a pin', () => {
    expect(warnings({ versions: ['1.0.0', '1.0.1'], versionRevisions: { '1.0.0': 'r0', '1.0.1': 'r1' } })).toEqual([]);
  });

  test('are warned of though JavaScript knows their name', () => {
    expect(warnings({ versions: ['constructor'], versionRevisions: {} })).toHaveLength(1);
    expect(warnings({ versions: ['constructor', '1.0.0'], versionRevisions: { '1.0.0': 'r1' } })).toHaveLength(1);
  });

  test('are warned of in a list that only the deployment knows, if there is no pin at all', () => {
    expect(warnings({ versions: Token.asList({ Ref: 'Versions' }) })).toHaveLength(1);
  });

  test('are not guessed in a list that only the deployment knows, if there are pins', () => {
    const versions = Token.asList({ Ref: 'Versions' });

    expect(warnings({ versions, versionRevisions: { '1.0.0': 'r1' } })).toEqual([]);
  });
});

describe('the warning', () => {
  test('can be acknowledged for one declaration', () => {
    const stack = newStack();
    Annotations.of(declare(stack)).acknowledgeWarning(ID, 'The versions were reviewed.');
    declare(stack, { packageName: 'right-pad' }, 'RightPad');
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^\/TestStack\/RightPad: /)]);
  });

  test('can be acknowledged for a whole stack, before anything is declared', () => {
    const stack = newStack();
    Annotations.of(stack).acknowledgeWarning(ID);
    declare(stack);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('says which names only the deployment knows, and not the tokens', () => {
    const stack = newStack();
    const repository = new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
    DisposedPackageVersions.inRepository(stack, 'LeftPad', repository, {
      format: PackageFormat.MAVEN,
      packageNamespace: new CfnParameter(stack, 'Group').valueAsString,
      packageName: new CfnParameter(stack, 'Artifact').valueAsString,
      versions: ['1.0.0'],
    });
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining(' of maven <namespace>:<package> in <domain>/<repository> have no revision'),
    ]);
  });
});
