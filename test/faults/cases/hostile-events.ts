import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { Deployment } from '../../lambda/deployment';
import { expectNothingDisposed, nested, TREASURE, withTreasure } from './hostile';
import type { Case, Section } from './section';

const REJECTED = 'an error that says what is missing and repeats no value, before any call';

const URL_OF_THE_ANSWER = 'http://127.0.0.1:9/custom-resource-response?X-Amz-Signature=secret';

function event(deployment: Deployment, changes: object) {
  return {
    RequestType: 'Create',
    ResponseURL: URL_OF_THE_ANSWER,
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Disposal/6b1f2c30',
    RequestId: '6b1f2c30-9a5e-11f0-8de9-0242ac120002',
    LogicalResourceId: 'LeftPad',
    ResourceType: 'Custom::CodeArtifactDisposedPackageVersions',
    ResourceProperties: deployment.properties({ versions: TREASURE }),
    ...changes,
  };
}

const wrong: readonly (readonly [string, unknown])[] = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
  ['a list', ['LeftPad']],
  ['100,000 lists in each other', nested()],
];

const fields = ['RequestType', 'ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'];

export const HOSTILE_EVENTS: Section = {
  title: 'An event that CloudFormation would not send',
  about: 'Invocations by hand, or by whoever may invoke the function.',
  file: 'hostile-input.test.ts',
  cases: [
    ...fields.map((field) =>
      rejected(
        `\`${field}\` is ${wrong.map(([what]) => what).join(', or ')}`,
        (deployment) => wrong.map(([, value]) => event(deployment, { [field]: value })),
        field,
      ),
    ),
    rejected('The event is null', () => [null], 'ResponseURL'),
    rejected('The event is a list', () => [[]], 'ResponseURL'),
    rejected('The event is a text', () => ['Create'], 'ResponseURL'),
    rejected(
      '`ResponseURL` is no URL',
      (deployment) => [event(deployment, { ResponseURL: 'http://X-Amz-Signature' + '\ud800:' })],
      'ResponseURL',
    ),
    rejected(
      '`ResponseURL` is a file',
      (deployment) => [event(deployment, { ResponseURL: 'file:///etc/passwd?X-Amz-' })],
      'ResponseURL',
    ),
    rejected(
      'The ids are too long for any answer',
      (deployment) => [event(deployment, { StackId: 'x'.repeat(4_000) })],
      'ids',
    ),
    rejected(
      '`PhysicalResourceId` is a list',
      (deployment) => [event(deployment, { PhysicalResourceId: ['x'] })],
      'PhysicalResourceId',
    ),
  ],
};

function rejected(fault: string, make: (deployment: Deployment) => readonly unknown[], names: string): Case {
  return {
    fault,
    happens: REJECTED,
    run: () =>
      withTreasure(async (deployment) => {
        for (const hostile of make(deployment)) {
          const error = await deployment.run(hostile as CloudFormationCustomResourceEvent).then(
            () => 'none',
            (caught: Error) => caught,
          );

          expect(String(error)).toMatch(
            /^Error: The event must be one that CloudFormation sends to a custom resource: /,
          );
          expect(String(error)).toContain(names);
          expect(String(error) + JSON.stringify(error)).not.toMatch(/X-Amz-|127\.0\.0\.1|passwd/);
        }
        expect(deployment.codeArtifact.calls).toEqual([]);
        expectNothingDisposed(deployment);
      }),
  };
}
