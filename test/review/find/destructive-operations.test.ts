import { assetHash, declaration, OTHER_FUNCTION, type Resource } from '../assembly-of-templates';
import { stackOf, TemplatePlanner } from '../template-planner';

let planner: TemplatePlanner;

beforeAll(async () => {
  planner = await TemplatePlanner.start();
});
afterAll(() => planner.stop());

const CALL = 'arn:aws:states:::aws-sdk:codeartifact:disposePackageVersions';
const COMMAND_IN_BASE64 = Buffer.from(
  `#!/bin/sh\n${'# Nothing to see here.\n'.repeat(3)}aws codeartifact dispose-package-versions --domain my-domain`,
).toString('base64');
const HASH = assetHash('d');
const [Bucket, Key] = ['assets-bucket', `${HASH}.json`];

const policy = (Action: unknown, Roles: unknown[] = [{ Ref: 'Role' }]): Resource => ({
  Type: 'AWS::IAM::Policy',
  Properties: { Roles, PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } },
});
const ROLE: Resource = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } };
const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** Plans a stack whose resources may use one file or directory of the assembly. */
const planWith = (resources: Record<string, unknown>, content: unknown = {}, packaging: 'file' | 'zip' = 'file') =>
  planner.planOf(
    planner.assembly(stackOf({ LeftPad: declaration(), ...resources }), {
      files:
        packaging === 'file'
          ? { 'content.json': content }
          : Object.fromEntries(Object.entries(content as Resource).map(([name, file]) => [`code/${name}`, file])),
      assets: [{ hash: HASH, file: packaging === 'file' ? 'content.json' : 'code', packaging }],
    }),
  );

describe('A resource that calls a destructive operation', () => {
  const states = (Resource: string) => ({ StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true } } });

  test.each<[string, Resource, unknown]>([
    [
      'a state machine whose definition is a file',
      { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionS3Location: { Bucket, Key } } },
      states(CALL),
    ],
    [
      'a build whose command runs the asset on the line of an upload',
      {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          Source: {
            Type: 'NO_SOURCE',
            BuildSpec: `cdk-assets --version; aws s3 cp s3://${Bucket}/${Key} x; sh x; echo publish "x"`,
          },
        },
      },
      'aws codeartifact dispose-package-versions',
    ],
    [
      'an API whose definition is a file',
      { Type: 'AWS::ApiGateway::RestApi', Properties: { BodyS3Location: { Bucket, Key } } },
      { paths: { '/': { uri: 'arn:aws:apigateway:us-east-1:codeartifact:path/v1/package/versions/dispose' } } },
    ],
    [
      'a job whose script is a file',
      { Type: 'AWS::Glue::Job', Properties: { Command: { ScriptLocation: `s3://${Bucket}/${Key}` } } },
      'boto3.client("codeartifact").dispose_package_versions()',
    ],
    [
      'a state machine whose file gets the operation by a substitution',
      {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          DefinitionS3Location: { Bucket, Key },
          DefinitionSubstitutions: { Api: { 'Fn::Join': ['', ['dispose', 'PackageVersions']] } },
        },
      },
      states('arn:aws:states:::aws-sdk:codeartifact:${Api}'),
    ],
    [
      'a state machine whose file has an escaped letter',
      { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionS3Location: { Bucket, Key } } },
      JSON.stringify(states(CALL)).replace('disposeP', '\\u0064isposeP'),
    ],
  ])('The operation is found in %s', async (_, Caller, content) => {
    const { unresolved } = await planWith({ Caller }, content);
    expect(unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Caller' }]);
  });

  const awsCall = (call: Resource | string): Resource => ({
    Type: 'Custom::AWS',
    Properties: { ServiceToken: 'arn:other', Create: typeof call === 'string' ? call : JSON.stringify(call) },
  });
  test.each<[string, Resource]>([
    ['of an escaped letter', awsCall('{"service":"codeartifact","action":"\\u0064isposePackageVersions"}')],
    ['of two levels of escapes', awsCall('{"call":"{\\"action\\":\\"dispose\\\\u0050ackageVersions\\"}"}')],
    [
      'of the command line',
      {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          Source: { Type: 'NO_SOURCE', BuildSpec: 'aws codeartifact dispose-package-versions --domain d' },
        },
      },
    ],
    ['that deletes versions', awsCall({ service: 'CodeArtifact', action: 'deletePackageVersions' })],
    ['that deletes a package', awsCall({ service: 'CodeArtifact', action: 'deletePackage' })],
    ['that deletes a repository', awsCall({ service: 'CodeArtifact', action: 'deleteRepository' })],
    ['that deletes a domain', awsCall({ service: '@aws-sdk/client-codeartifact', action: 'DeleteDomainCommand' })],
    ['that archives', awsCall({ service: 'CodeArtifact', action: 'updatePackageVersionsStatus' })],
    [
      'that lets a package be published again',
      awsCall({ action: 'putPackageOriginConfiguration', parameters: { restrictions: { publish: 'ALLOW' } } }),
    ],
    [
      'that lets a group of packages take versions from elsewhere',
      awsCall({
        action: 'updatePackageGroupOriginConfiguration',
        parameters: { restrictions: { PUBLISH: 'INHERIT' } },
      }),
    ],
    [
      'with values that only the call knows',
      awsCall({ service: 'CodeArtifact', action: 'putPackageOriginConfiguration' }),
    ],
    ['of an operation that only the deployment knows', awsCall('{"service":"CodeArtifact","action":"${Api}"}')],
    [
      'of a request that deletes a repository',
      {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          DefinitionString: JSON.stringify({
            ApiEndpoint: 'https://codeartifact.us-east-1.amazonaws.com/v1/repository',
            Method: 'DELETE',
          }),
        },
      },
    ],
    ...[
      'Unpublish-CAPackageVersion',
      'Remove-CAPackageVersion',
      'Remove-CAPackage',
      'Remove-CARepository',
      'Remove-CADomain',
      'Update-CAPackageVersionsStatus',
      'Write-CAPackageOriginConfiguration -Restrictions_Publish Allow',
    ].map((command): [string, Resource] => [
      `of PowerShell, ${command}`,
      { Type: 'AWS::SSM::Document', Properties: { Content: { mainSteps: [{ inputs: { runCommand: [command] } }] } } },
    ]),
    ...[COMMAND_IN_BASE64, COMMAND_IN_BASE64.replace(/.{76}/g, '$&\n')].map((Content, n): [string, Resource] => [
      `in Base64, ${n === 0 ? 'in one line' : 'in lines of 76 characters'}`,
      { Type: 'AWS::SageMaker::NotebookInstanceLifecycleConfig', Properties: { OnStart: [{ Content }] } },
    ]),
    [
      'in Base64, which a command decodes',
      {
        Type: 'AWS::SSM::Association',
        Properties: { Parameters: { commands: [`echo ${COMMAND_IN_BASE64} | base64 -d | sh`] } },
      },
    ],
  ])('The spelling %s is found', async (_, Caller) => {
    const { unresolved } = await planWith({ Caller });
    expect(unresolved).toMatchObject([{ id: 'undeclared-call', name: 'Disposal/Caller' }]);
  });

  test.each<[string, Resource]>([
    ['another service', awsCall({ service: 'ECR', action: 'deleteRepository' })],
    ['another operation', awsCall({ service: 'CodeArtifact', action: 'deletePackageGroup' })],
    [
      'an operation that closes a package',
      awsCall({ action: 'putPackageOriginConfiguration', parameters: { restrictions: { publish: 'BLOCK' } } }),
    ],
    [
      'a cmdlet for tags',
      awsCall({ command: 'Remove-CAResourceTag; Remove-CAPackageGroup; Remove-CADomainPermissionsPolicy' }),
    ],
    [
      'an operation that closes a group',
      awsCall({ action: 'updatePackageGroupOriginConfiguration', restrictions: { PUBLISH: 'BLOCK' } }),
    ],
    ['nothing, with a hash in Base64', awsCall({ sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=' })],
    ['an operation that only reads', awsCall({ service: 'CodeArtifact', action: 'listPackages' })],
    ['a policy', policy(['codeartifact:DeletePackageVersions', 'codeartifact:DeleteRepository'])],
  ])('A call of %s leaves the plan complete', async (_, Caller) => {
    expect(await planWith({ Role: ROLE, Caller })).toMatchObject({ complete: true, problems: [] });
  });

  test.each<[string, Resource, Resource?]>([
    [
      'its environment',
      { Code: { ZipFile: 'client[process.env.OP]()' }, Environment: { Variables: { OP: 'disposePackageVersions' } } },
    ],
    ['Base64', { Code: { ZipFile: `run(decode("${COMMAND_IN_BASE64}"))` } }],
    ['inline Python', { Runtime: 'python3.13', Code: { ZipFile: 'client.dispose_package_versions(domain="d")' } }],
    ['a module', { Code: { S3Bucket: Bucket, S3Key: `${HASH}.zip` } }, { 'index.mjs': 'c.disposePackageVersions()' }],
    [
      'a file beside the handler',
      { Code: { S3Bucket: Bucket, S3Key: `${HASH}.zip` } },
      { 'index.js': 'require("./lib/x")', 'lib/x.js': 'new DeletePackageVersionsCommand(codeartifact)' },
    ],
  ])('A function that calls it in %s is a disposal function', async (_, Properties, code = {}) => {
    const Caller = { Type: 'Custom::Caller', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } };
    const plan = await planWith({ Caller, Function: { Type: 'AWS::Lambda::Function', Properties } }, code, 'zip');
    expect(plan.problems).toEqual([
      expect.stringContaining('Disposal/Caller (Custom::Caller) calls a disposal function'),
    ]);
  });

  test.each<[string, Resource, Resource]>([
    ['names it in a comment', { Code: { ZipFile: '// never disposePackageVersions\nrun()' }, Role }, {}],
    [
      'has the SDK beside it',
      { Code: { S3Bucket: Bucket, S3Key: `${HASH}.zip` }, Role },
      {
        'index.js': 'run()',
        'node_modules/@aws-sdk/client-codeartifact/index.js': 'class DisposePackageVersionsCommand {}',
      },
    ],
  ])('A function that only %s is no disposal function', async (_, Properties, code) => {
    const Caller = { Type: 'Custom::Caller', Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] } } };
    const Function = { Type: 'AWS::Lambda::Function', Properties };
    const plan = await planWith({ Role: ROLE, Logs: policy('logs:*'), Caller, Function }, code, 'zip');
    expect(plan).toMatchObject({ complete: true, problems: [] });
  });
});

describe('Code that is not in the assembly', () => {
  const image = {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: { ImageUri: 'image' }, PackageType: 'Image', Role },
  };
  const build = {
    Type: 'AWS::CodeBuild::Project',
    Properties: { Source: { Type: 'GITHUB', Location: 'https://github.com/a/b' }, ServiceRole: { Ref: 'Role' } },
  };

  test.each<[string, Resource, Resource]>([
    ['an image, by a policy', image, { Grant: policy('codeartifact:*') }],
    ['an image, by a wildcard', image, { Grant: policy(['codeartifact:Di*']) }],
    [
      'an image, by what is left out',
      image,
      {
        Grant: {
          ...policy('x'),
          Properties: {
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: { Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } },
          },
        },
      },
    ],
    [
      'a build, by a managed policy',
      build,
      {
        Role: {
          ...ROLE,
          Properties: { ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess' }] },
        },
      },
    ],
    [
      'a machine, by its profile',
      {
        Type: 'AWS::EC2::Instance',
        Properties: { IamInstanceProfile: { Ref: 'Profile' } },
      },
      { Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'Role' }] } }, Grant: policy('*') },
    ],
    [
      'a function of another bucket',
      {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Bucket: 'elsewhere', S3Key: 'code.zip' }, Role },
      },
      { Grant: policy('codeartifact:DeletePackage') },
    ],
    [
      'a function with a layer',
      {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { ZipFile: 'run()' }, Layers: ['arn:layer:1'], Role },
      },
      { Grant: policy('codeartifact:UpdatePackageVersionsStatus') },
    ],
  ])('The plan is incomplete for %s that may destroy packages', async (_, Runner, more) => {
    const plan = await planWith({ Role: ROLE, ...more, Runner });
    expect(plan.problems).toEqual([
      expect.stringMatching(/^Disposal\/Runner .* runs code that is not in the assembly, and its role may destroy/),
    ]);
    expect(plan.unresolved[0]).toMatchObject({ id: 'undeclared-call', name: 'Disposal/Runner' });
  });

  test.each<[string, Resource, Resource]>([
    [
      'an image that only reads packages',
      image,
      { Grant: policy(['codeartifact:Get*', 'codeartifact:ReadFromRepository']) },
    ],
    ['a build that only writes logs', build, { Grant: policy('logs:PutLogEvents') }],
    [
      'an image with a role of elsewhere',
      { ...image, Properties: { Code: { ImageUri: 'image' }, Role: 'arn:role' } },
      {},
    ],
    [
      'a function whose code is in the assembly',
      {
        ...OTHER_FUNCTION,
        Properties: { ...(OTHER_FUNCTION['Properties'] as Resource), Role },
      },
      { Grant: policy('codeartifact:*') },
    ],
  ])('The plan is complete for %s', async (_, Runner, more) => {
    expect(await planWith({ Role: ROLE, ...more, Runner })).toMatchObject({ complete: true, problems: [] });
  });
});
