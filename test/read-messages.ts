import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { findBrokenRules } from './message-rules';

/**
 * Reads every message that a test produces: the lines that the command prints to stderr, and the reasons that functions
 * answer to CloudFormation. A test whose message breaks a rule fails.
 */
const broken: string[] = [];
// The module itself, whose functions every test file calls.
const childProcess = process.getBuiltinModule('node:child_process');
const { spawn, spawnSync } = childProcess;

function readLines(text: string) {
  for (const line of text.split('\n')) {
    broken.push(...findBrokenRules(line, 'line').map((rule) => `A message ${rule}; got ${line}`));
  }
}

function readAnswer(answer: unknown) {
  try {
    const { Reason: reason } = JSON.parse(String(answer)) as { readonly Reason?: unknown };
    if (typeof reason === 'string') {
      broken.push(...findBrokenRules(reason, 'reason').map((rule) => `A message ${rule}; got ${reason}`));
    }
  } catch {
    // An answer that is no JSON has no message.
  }
}

/** True for a call that runs the command of this project. */
function runsCommand(args: unknown): boolean {
  return Array.isArray(args) && args.some((arg) => /dist.bin.cdk-codeartifact-disposal\.js$/.test(String(arg)));
}

beforeAll(() => {
  subscribe('cdk-codeartifact-disposal:answer', readAnswer);
  Object.assign(childProcess, {
    spawn: (...args: Parameters<typeof spawn>) => {
      const child = spawn(...args);
      if (runsCommand(args[1])) {
        let text = '';
        child.stderr?.on('data', (data: Buffer) => (text += data.toString()));
        child.once('close', () => readLines(text));
      }
      return child;
    },
    spawnSync: (...args: Parameters<typeof spawnSync>) => {
      const result = spawnSync(...args);
      if (runsCommand(args[1])) {
        readLines(String(result.stderr));
      }
      return result;
    },
  });
});

afterEach(() => {
  const messages = broken.splice(0);
  if (messages.length > 0) {
    throw new Error(messages.join('\n'));
  }
});

afterAll(() => {
  unsubscribe('cdk-codeartifact-disposal:answer', readAnswer);
  Object.assign(childProcess, { spawn, spawnSync });
});
