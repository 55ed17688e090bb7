import { CfnOutput, Duration } from 'aws-cdk-lib';
import type { LocalCloudFormation } from '../../../local/cloudformation';
import { resource, responder, sent, startEngine, synthesize, thing } from '../fixtures/app';

let engine: LocalCloudFormation;
beforeEach(async () => {
  engine = await startEngine();
});

/** The events that the function printed. */
function printed({ logs }: { readonly logs: readonly { line: string }[] }): Record<string, unknown>[] {
  return logs.map(({ line }) => JSON.parse(line) as Record<string, unknown>);
}

/** Deploys a resource whose function answers Create with these fields instead of its own, and says why that failed. */
async function reasonFor(override: Record<string, unknown>, properties: Record<string, unknown> = {}): Promise<string> {
  const { reason } = await engine.deploy(
    thing({ OverrideOn: ['Create'], Override: JSON.stringify(override), ...properties }),
    'Tested',
  );
  return reason ?? 'it did not fail';
}

describe('An event', () => {
  test('An event has every field of a Create', async () => {
    const result = await engine.deploy(thing(), 'Tested');
    const token = engine.findFunction('Tested', 'Thing').configuration.functionArn;
    expect(printed(result)).toEqual([
      {
        RequestType: 'Create',
        ServiceToken: token,
        StackId: result.stackId,
        RequestId: result.requests[0]?.requestId,
        LogicalResourceId: 'Thing',
        ResourceType: 'Custom::Tested',
        ResourceProperties: { ServiceToken: token },
      },
    ]);
  });

  test('An event has every scalar as a string, and lists and maps in their shape', async () => {
    const assembly = synthesize((stack) => {
      const properties = { Yes: true, No: false, Count: 12, List: [1, true], Map: { Deep: { Size: 3 } } };
      resource(stack, 'Thing', { handler: responder(stack), properties, serviceTimeout: Duration.minutes(5) });
    });
    expect(printed(await engine.deploy(assembly, 'Tested'))[0]?.['ResourceProperties']).toMatchObject({
      Yes: 'true',
      No: 'false',
      Count: '12',
      List: ['1', 'true'],
      Map: { Deep: { Size: '3' } },
      ServiceTimeout: '300',
    });
  });

  test('An event has the physical id and the old properties of an Update, as strings', async () => {
    const environment = { ATTEMPTS_DIRECTORY: '/tmp' };
    await engine.deploy(thing({ Size: 1 }, { environment }), 'Tested');
    const result = await engine.deploy(thing({ Size: 2 }, { environment }), 'Tested');
    expect(printed(result)).toMatchObject([
      {
        RequestType: 'Update',
        PhysicalResourceId: 'answered-Thing',
        ResourceProperties: { Size: '2' },
        OldResourceProperties: { Size: '1' },
      },
    ]);
  });

  test('The response URL of an event appears nowhere but in the function', async () => {
    const result = await engine.deploy(thing({ FailOn: ['Create'] }), 'Tested');
    expect(JSON.stringify([result, engine.responses.deliveries])).not.toMatch(/X-Amz-Signature|http:/);
  });

  test('An event that is larger than an invocation can be is not sent', async () => {
    await engine.deploy(thing(), 'Tested');
    const { properties } = engine.resource('Tested', 'Thing');
    const resourceProperties = { ...properties, Text: 'x'.repeat(1024 * 1024) };
    expect(await engine.send('Tested', 'Thing', { requestType: 'Create', resourceProperties })).toMatchObject({
      outcome: 'NOT_SENT',
      reason: expect.stringMatching(/^Request must be smaller than 1048576 bytes .* got 10\d{5}\.$/) as string,
      invocations: [],
    });
  });
});

describe('A response', () => {
  test.each([4096, 4097])('A response of %i bytes in all is read only up to 4096', async (bytes) => {
    const first = await engine.deploy(thing({ Data: { Fill: '' } }), 'Tested');
    const empty = first.requests[0]?.responseBytes ?? 0;
    const again = await engine.send('Tested', 'Thing', {
      requestType: 'Create',
      resourceProperties: {
        ...first.requests[0]?.resourceProperties,
        Data: { Fill: 'é'.repeat(10) + 'x'.repeat(bytes - empty - 20) },
      },
    });
    expect(again).toMatchObject(
      bytes <= 4096
        ? { outcome: 'SUCCESS', responseBytes: bytes }
        : { outcome: 'INVALID_RESPONSE', responseBytes: bytes, reason: 'Response object is too long.' },
    );
  });

  test.each(['', null, 'x'.repeat(1025)])(
    'A response with no usable physical id hides its own reason (%#)',
    async (id) => {
      expect(await reasonFor({ PhysicalResourceId: id }, { FailOn: ['Create'] })).toBe('Invalid PhysicalResourceId');
    },
  );

  test('A response must give a reason where it failed', async () => {
    expect(await reasonFor({ Status: 'FAILED' })).toBe(
      'Invalid Response object: Reason is required when Status is FAILED',
    );
  });

  test('A response must have one of the two statuses', async () => {
    expect(await reasonFor({ Status: 'FAILURE' })).toBe(
      `Invalid Response object: "FAILURE" is not a valid ResponseStatus`,
    );
  });

  test.each(['StackId', 'RequestId', 'LogicalResourceId'])('A response must echo %s', async (field) => {
    expect(await reasonFor({ [field]: 'other' })).toMatch(
      new RegExp(`^Invalid Response object: ${field} must be the one of the request, .*; got "other"$`),
    );
  });

  test('A response must have Data that is a JSON object', async () => {
    expect(await reasonFor({ Data: 'text' })).toBe('Invalid Response object: Data must be a JSON object');
  });

  test('A response must be JSON', async () => {
    const { reason } = await engine.deploy(thing({ RawOn: ['Create'], Raw: 'not JSON' }), 'Tested');
    expect(reason).toBe('Invalid Response object: the body is not a JSON object');
  });

  test('A response with NoEcho masks its attributes in the outputs, and only there', async () => {
    const assembly = synthesize((stack) => {
      const served = responder(stack);
      const secret = resource(stack, 'Secret', {
        handler: served,
        properties: { NoEcho: true, Data: { Word: 'hush' } },
      });
      resource(stack, 'User', { handler: served, properties: { Word: secret.getAtt('Word') } });
      new CfnOutput(stack, 'Word', { value: secret.getAttString('Word') });
    });
    const { outputs, requests } = await engine.deploy(assembly, 'Tested');
    expect(outputs).toEqual({ Word: '*****' });
    expect(requests[1]?.resourceProperties['Word']).toBe('hush');
  });

  test('A response counts once, however often it is delivered', async () => {
    await engine.deploy(thing(), 'Tested');
    const twice = await engine.send('Tested', 'Thing', { requestType: 'Update', copies: 2 });
    expect(twice.outcome).toBe('SUCCESS');
    expect(twice.invocations).toHaveLength(2);
    expect(engine.responses.deliveries.filter(({ requestId }) => requestId === twice.requestId)).toMatchObject([
      { stored: true, status: 200 },
      { stored: true, status: 200 },
    ]);
  });
});

describe('A function that does not answer', () => {
  test('A function that does not answer is run again at most twice with the same event, and can answer then', async () => {
    const result = await engine.deploy(thing({ ThrowOn: ['Create'], Attempts: 2 }), 'Tested');
    expect(result.status).toBe('CREATE_COMPLETE');
    const [request] = result.requests;
    expect(request?.invocations.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, 'error'],
      [2, 'error'],
      [3, 'ok'],
    ]);
    expect(new Set(request?.invocations.map(({ awsRequestId }) => awsRequestId)).size).toBe(1);
  });

  test('A function that does not answer fails the resource once its last run has ended, without the wait that CloudFormation makes', async () => {
    const result = await engine.deploy(thing({ ThrowOn: ['Create'] }), 'Tested');
    expect(result.reason).toMatch(
      /^CloudFormation did not receive a response from your Custom Resource\. Please check your logs for requestId \[[0-9a-f-]{36}\]\./,
    );
    expect(sent(result)).toEqual(['Create Thing NO_RESPONSE', 'Delete Thing SUCCESS']);
    expect(result.requests[0]?.invocations).toHaveLength(3);
  });

  test('A function that does not answer fails the resource when its ServiceTimeout is over, while it runs on', async () => {
    await engine.deploy(thing(), 'Tested');
    const { properties } = engine.resource('Tested', 'Thing');
    const resourceProperties = { ...properties, ServiceTimeout: 1, WaitOn: ['Create'], WaitMs: 2000 };
    expect(await engine.send('Tested', 'Thing', { requestType: 'Create', resourceProperties })).toMatchObject({
      outcome: 'NO_RESPONSE',
      invocations: [{ outcome: 'ok' }],
    });
  });

  test.each(['0', '3601'])('A request with a ServiceTimeout of %s is not sent', async (timeout) => {
    await engine.deploy(thing(), 'Tested');
    const { properties } = engine.resource('Tested', 'Thing');
    const resourceProperties = { ...properties, ServiceTimeout: timeout };
    expect(await engine.send('Tested', 'Thing', { requestType: 'Create', resourceProperties })).toMatchObject({
      outcome: 'NOT_SENT',
      reason: `ServiceTimeout must be from 1 to 3600 seconds; got ${timeout}.`,
    });
  });
});

describe('An event apart from any deployment', () => {
  test('A Delete can be sent for an id that the function has never seen', async () => {
    await engine.deploy(thing(), 'Tested');
    const request = await engine.send('Tested', 'Thing', { requestType: 'Delete', physicalResourceId: 'unknown' });
    expect(request).toMatchObject({ outcome: 'SUCCESS', response: { PhysicalResourceId: 'unknown' } });
    expect(engine.resource('Tested', 'Thing').physicalId).toBe('answered-Thing');
  });

  test('A Create can be cancelled, and deleted while it runs', async () => {
    await engine.deploy(thing(), 'Tested');
    const { properties } = engine.resource('Tested', 'Thing');
    const cancelled = await engine.cancelCreate('Tested', 'Thing', {
      resourceProperties: { ...properties, WaitOn: ['Create'], WaitMs: 1000 },
    });
    expect(cancelled.create).toMatchObject({ outcome: 'CANCELLED', invocations: [{ outcome: 'ok' }] });
    expect(cancelled.delete).toMatchObject({
      outcome: 'SUCCESS',
      physicalResourceId: expect.stringMatching(/^Tested-Thing-/) as string,
    });
  });

  test('An event is refused for a service token that is not a function', async () => {
    await engine.deploy(thing(), 'Tested');
    const resourceProperties = { ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:other' };
    expect(await engine.send('Tested', 'Thing', { requestType: 'Create', resourceProperties })).toMatchObject({
      outcome: 'NOT_SENT',
      reason:
        'Invalid service token: "arn:aws:lambda:us-east-1:111122223333:function:other" is no function of a local stack.',
    });
  });
});
