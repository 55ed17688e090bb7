import { rmSync } from 'node:fs';
import { CfnOutput, CfnParameter, RemovalPolicy } from 'aws-cdk-lib';
import { CfnDomain, CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { history, resource, responder, sent, startEngine, synthesize, thing } from '../fixtures/app';

/** The same in every synthesis, so that the function does not change. */
const environment = { ATTEMPTS_DIRECTORY: '/tmp' };

describe('Creating a stack', () => {
  test('Creating a stack runs the function of the cloud assembly and resolves the outputs from its answer', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => {
      const tested = resource(stack, 'Thing', {
        handler: responder(stack),
        properties: { Data: { 'Colour.Of.Sky': 'blue' } },
      });
      new CfnOutput(stack, 'Colour', { value: `sky: ${tested.getAttString('Colour.Of.Sky')}` });
      new CfnOutput(stack, 'Id', { value: tested.ref });
    });
    const result = await engine.deploy(assembly, 'Tested');
    expect(result).toMatchObject({
      status: 'CREATE_COMPLETE',
      outputs: { Colour: 'sky: blue', Id: 'answered-Thing' },
      noChanges: false,
    });
    expect(result.reason).toBeUndefined();
    expect(history(result)).toEqual(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE']);
  });

  test('Creating a stack creates a resource after those it refers to or depends on', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => {
      const served = responder(stack);
      const last = resource(stack, 'A', { handler: served });
      const middle = resource(stack, 'B', {
        handler: served,
        properties: { Needs: resource(stack, 'C', { handler: served }).ref },
      });
      last.node.addDependency(middle);
    });
    expect(sent(await engine.deploy(assembly, 'Tested'))).toEqual([
      'Create C SUCCESS',
      'Create B SUCCESS',
      'Create A SUCCESS',
    ]);
  });

  test('Creating a stack gives a resource the attributes that another one answered', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => {
      const served = responder(stack);
      const first = resource(stack, 'First', { handler: served, properties: { Data: { Colour: 'blue' } } });
      resource(stack, 'Second', { handler: served, properties: { Colour: first.getAtt('Colour') } });
    });
    const { requests } = await engine.deploy(assembly, 'Tested');
    expect(requests[1]?.resourceProperties['Colour']).toBe('blue');
  });

  test('Creating a stack gives CodeArtifact repositories their attributes without creating them', async () => {
    const engine = await startEngine({ account: '444455556666', region: 'eu-west-1' });
    const assembly = synthesize((stack) => {
      const domain = new CfnDomain(stack, 'Domain', { domainName: 'my-domain' });
      const repository = new CfnRepository(stack, 'Repository', {
        domainName: domain.attrName,
        repositoryName: 'my-repo',
      });
      const { attrArn, attrName, attrDomainName, attrDomainOwner } = repository;
      new CfnOutput(stack, 'All', { value: [attrArn, attrName, attrDomainName, attrDomainOwner].join(' ') });
    });
    expect((await engine.deploy(assembly, 'Tested')).outputs['All']).toBe(
      'arn:aws:codeartifact:eu-west-1:444455556666:repository/my-domain/my-repo my-repo my-domain 444455556666',
    );
  });

  test('Creating a stack takes account and Region of a stack that was synthesized for them', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => void responder(stack), {
      env: { account: '777788889999', region: 'us-west-2' },
    });
    expect((await engine.deploy(assembly, 'Tested')).stackId).toMatch(
      /^arn:aws:cloudformation:us-west-2:777788889999:stack\/Tested\/[0-9a-f-]{36}$/,
    );
  });

  test('Creating a stack tells the listener of every event, with the path of the construct', async () => {
    const lines: string[] = [];
    const engine = await startEngine({
      now: () => new Date(0),
      onEvent: ({ status, constructPath, logicalId, time }) =>
        lines.push(`${time.getTime()} ${status} ${constructPath} ${logicalId}`),
    });
    await engine.deploy(thing(), 'Tested');
    expect(lines).toContain('0 CREATE_COMPLETE Responder/ServiceRole ResponderServiceRoleB206A00F');
    expect(lines.slice(-3)).toEqual([
      '0 CREATE_IN_PROGRESS Thing/Default Thing',
      '0 CREATE_COMPLETE Thing/Default Thing',
      '0 CREATE_COMPLETE Tested Tested',
    ]);
  });
});

describe('Updating a stack', () => {
  test('Updating a stack sends an event only to resources whose properties changed, with the old ones', async () => {
    const engine = await startEngine();
    const stack = (size: number): string =>
      synthesize((into) => {
        const served = responder(into, 'Responder', { environment });
        resource(into, 'Same', { handler: served, properties: { Size: 1 } });
        resource(into, 'Changed', { handler: served, properties: { Size: size } });
      });
    await engine.deploy(stack(1), 'Tested');
    const result = await engine.deploy(stack(2), 'Tested');
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(sent(result)).toEqual(['Update Changed SUCCESS']);
    expect(result.requests[0]).toMatchObject({
      physicalResourceId: 'answered-Changed',
      resourceProperties: { Size: 2 },
      oldResourceProperties: { Size: 1 },
    });
    expect(history(result, 'Same')).toEqual([]);
  });

  test('Updating a stack sends no event for a property that is the same once it is a string', async () => {
    const engine = await startEngine();
    const stack = (enabled: unknown): string => thing({ Enabled: enabled }, { environment });
    await engine.deploy(stack(true), 'Tested');
    expect(sent(await engine.deploy(stack('true'), 'Tested'))).toEqual([]);
  });

  test('Updating a stack with an unchanged template does nothing', async () => {
    const engine = await startEngine();
    const assembly = thing();
    await engine.deploy(assembly, 'Tested');
    expect(await engine.deploy(assembly, 'Tested')).toMatchObject({
      noChanges: true,
      status: 'CREATE_COMPLETE',
      events: [],
      requests: [],
    });
  });

  test('Updating a stack keeps the parameters of the last deployment, and updates what a new value changes', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => {
      const size = new CfnParameter(stack, 'Size', { default: 'small' });
      resource(stack, 'Thing', { handler: responder(stack), properties: { Size: size.valueAsString } });
    });
    await engine.deploy(assembly, 'Tested', { parameters: { Size: 'large' } });
    expect(await engine.deploy(assembly, 'Tested')).toMatchObject({ noChanges: true });
    const { requests } = await engine.deploy(assembly, 'Tested', { parameters: { Size: 'huge' } });
    expect(requests[0]).toMatchObject({
      resourceProperties: { Size: 'huge' },
      oldResourceProperties: { Size: 'large' },
    });
  });

  test('Updating a stack deletes resources that the template no longer has, after everything else', async () => {
    const engine = await startEngine();
    const stack = (withOld: boolean): string =>
      synthesize((into) => {
        const served = responder(into, 'Responder', { environment });
        if (withOld) {
          resource(into, 'Old', { handler: served });
        } else {
          resource(into, 'New', { handler: served });
        }
      });
    await engine.deploy(stack(true), 'Tested');
    const result = await engine.deploy(stack(false), 'Tested');
    expect(sent(result)).toEqual(['Create New SUCCESS', 'Delete Old SUCCESS']);
    expect(history(result)).toEqual(['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE']);
    expect([...(engine.stack('Tested')?.resources.keys() ?? [])]).not.toContain('Old');
  });

  test('Updating a stack deletes the former resource where the function answered another physical id', async () => {
    const engine = await startEngine();
    await engine.deploy(thing({ PhysicalId: 'one', Size: 1 }, { environment }), 'Tested');
    const { requests } = await engine.deploy(thing({ PhysicalId: 'two', Size: 2 }, { environment }), 'Tested');
    expect(
      requests.map(({ requestType, physicalResourceId, resourceProperties }) => [
        requestType,
        physicalResourceId,
        resourceProperties['Size'],
      ]),
    ).toEqual([
      ['Update', 'one', 2],
      ['Delete', 'one', 1],
    ]);
    expect(engine.resource('Tested', 'Thing').physicalId).toBe('two');
  });

  test('Updating a stack runs the function as it is configured now', async () => {
    const engine = await startEngine();
    const stack = (size: number, colour: string): string =>
      thing({ Size: size }, { environment: { ...environment, COLOUR: colour } });
    await engine.deploy(stack(1, 'old'), 'Tested');
    const { logs } = await engine.deploy(stack(2, 'new'), 'Tested');
    expect(logs.map(({ line }) => (JSON.parse(line) as { Colour: string }).Colour)).toEqual(['new']);
  });

  test('Updating a stack refuses another type under the same logical id', async () => {
    const engine = await startEngine();
    await engine.deploy(thing(), 'Tested');
    const assembly = synthesize((stack) => {
      resource(stack, 'Thing', { handler: responder(stack), resourceType: 'Custom::Other' });
    });
    await expect(engine.deploy(assembly, 'Tested')).rejects.toThrow(
      /Update of resource type is not permitted\..*\[Thing\]/,
    );
  });

  test('Updating a stack is refused while another operation is in progress', async () => {
    const engine = await startEngine();
    const assembly = thing();
    const first = engine.deploy(assembly, 'Tested');
    await expect(engine.deploy(assembly, 'Tested')).rejects.toThrow(/CREATE_IN_PROGRESS state and can not be updated/);
    expect((await first).status).toBe('CREATE_COMPLETE');
  });
});

describe('Deleting a stack', () => {
  test('Deleting a stack deletes every resource before what it depends on, also when the assembly is gone', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => {
      const served = responder(stack);
      resource(stack, 'First', { handler: served }).node.addDependency(resource(stack, 'Second', { handler: served }));
    });
    await engine.deploy(assembly, 'Tested');
    rmSync(assembly, { recursive: true });
    const result = await engine.destroy('Tested');
    expect(result.status).toBe('DELETE_COMPLETE');
    expect(sent(result)).toEqual(['Delete First SUCCESS', 'Delete Second SUCCESS']);
    expect(result.requests[0]?.physicalResourceId).toBe('answered-First');
    expect(engine.stack('Tested')).toBeUndefined();
  });

  test('Deleting a stack keeps a resource that could not be deleted, and the function that it needs', async () => {
    const engine = await startEngine();
    await engine.deploy(thing({ FailOn: ['Delete'] }), 'Tested');
    const result = await engine.destroy('Tested');
    expect(result).toMatchObject({
      status: 'DELETE_FAILED',
      reason: expect.stringContaining('Delete failed on purpose') as string,
    });
    expect([...(engine.stack('Tested')?.resources.keys() ?? [])]).toEqual(
      expect.arrayContaining(['Thing', 'Responder690C5101']),
    );
  });

  test('Deleting a stack sends no Delete to a resource that is retained', async () => {
    const engine = await startEngine();
    const assembly = synthesize((stack) => {
      resource(stack, 'Thing', { handler: responder(stack) }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    });
    await engine.deploy(assembly, 'Tested');
    const result = await engine.destroy('Tested');
    expect(sent(result)).toEqual([]);
    expect(history(result, 'Thing')).toEqual(['DELETE_SKIPPED']);
  });

  test('Deleting a stack that does not exist is an error', async () => {
    const engine = await startEngine();
    await expect(engine.destroy('Nothing')).rejects.toThrow('Stack with id Nothing does not exist');
  });
});
