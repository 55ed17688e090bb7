import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaFunction } from '../../../local/cloudformation';
import type { FunctionConfiguration, InvocationResult } from '../../../local/cloudformation';
import { temporaryDirectory } from '../fixtures/directories';

const runtime = { nodePath: process.execPath, environment: {}, retryDelayMs: 0, graceMs: 0 };

const functions: LambdaFunction[] = [];

afterEach(() => Promise.all(functions.splice(0).map((each) => each.stop())));

/** A function whose module is the given code. */
function functionOf(code: string, configuration: Partial<FunctionConfiguration> = {}, options = {}): LambdaFunction {
  const codeDirectory = temporaryDirectory();
  writeFileSync(join(codeDirectory, 'index.js'), code);
  const created = new LambdaFunction(
    {
      functionName: 'Tested',
      functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:Tested',
      codeDirectory,
      handler: 'index.handler',
      memorySize: 128,
      timeoutSeconds: 5,
      environment: {},
      logGroupName: '/aws/lambda/Tested',
      region: 'us-east-1',
      ...configuration,
    },
    { ...runtime, ...options },
  );
  functions.push(created);
  return created;
}

const handler = (body: string): string => `exports.handler = async (event, context) => { ${body} };`;

function run(
  body: string,
  configuration?: Partial<FunctionConfiguration>,
  options?: object,
): Promise<InvocationResult> {
  return functionOf(handler(body), configuration, options).invoke({ Word: 'hi' });
}

test('The handler gets the event, and the value it returns is the result', async () => {
  expect(await run('return { heard: event.Word }')).toMatchObject({
    outcome: 'ok',
    value: { heard: 'hi' },
    attempt: 1,
  });
});

test('The context says who runs, and how much time is left', async () => {
  const { value, awsRequestId } = await run('return { ...context, left: context.getRemainingTimeInMillis() }');
  expect(value).toMatchObject({
    awsRequestId,
    functionName: 'Tested',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:Tested',
    logGroupName: '/aws/lambda/Tested',
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/) as string,
    memoryLimitInMB: '128',
  });
  const { left } = value as { left: number };
  expect(left).toBeGreaterThan(4000);
  expect(left).toBeLessThanOrEqual(5000);
});

test('The environment has the variables of Lambda and of the function, and none of this process', async () => {
  process.env['LEAKED'] = 'yes';
  const configuration = { environment: { OWN: 'own', BOTH: 'own' }, memorySize: 256 };
  const { value } = await run('return process.env', configuration, { environment: { BOTH: 'given', ENDPOINT: 'x' } });
  delete process.env['LEAKED'];
  expect(value).toMatchObject({
    OWN: 'own',
    BOTH: 'given',
    ENDPOINT: 'x',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: expect.any(String) as string,
    AWS_SECRET_ACCESS_KEY: expect.any(String) as string,
    AWS_SESSION_TOKEN: expect.any(String) as string,
    AWS_LAMBDA_FUNCTION_NAME: 'Tested',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Tested',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String) as string,
  });
  expect(value).not.toHaveProperty('LEAKED');
  expect(value).not.toHaveProperty('NODE_CHANNEL_FD');
});

test('Every line that the function writes is kept and passed on, with its stream', async () => {
  const passed: string[] = [];
  const { logs } = await run(
    'console.log("one\\ntwo"); console.error("three"); process.stdout.write("no end");',
    {},
    { onLog: ({ line }: { line: string }) => passed.push(line) },
  );
  expect(logs.filter(({ stream }) => stream === 'stdout').map(({ line }) => line)).toEqual(['one', 'two', 'no end']);
  expect(logs.filter(({ stream }) => stream === 'stderr').map(({ line }) => line)).toEqual(['three']);
  expect(passed).toHaveLength(4);
});

test('A handler that throws is an error, with its type and message', async () => {
  const result = await run('throw new RangeError("too far")');
  expect(result).toMatchObject({ outcome: 'error', error: { errorType: 'RangeError', errorMessage: 'too far' } });
  expect(result.logs.at(-1)?.line).toBe('RangeError: too far');
});

test.each([
  ['ends the process', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
  ['waits for what never comes', 'await new Promise(() => undefined)', 'Runtime exited without providing a reason'],
])('A handler that %s is an error', async (_case, body, message) => {
  expect(await run(body)).toMatchObject({
    outcome: 'error',
    error: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining(message) as string },
  });
});

test('One process runs one invocation after another, and its module is loaded once', async () => {
  // Whatever the handler does with its standard streams.
  const counting = functionOf(`let runs = 0; process.stdin.resume(); ${handler('return [process.pid, ++runs]')}`);
  const { value } = await counting.invoke({});
  const [pid] = value as [number];
  expect(value).toEqual([pid, 1]);
  expect((await counting.invoke({})).value).toEqual([pid, 2]);
  await counting.stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('Invocations at the same time have a process each', async () => {
  const same = functionOf(handler('return process.pid'));
  const results = await Promise.all([same.invoke({}), same.invoke({})]);
  expect(new Set(results.map(({ value }) => value)).size).toBe(2);
});

test('A handler that throws leaves its process to the next invocation, and one that exits does not', async () => {
  const failing = functionOf(handler('if (event.exit) process.exit(); throw new Error(process.pid);'));
  const pidOf = async (event: { exit?: boolean } = {}) => (await failing.invoke(event)).error!.errorMessage;
  const first = await pidOf();
  expect(await pidOf()).toBe(first);
  await pidOf({ exit: true });
  expect(await pidOf()).not.toBe(first);
});

test('Work that is left when the handler has returned waits for the next invocation', async () => {
  const file = join(temporaryDirectory(), 'late');
  const leaving = functionOf(
    handler(`const late = new Promise((resolve) =>
      setTimeout(() => resolve(require('fs').writeFileSync(${JSON.stringify(file)}, '')), 100));
      if (event.wait) await late;`),
  );
  await leaving.invoke({});
  // Long enough for it, if it were done meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(existsSync(file)).toBe(false);
  await leaving.invoke({ wait: true });
  expect(existsSync(file)).toBe(true);
});

test('The lines of an invocation are its own', async () => {
  const writing = functionOf(handler('process.stdout.write(event.text); console.error(event.text);'));
  for (const text of ['one', 'two\n\n', 'three']) {
    const { logs } = await writing.invoke({ text });
    const lines = text.split('\n').filter((line, n, all) => line !== '' || n < all.length - 1);
    expect(logs.filter(({ stream }) => stream === 'stdout').map(({ line }) => line)).toEqual(lines);
    expect(logs.some(({ stream, line }) => stream === 'stderr' && line === lines[0])).toBe(true);
  }
});

test('A handler that takes longer than its Timeout is ended', async () => {
  const result = await run('await new Promise((resolve) => setTimeout(resolve, 60000))', { timeoutSeconds: 1 });
  expect(result).toMatchObject({
    outcome: 'timedOut',
    error: { errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/) as string },
  });
  expect(result.durationMs).toBeGreaterThanOrEqual(950);
});

test('A handler that takes more memory than it has is killed', async () => {
  const greedy = 'const all = []; for (;;) all.push(new Array(100000).fill(all.length));';
  expect(await run(greedy, { memorySize: 64, timeoutSeconds: 60 })).toMatchObject({ outcome: 'killed' });
});

test('An invocation can be killed from outside', async () => {
  const killed = functionOf(handler('await new Promise((resolve) => setTimeout(resolve, 60000))'));
  const result = killed.invoke({});
  expect(killed.kill()).toBe(1);
  expect((await result).outcome).toBe('killed');
});

test('An invocation that failed is run again twice, with the same request id', async () => {
  const results: InvocationResult[] = [];
  await functionOf(handler('throw new Error(context.awsRequestId)')).invokeAsynchronously({}, (result) =>
    results.push(result),
  );
  expect(results.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(new Set(results.map(({ error }) => error?.errorMessage)).size).toBe(1);
});

test('A module that cannot be loaded, or exports no such handler, is an error', async () => {
  expect(await functionOf('require("left-pad-that-is-not-there")').invoke({})).toMatchObject({
    outcome: 'error',
    error: { errorType: 'Runtime.ImportModuleError' },
  });
  expect(await functionOf('exports.other = 1').invoke({})).toMatchObject({
    outcome: 'error',
    error: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
  });
});

test('The given binary runs the handler', async () => {
  const { error } = await run('return 1', {}, { nodePath: '/nowhere/node' });
  expect(error?.errorMessage).toContain('spawn /nowhere/node ENOENT');
});

test('A function reports the most memory that any invocation used', async () => {
  const target = functionOf(
    handler(`globalThis.kept = event.megabytes && Buffer.alloc(event.megabytes * 2 ** 20, 1);`),
  );
  await target.invoke({});
  const before = target.maxMemoryUsed;
  await target.invoke({ megabytes: 200 });
  const most = target.maxMemoryUsed;
  await target.invoke({});

  expect(before).toBeGreaterThan(10);
  expect(most).toBeGreaterThan(Math.max(before, 200));
  expect(target.maxMemoryUsed).toBeGreaterThanOrEqual(most);
});

test('The most memory of a function is its own, whatever the process holds that runs it', async () => {
  const held = Buffer.alloc(300 * 2 ** 20, 1);
  const target = functionOf(handler('return 1'));
  await target.invoke({});

  expect(target.maxMemoryUsed).toBeLessThan(held.length / 2 ** 20);
});
