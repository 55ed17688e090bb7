import { CfnCondition, CfnDeletionPolicy, CfnOutput, CfnParameter, Fn } from 'aws-cdk-lib';
import type { CfnResource, CustomResource } from 'aws-cdk-lib';
import { history, resource, responder, sent, startEngine, synthesize, thing } from '../fixtures/app';

const environment = { ATTEMPTS_DIRECTORY: '/tmp' };
const definitionOf = (custom: CustomResource): CfnResource => custom.node.defaultChild as CfnResource;

test('A resource exists as long as its condition holds, and so does an output', async () => {
  const engine = await startEngine();
  const assembly = synthesize((stack) => {
    const wanted = new CfnParameter(stack, 'Wanted', { default: 'no' });
    const condition = new CfnCondition(stack, 'IsWanted', { expression: Fn.conditionEquals(wanted, 'yes') });
    const conditional = resource(stack, 'Thing', { handler: responder(stack) });
    definitionOf(conditional).cfnOptions.condition = condition;
    new CfnOutput(stack, 'Id', { value: conditional.ref, condition });
  });
  const without = await engine.deploy(assembly, 'Tested');
  expect([sent(without), without.outputs]).toEqual([[], {}]);
  const wanted = await engine.deploy(assembly, 'Tested', { parameters: { Wanted: 'yes' } });
  expect([sent(wanted), wanted.outputs]).toEqual([['Create Thing SUCCESS'], { Id: 'answered-Thing' }]);
  const again = await engine.deploy(assembly, 'Tested', { parameters: { Wanted: 'no' } });
  expect([sent(again), again.outputs]).toEqual([['Delete Thing SUCCESS'], {}]);
});

test('A replaced resource whose UpdateReplacePolicy is Retain gets no Delete', async () => {
  const engine = await startEngine();
  const stack = (id: string): string =>
    synthesize((into) => {
      const custom = resource(into, 'Thing', {
        handler: responder(into, 'Responder', { environment }),
        properties: { PhysicalId: id },
      });
      definitionOf(custom).cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    });
  await engine.deploy(stack('one'), 'Tested');
  expect(sent(await engine.deploy(stack('two'), 'Tested'))).toEqual(['Update Thing SUCCESS']);
});

test('A resource that is retained except on create is deleted in a rollback, and not with its stack', async () => {
  const engine = await startEngine();
  const stack = (fails: string[]): string =>
    synthesize((into) => {
      const custom = resource(into, 'Thing', { handler: responder(into), properties: { FailOn: fails } });
      definitionOf(custom).cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
    });
  expect(sent(await engine.deploy(stack(['Create']), 'Tested'))).toEqual([
    'Create Thing FAILED',
    'Delete Thing SUCCESS',
  ]);
  await engine.deploy(stack([]), 'Tested');
  expect(sent(await engine.destroy('Tested'))).toEqual([]);
});

test('A Delete that fails while an update cleans up does not fail the update', async () => {
  const engine = await startEngine();
  await engine.deploy(thing({ PhysicalId: 'one', FailOn: ['Delete'] }, { environment }), 'Tested');
  const result = await engine.deploy(thing({ PhysicalId: 'two' }, { environment }), 'Tested');
  expect(result.status).toBe('UPDATE_COMPLETE');
  expect(history(result, 'Thing')).toEqual([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_FAILED',
  ]);
});

test('An update in progress that another failure cancels is rolled back with old and new swapped', async () => {
  const engine = await startEngine();
  const stack = (size: number, wait: string[]): string =>
    synthesize((into) => {
      resource(into, 'Slow', {
        handler: responder(into, 'Responder', { environment }),
        properties: { Size: size, WaitOn: wait, WaitMs: 1000 },
      });
      responder(into, 'Broken', { environment });
    });
  await engine.deploy(stack(1, []), 'Tested');
  const failResource = { resource: 'Broken', delayMs: 400 };
  const result = await engine.deploy(stack(2, ['Update']), 'Tested', { failResource });
  expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(sent(result)).toEqual(['Update Slow CANCELLED', 'Update Slow SUCCESS']);
  expect(result.requests[1]).toMatchObject({
    physicalResourceId: 'answered-Slow',
    resourceProperties: { Size: 1 },
    oldResourceProperties: { Size: 2 },
  });
});

test('A rollback that failed without an answer completes when it is continued', async () => {
  const engine = await startEngine({
    onEvent: ({ status }) => {
      if (status === 'UPDATE_ROLLBACK_IN_PROGRESS' && !continued) {
        engine.responses.failNext({ type: 'status', status: 500 });
      }
    },
  });
  let continued = false;
  const stack = (size: number): string =>
    synthesize((into) => {
      const served = responder(into, 'Responder', { environment });
      const earlier = resource(into, 'Earlier', { handler: served, properties: { Size: size } });
      resource(into, 'Later', {
        handler: served,
        properties: { Size: size, FailOn: size > 1 ? ['Update'] : [] },
      }).node.addDependency(earlier);
    });
  await engine.deploy(stack(1), 'Tested');
  expect((await engine.deploy(stack(2), 'Tested')).status).toBe('UPDATE_ROLLBACK_FAILED');
  continued = true;
  const result = await engine.continueUpdateRollback('Tested');
  expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(sent(result)).toEqual(['Update Earlier SUCCESS', 'Update Later SUCCESS']);
  expect((await engine.deploy(stack(3), 'Tested')).requests[0]?.oldResourceProperties).toMatchObject({ Size: 1 });
});

test('An engine can shorten the Timeout of every function and the ServiceTimeout of every resource', async () => {
  const functions = await startEngine({ functionTimeoutSeconds: 1 });
  const hanging = thing({ WaitOn: ['Create'], WaitMs: 20_000 });
  const timedOut = await functions.deploy(hanging, 'Tested');
  expect(timedOut.requests[0]?.invocations.map(({ outcome }) => outcome)).toEqual(['timedOut', 'timedOut', 'timedOut']);
  const services = await startEngine({ serviceTimeoutSeconds: 1 });
  expect(sent(await services.deploy(hanging, 'Tested'))[0]).toBe('Create Thing NO_RESPONSE');
});

test('An engine that stops ends the functions that still run', async () => {
  const lines: string[] = [];
  const engine = await startEngine({ onLog: ({ line }) => lines.push(line) });
  const deployed = engine.deploy(thing({ WaitOn: ['Create'], WaitMs: 20_000 }), 'Tested');
  while (lines.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await engine.stop();
  const { requests } = await deployed;
  expect(requests[0]).toMatchObject({ outcome: 'NO_RESPONSE', invocations: [{ outcome: 'killed' }] });
});
