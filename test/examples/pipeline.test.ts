import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { CodeArtifactService } from '../../local/codeartifact';
import { Accounts, allows, Example, type Statement } from './example';
import { LEFT_PAD } from '../fixtures/packages';

/** What `npx cdk-codeartifact-disposal` runs. */
const COMMAND = join(__dirname, '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
}

let example: Example;
let template: Template;

beforeAll(async () => {
  example = await Example.synthesize('pipeline');
  template = example.template('DisposalPipeline');
});
afterAll(() => example.remove());

describe('The pipeline', () => {
  test('The pipeline plans, then waits for an approval, and only then touches the stack', () => {
    const [pipeline] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')) as {
      Properties: { Stages: { Name: string; Actions: Action[] }[] };
    }[];
    const stage = pipeline!.Properties.Stages.find(({ Name }) => Name === 'Disposal')!;

    const order = [...stage.Actions].sort((left, right) => left.RunOrder - right.RunOrder);

    expect(order.map(({ Name }) => Name)).toEqual(['Plan', 'Approve', 'Packages.Prepare', 'Packages.Deploy']);
    expect(new Set(order.map(({ RunOrder }) => RunOrder)).size).toBe(4);
  });

  test('The pipeline plans the assembly that it has synthesized', () => {
    template.hasResourceProperties('AWS::CodeBuild::Project', {
      Source: { BuildSpec: Match.stringLikeRegexp('npx cdk-codeartifact-disposal plan cdk.out') },
    });
  });

  test('The pipeline is allowed only to read when it plans', () => {
    const actions = planStatements().flatMap(({ Action: action }) => action);

    expect(actions.sort()).toEqual([
      'codeartifact:DescribePackageVersion',
      'codeartifact:DescribeRepository',
      'codeartifact:ListPackageVersionAssets',
      'codeartifact:ListPackageVersions',
    ]);
  });

  test('The pipeline is allowed to read all that the plan asks for', async () => {
    const statements = planStatements();
    const codeArtifact = await CodeArtifactService.start({
      authorize: (action, resource) => allows(statements, action, resource),
    });
    codeArtifact.registry.publish(LEFT_PAD, '1.0.0');
    codeArtifact.registry.publish(LEFT_PAD, '1.0.1');

    const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 'plan', example.directory], {
      env: { ...process.env, ...codeArtifact.environment },
    }).finally(() => codeArtifact.stop());

    expect(stdout).toContain('2 versions of 1 package');
    expect(new Set(codeArtifact.calls.map(({ status }) => status))).toEqual(new Set([200]));
  });

  test('The pipeline deploys a stack that disposes', async () => {
    const accounts = await Accounts.open();
    ['1.0.0', '1.0.1', '1.1.0'].forEach((version) => accounts.codeArtifact.registry.publish(LEFT_PAD, version));

    const { status } = await accounts.deploy(example, 'Disposal/Packages').finally(() => accounts.close());

    expect(status).toBe('CREATE_COMPLETE');
    expect(accounts.statuses(LEFT_PAD)).toEqual({ '1.0.0': 'Disposed', '1.0.1': 'Disposed', '1.1.0': 'Published' });
  });
});

/** What the role of the step Plan may do in CodeArtifact. */
function planStatements(): Statement[] {
  const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  const literal = policies.replace(/{"Fn::Join":\["",\["arn:",{"Ref":"AWS::Partition"},"([^"]*)"]]}/g, '"arn:aws$1"');
  const resources = Object.values(JSON.parse(literal) as Record<string, unknown>) as {
    Properties: { PolicyDocument: { Statement: Statement[] } };
  }[];
  return resources
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action: action }) => [action].flat().some((each) => each.startsWith('codeartifact:')));
}
