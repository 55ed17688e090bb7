import { CfnOutput } from 'aws-cdk-lib';
import { PackageFormat, PackageVersionStatus } from '../../lib';
import { declare, synthesize } from './synthesize';

/** The name of the asset changes with the code of the handler. */
function withoutAssetHash(template: object): unknown {
  return JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}\.zip/g, '<asset>.zip'));
}

test('A stack with two declarations has these resources and outputs', () => {
  const template = synthesize((stack) => {
    const npm = declare(stack, {
      packageNamespace: 'my-scope',
      versions: ['1.0.1', '1.0.0'],
      versionRevisions: { '1.0.0': 'Ciqe5/9+yicvkJT13b5/LdLpCyE6fqA7poa9qp+FilPs=' },
      expectedStatus: PackageVersionStatus.ARCHIVED,
      allowMissing: true,
    });
    new CfnOutput(stack, 'Revision', { value: npm.getRevision('1.0.0') });
    new CfnOutput(stack, 'Count', { value: npm.disposedCount });
    declare(stack, { format: PackageFormat.PYPI, packageName: 'Left_Pad', domainOwner: '444455556666' }, 'PyPI');
  });
  const { Resources, Outputs } = template;
  expect(withoutAssetHash({ Resources, Outputs })).toMatchSnapshot();
});
