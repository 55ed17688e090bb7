import { describeRunFailure } from '../../../lambda/manifest/run-failure';

test.each([
  [
    'Runtime.ExitError',
    'RequestId: 0123 Error: Runtime exited with error: signal: killed',
    'Runtime exited with error: signal: killed',
  ],
  [
    'Sandbox.Timedout',
    'RequestId: 0123 Error: Task timed out after 900.00 seconds',
    'Task timed out after 900.00 seconds',
  ],
])(
  'A function that was ended with %s is told by its last words, and needs more memory or time',
  (name, errorMessage, words) => {
    const { entry, next } = describeRunFailure({ Error: name, Cause: JSON.stringify({ errorMessage }) });
    expect(entry).toBe(`runs of the function failed again and again, the last one with ${name} (${words})`);
    expect(next).toContain('whether its memory or its time was too small');
  },
);

test.each([undefined, '', 'no JSON', '{}', '{"errorMessage":1}'])(
  'A function that was ended is told without a cause: %j',
  (Cause) => {
    const { entry } = describeRunFailure({ Error: 'Runtime.ExitError', Cause });
    expect(entry).toMatch(/with Runtime\.ExitError$/);
  },
);

test('A function that failed by itself is told by the name of its error, and needs nothing of the construct', () => {
  expect(describeRunFailure({ Error: 'ECONNRESET' })).toEqual({
    entry: 'runs of the function failed again and again, the last one with ECONNRESET',
  });
});
