import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnOutput, CfnResource, type Stack } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { DisposedPackageVersions, PackageFormat } from '../../lib';
import { declare, newStack } from './synthesize';

interface Report {
  readonly pluginReports: readonly { readonly violations: readonly unknown[] }[];
}

/** What the validation of templates, which is built into aws-cdk-lib, finds in an app. */
function violationsOf(stack: Stack): unknown[] {
  const { directory } = (stack.node.root as App).synth();
  const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as Report;
  return report.pluginReports.flatMap((pluginReport) => pluginReport.violations);
}

// The first template of a process takes seconds to validate.

describe('The validation of templates', () => {
  const before = process.env['CDK_VALIDATION'];
  beforeAll(() => {
    process.env['CDK_VALIDATION'] = 'true';
  });
  afterAll(() => {
    process.env['CDK_VALIDATION'] = before;
  });

  test('A stack of declarations is valid', () => {
    const stack = newStack();
    const disposal = declare(stack, { versions: ['1.0.0', '1.0.1'], versionRevisions: { '1.0.0': 'r1' } });
    new CfnOutput(stack, 'Revision', { value: disposal.getRevision('1.0.0') });
    const repository = new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
    new DisposedPackageVersions(stack, 'InRepository', {
      repositoryRef: repository,
      format: PackageFormat.PYPI,
      packageName: 'left-pad',
      versions: ['1.0.0'],
    });
    expect(violationsOf(stack)).toEqual([]);
  });

  test('An invalid stack is found, which shows that the validation is on', () => {
    const stack = newStack();
    new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { NoSuchProperty: true } });
    const report = jest.spyOn(console, 'error').mockImplementation();
    expect(violationsOf(stack)).not.toEqual([]);
    report.mockRestore();
  });
});
