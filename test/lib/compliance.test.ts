import { App, Stack, Validations } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  type NagPack,
  PCIDSS321Checks,
} from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { DisposalProvider } from '../../lib';
import { declare } from './synthesize';

const PACKS: [string, new (scope: IConstruct) => NagPack][] = [
  ['AwsSolutions', AwsSolutionsChecks],
  ['HIPAA', HIPAASecurityChecks],
  ['NIST 800-53 revision 4', NIST80053R4Checks],
  ['NIST 800-53 revision 5', NIST80053R5Checks],
  ['PCI DSS 3.2.1', PCIDSS321Checks],
];

describe.each(PACKS)('The rules of %s', (_, Pack) => {
  function synthesize(build: (stack: Stack) => void) {
    const app = new App();
    Validations.of(app).addPlugins(new Pack(app));
    build(new Stack(app, 'TestStack'));
    return app.synth();
  }

  test('The rules find nothing in a declaration that is not acknowledged with a reason', () => {
    expect(() => synthesize((stack) => declare(stack))).not.toThrow();
  });

  test('The rules find nothing in a provider in a VPC that is not acknowledged with a reason', () => {
    const stack = new Stack(new App(), 'TestStack');
    const provider = new DisposalProvider(stack, 'Provider', { vpc: new Vpc(stack, 'Vpc') });

    expect(new Pack(stack).validateScope(provider).violations).toEqual([]);
  });

  test('The rules find something in a bucket, which shows that they are on', () => {
    expect(() => synthesize((stack) => new Bucket(stack, 'Bucket'))).toThrow('S3 Bucket');
  });
});

test('An acknowledgement says why, and how to change the default', () => {
  const stack = new Stack();
  const provider = new DisposalProvider(stack, 'Provider');

  const acknowledged = provider.function.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>));

  expect(new Map(acknowledged).get('HIPAA.Security-LambdaInsideVPC')).toContain('Pass a vpc to the DisposalProvider');
});
