import { App, Arn, Stack, Stage, type StageProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  CodeBuildStep,
  CodePipeline,
  CodePipelineSource,
  ManualApprovalStep,
  ShellStep,
  Step,
} from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';

const leftPad = { domain: 'my-domain', repository: 'my-repo', packageNamespace: 'my-scope', packageName: 'left-pad' };
const env = { account: '111122223333', region: 'us-east-1' };

class Disposal extends Stage {
  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id, props);
    const stack = new Stack(this, 'Packages');
    new DisposedPackageVersions(stack, 'LeftPad', {
      ...leftPad,
      format: PackageFormat.NPM,
      versions: ['1.0.0', '1.0.1'],
    });
  }
}

const app = new App();
const stack = new Stack(app, 'DisposalPipeline', {
  description: 'Plans the disposal of package versions, waits for an approval, and deploys it.',
  env,
});

const source = CodePipelineSource.connection('my-org/my-disposals', 'main', {
  connectionArn: 'arn:aws:codeconnections:us-east-1:111122223333:connection/00000000-0000-0000-0000-000000000000',
});
const synth = new ShellStep('Synth', { input: source, commands: ['npm ci', 'npx cdk synth'] });
const pipeline = new CodePipeline(stack, 'Pipeline', { synth });

// Lists in its log the versions that the deployment will dispose, and fails if one would be refused.
const plan = new CodeBuildStep('Plan', {
  input: source,
  additionalInputs: { 'cdk.out': synth },
  commands: ['npm ci', 'npx cdk-codeartifact-disposal plan cdk.out'],
  rolePolicyStatements: [
    new PolicyStatement({
      actions: [
        'codeartifact:ListPackageVersions',
        'codeartifact:DescribePackageVersion',
        'codeartifact:ListPackageVersionAssets',
      ],
      resources: [codeArtifactArn('package', `npm/${leftPad.packageNamespace}/${leftPad.packageName}`)],
    }),
    new PolicyStatement({ actions: ['codeartifact:DescribeRepository'], resources: [codeArtifactArn('repository')] }),
  ],
});
const approve = new ManualApprovalStep('Approve', {
  comment: 'Disposal cannot be undone. Read the log of the step Plan before you approve.',
});

pipeline.addStage(new Disposal(app, 'Disposal', { env }), { pre: Step.sequence([plan, approve]) });

function codeArtifactArn(resource: string, name?: string) {
  const resourceName = [leftPad.domain, leftPad.repository, ...(name ? [name] : [])].join('/');
  return Arn.format({ service: 'codeartifact', resource, resourceName }, stack);
}
