import { CfnOutput } from 'aws-cdk-lib';
import type { LocalCloudFormation } from '../../../local/cloudformation';
import { history, resource, responder, sent, startEngine, synthesize, thing } from '../fixtures/app';

const environment = { ATTEMPTS_DIRECTORY: '/tmp' };

/** A stack of two custom resources, the second after the first. */
function two(first: Record<string, unknown>, second: Record<string, unknown> | undefined): string {
  return synthesize((stack) => {
    const served = responder(stack, 'Responder', { environment });
    const earlier = resource(stack, 'Earlier', { handler: served, properties: first });
    if (second !== undefined) {
      resource(stack, 'Later', { handler: served, properties: second }).node.addDependency(earlier);
    }
  });
}

let engine: LocalCloudFormation;
beforeEach(async () => {
  engine = await startEngine();
});

describe('A create that fails', () => {
  test('A create that fails deletes in reverse what was created, the failed resource included, with the ids they answered', async () => {
    const result = await engine.deploy(two({ PhysicalId: 'a' }, { PhysicalId: 'b', FailOn: ['Create'] }), 'Tested');
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reason).toMatch(
      /^Received response status \[FAILED\] from custom resource\. Message returned: Create failed on purpose \(RequestId: [0-9a-f-]{36}\)$/,
    );
    expect(result.requests.map(({ requestType, physicalResourceId: id }) => [requestType, id])).toEqual([
      ['Create', undefined],
      ['Create', undefined],
      ['Delete', 'b'],
      ['Delete', 'a'],
    ]);
    expect(history(result)).toEqual(['CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE']);
    expect(history(result, 'Later')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_FAILED',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
  });

  test('A create that fails deletes a resource that never answered an id under a made-up one', async () => {
    const { requests } = await engine.deploy(
      thing({ OverrideOn: ['Create'], Override: '{"PhysicalResourceId":""}' }),
      'Tested',
    );
    expect(requests[1]).toMatchObject({
      requestType: 'Delete',
      physicalResourceId: expect.stringMatching(/^Tested-Thing-[0-9A-Z]{12}$/) as string,
    });
  });

  test('A create that fails ends in ROLLBACK_FAILED when the Delete fails', async () => {
    const result = await engine.deploy(thing({ FailOn: ['Create', 'Delete'] }), 'Tested');
    expect(result.status).toBe('ROLLBACK_FAILED');
    expect(result.events.at(-1)?.reason).toBe('The following resource(s) failed to delete: [Thing].');
  });

  test('A create that fails leaves a stack that the next deployment deletes and creates again', async () => {
    const failed = await engine.deploy(thing({ FailOn: ['Create'] }), 'Tested');
    const result = await engine.deploy(thing(), 'Tested');
    expect(result.status).toBe('CREATE_COMPLETE');
    expect(result.stackId).not.toBe(failed.stackId);
  });

  test('A create that fails cancels the resources in progress and deletes them with a made-up id while they still run', async () => {
    const assembly = synthesize((stack) => {
      resource(stack, 'Slow', { handler: responder(stack), properties: { WaitOn: ['Create'], WaitMs: 1500 } });
      responder(stack, 'Broken');
    });
    const result = await engine.deploy(assembly, 'Tested', { failResource: { resource: 'Broken', delayMs: 500 } });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(sent(result)).toEqual(['Create Slow CANCELLED', 'Delete Slow SUCCESS']);
    expect(
      result.events.find(({ status, logicalId }) => logicalId === 'Slow' && status === 'CREATE_FAILED')?.reason,
    ).toBe('Resource creation cancelled');
    expect(result.requests[1]?.physicalResourceId).toMatch(/^Tested-Slow-/);
    await engine.settled();
    expect(result.requests[0]?.invocations).toMatchObject([{ outcome: 'ok' }]);
  });

  test('A create fails if an output asks for an attribute that the function did not answer', async () => {
    const assembly = synthesize((stack) => {
      const tested = resource(stack, 'Thing', { handler: responder(stack), properties: { Data: { Colour: 'blue' } } });
      new CfnOutput(stack, 'Missing', { value: tested.getAttString('Color') });
    });
    const result = await engine.deploy(assembly, 'Tested');
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reason).toMatch(
      /^CustomResource attribute error: Vendor response doesn't contain Color key in object arn:aws:cloudformation:\S+\|Thing\|[0-9a-f-]{36} in S3 bucket cloudformation-custom-resource-storage-useast1$/,
    );
    expect(sent(result)).toEqual(['Create Thing SUCCESS', 'Delete Thing SUCCESS']);
  });

  test('A forced failure without a delay comes last', async () => {
    const assembly = synthesize((stack) => {
      const served = responder(stack);
      resource(stack, 'Thing', { handler: served });
      responder(stack, 'Unrelated');
    });
    const result = await engine.deploy(assembly, 'Tested', { failResource: 'Unrelated' });
    expect(sent(result)).toEqual(['Create Thing SUCCESS', 'Delete Thing SUCCESS']);
    expect(result.reason).toContain('forced to fail');
  });

  test('A failure cannot be forced on a resource that the template does not have', async () => {
    await expect(engine.deploy(thing(), 'Tested', { failResource: 'Nothing' })).rejects.toThrow(
      /Nothing is neither\. There are: .*Thing \(Thing\/Default\)/,
    );
  });
});

describe('An update that fails', () => {
  test('An update that fails sends Update with old and new swapped to the updated resources and to the failed one', async () => {
    await engine.deploy(two({ Size: 1 }, { Size: 1 }), 'Tested');
    const result = await engine.deploy(two({ Size: 2 }, { Size: 2, FailOn: ['Update'] }), 'Tested');
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(
      result.requests.map(({ requestType, logicalResourceId, resourceProperties, oldResourceProperties }) => [
        requestType,
        logicalResourceId,
        oldResourceProperties?.['Size'],
        resourceProperties['Size'],
      ]),
    ).toEqual([
      ['Update', 'Earlier', 1, 2],
      ['Update', 'Later', 1, 2],
      ['Update', 'Earlier', 2, 1],
      ['Update', 'Later', 2, 1],
    ]);
    expect(history(result)).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect(engine.resource('Tested', 'Earlier').properties['Size']).toBe(1);
  });

  test('An update that fails leaves a stack that can be updated again, from the old properties', async () => {
    await engine.deploy(thing({ Size: 1 }, { environment }), 'Tested');
    await engine.deploy(thing({ Size: 2, FailOn: ['Update'] }, { environment }), 'Tested');
    const result = await engine.deploy(thing({ Size: 3 }, { environment }), 'Tested');
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(result.requests[0]?.oldResourceProperties).toMatchObject({ Size: 1 });
  });

  test('An update that fails keeps the former outputs', async () => {
    const stack = (size: number, output: string): string =>
      synthesize((into) => {
        resource(into, 'Thing', { handler: responder(into, 'Responder', { environment }), properties: { Size: size } });
        new CfnOutput(into, 'Output', { value: output });
      });
    await engine.deploy(stack(1, 'before'), 'Tested');
    const result = await engine.deploy(stack(2, 'after'), 'Tested', { failResource: 'Thing' });
    expect(result.outputs).toEqual({ Output: 'before' });
  });

  test('An update that fails deletes what it had created, after the rest is restored', async () => {
    await engine.deploy(two({ Size: 1 }, undefined), 'Tested');
    const result = await engine.deploy(two({ Size: 2 }, { FailOn: ['Create'] }), 'Tested');
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(sent(result)).toEqual([
      'Update Earlier SUCCESS',
      'Create Later FAILED',
      'Update Earlier SUCCESS',
      'Delete Later SUCCESS',
    ]);
  });

  test('An update that fails deletes the replacement that it had made', async () => {
    await engine.deploy(two({ PhysicalId: 'old' }, undefined), 'Tested');
    const result = await engine.deploy(two({ PhysicalId: 'new' }, { FailOn: ['Create'] }), 'Tested');
    expect(result.requests.filter(({ logicalResourceId }) => logicalResourceId === 'Earlier')).toMatchObject([
      { requestType: 'Update', physicalResourceId: 'old' },
      { requestType: 'Update', physicalResourceId: 'new' },
      { requestType: 'Delete', physicalResourceId: 'new' },
    ]);
    expect(engine.resource('Tested', 'Earlier').physicalId).toBe('old');
  });

  test('An update that fails sends nothing to a resource whose failure is forced before its event', async () => {
    await engine.deploy(two({ Size: 1 }, { Size: 1 }), 'Tested');
    const result = await engine.deploy(two({ Size: 2 }, { Size: 2 }), 'Tested', { failResource: 'Later' });
    expect(sent(result)).toEqual(['Update Earlier SUCCESS', 'Update Earlier SUCCESS']);
  });

  test('An update that fails runs the old code of the function again', async () => {
    const stack = (size: number, colour: string): string =>
      thing({ Size: size, FailOn: size > 1 ? ['Update'] : [] }, { environment: { ...environment, COLOUR: colour } });
    await engine.deploy(stack(1, 'old'), 'Tested');
    const { logs } = await engine.deploy(stack(2, 'new'), 'Tested');
    expect(logs.map(({ line }) => (JSON.parse(line) as { Colour: string }).Colour)).toEqual(['new', 'old']);
  });

  test('An update with another service token fails', async () => {
    const stack = (id: string): string =>
      synthesize((into) => {
        const functions = ['One', 'Other'].map((name) => responder(into, name, { environment }));
        for (const served of functions) {
          if (served.node.id === id) {
            resource(into, 'Thing', { handler: served });
          }
        }
      });
    await engine.deploy(stack('One'), 'Tested');
    const result = await engine.deploy(stack('Other'), 'Tested');
    expect(result).toMatchObject({
      status: 'UPDATE_ROLLBACK_COMPLETE',
      reason: 'Modifying service token is not allowed.',
      requests: [],
    });
  });
});

describe('A rollback of an update that fails', () => {
  const failing = { Size: 1, FailOn: ['Update'] };

  test('A failed rollback leaves the stack in UPDATE_ROLLBACK_FAILED, which refuses to be updated', async () => {
    await engine.deploy(thing(failing, { environment }), 'Tested');
    const result = await engine.deploy(thing({ ...failing, Size: 2 }, { environment }), 'Tested');
    expect(result.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(sent(result)).toEqual(['Update Thing FAILED', 'Update Thing FAILED']);
    await expect(engine.deploy(thing({}, { environment }), 'Tested')).rejects.toThrow(
      /is in UPDATE_ROLLBACK_FAILED state and can not be updated/,
    );
  });

  test('A failed rollback can be continued, and the stack deleted', async () => {
    await engine.deploy(thing(failing, { environment }), 'Tested');
    await engine.deploy(thing({ ...failing, Size: 2 }, { environment }), 'Tested');
    const again = await engine.continueUpdateRollback('Tested');
    expect(again.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(again.requests).toMatchObject([{ resourceProperties: { Size: 1 }, oldResourceProperties: { Size: 2 } }]);
    expect((await engine.destroy('Tested')).status).toBe('DELETE_COMPLETE');
  });
});
