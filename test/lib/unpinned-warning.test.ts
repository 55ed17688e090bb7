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
    .map((message) => `${message.id}: ${message.entry.data as string}`);
}

function warnings(props: Partial<DisposedPackageVersionsProps>): string[] {
  const stack = newStack();
  declare(stack, props);
  return warningsOf(stack);
}

describe('Versions without a pin', () => {
  test('Versions without a pin are warned of, with their number, their package, and why it matters', () => {
    const versions = ['1.0.0', '1.0.1', '1.0.2'];
    const versionRevisions = { '1.0.1': 'r1' };
    expect(warnings({ packageNamespace: 'my-scope', versions, versionRevisions })).toEqual([
      '/TestStack/LeftPad: 2 of 3 versions of npm @my-scope/left-pad in my-domain/my-repo have no revision in ' +
        'versionRevisions: whatever these versions contain at deployment is deleted permanently. ' +
        `[ack: ${ID}]`,
    ]);
  });

  test('Versions without a pin are warned of at each declaration', () => {
    const stack = newStack();
    declare(stack);
    declare(stack, { packageName: 'right-pad' }, 'RightPad');
    expect(warningsOf(stack)).toHaveLength(2);
  });

  test.each(Object.values(PackageVersionStatus).filter((status) => status !== PackageVersionStatus.DISPOSED))(
    'Versions without a pin are warned of even if they are expected to be %s',
    (expectedStatus) => {
      expect(warnings({ expectedStatus })).toHaveLength(1);
    },
  );

  test('Versions without a pin are not warned of if the declaration only asserts that they are disposed', () => {
    expect(warnings({ expectedStatus: PackageVersionStatus.DISPOSED })).toEqual([]);
  });

  test('No warning is given if every version has a pin', () => {
    expect(warnings({ versions: ['1.0.0', '1.0.1'], versionRevisions: { '1.0.0': 'r0', '1.0.1': 'r1' } })).toEqual([]);
  });

  test('A version without a pin is warned of even if every JavaScript object has a member of its name', () => {
    expect(warnings({ versions: ['constructor'], versionRevisions: {} })).toHaveLength(1);
    expect(warnings({ versions: ['constructor', '1.0.0'], versionRevisions: { '1.0.0': 'r1' } })).toHaveLength(1);
  });

  test('A list that only the deployment knows is warned of if there is no pin at all', () => {
    expect(warnings({ versions: Token.asList({ Ref: 'Versions' }) })).toHaveLength(1);
  });

  test('A list that only the deployment knows is not warned of if there are pins', () => {
    const versions = Token.asList({ Ref: 'Versions' });

    expect(warnings({ versions, versionRevisions: { '1.0.0': 'r1' } })).toEqual([]);
  });
});

describe('The warning of versions without a pin', () => {
  test('The warning can be acknowledged for one declaration', () => {
    const stack = newStack();
    Annotations.of(declare(stack)).acknowledgeWarning(ID, 'The versions were reviewed.');
    declare(stack, { packageName: 'right-pad' }, 'RightPad');
    expect(warningsOf(stack)).toEqual([expect.stringMatching(/^\/TestStack\/RightPad: /)]);
  });

  test('The warning can be acknowledged for a whole stack, before anything is declared', () => {
    const stack = newStack();
    Annotations.of(stack).acknowledgeWarning(ID);
    declare(stack);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('The warning says which names only the deployment knows, and does not show the tokens', () => {
    const stack = newStack();
    const repository = new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
    new DisposedPackageVersions(stack, 'LeftPad', {
      repositoryRef: repository,
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
