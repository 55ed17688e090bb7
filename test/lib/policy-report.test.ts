import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { declare } from './synthesize';

/** The report of what roles need, for an app in which somebody else creates the roles. */
function reportOf(build: (stack: Stack) => void): string {
  const app = new App();
  const stack = new Stack(app, 'TestStack');
  const role = 'TestStack/CodeArtifactDisposalProvider/Role';
  Role.customizeRoles(stack, { usePrecreatedRoles: { [role]: 'my-role' } });
  build(stack);
  return readFileSync(join(app.synth().directory, 'iam-policy-report.txt'), 'utf8');
}

describe('The policy report of Role.customizeRoles', () => {
  test('The policy report names the package by a readable ARN', () => {
    expect(reportOf(declare)).toContain(
      '"arn:(PARTITION):codeartifact:(REGION):(ACCOUNT):package/my-domain/my-repo/npm//left-pad"',
    );
  });

  test('The policy report names a parameter that is the name of the package', () => {
    const report = reportOf((stack) => declare(stack, { packageName: new CfnParameter(stack, 'Name').valueAsString }));
    expect(report).toContain('package/my-domain/my-repo/npm//(TestStack/Name.Ref)"');
  });
});
