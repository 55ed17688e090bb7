// Runs in the process of an execution environment: loads the handler, and for each invocation runs it and tells the
// parent the result. It is plain JavaScript, so that any Node.js binary can run it.
import { existsSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const send = (message, then) => process.send(message, then);

const failure = (error) => ({
  type: 'error',
  error: {
    errorType: error?.name ?? typeof error,
    errorMessage: error instanceof Error ? error.message : String(error),
    trace: error instanceof Error ? String(error.stack).split('\n') : [],
  },
});

async function load(path) {
  const file = ['.js', '.mjs', '.cjs'].map((extension) => path + extension).find((name) => existsSync(name));
  const url = pathToFileURL(file ?? path).href;
  if (file?.endsWith('.mjs')) return import(url);
  try {
    return createRequire(url)(file ?? path);
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ESM') throw error;
    return import(url);
  }
}

async function loadHandler() {
  const [, module, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER) ?? [];
  if (module === undefined)
    throw Object.assign(new Error(`Bad handler ${process.env._HANDLER}`), { name: 'Runtime.MalformedHandlerName' });
  const path = join(process.env.LAMBDA_TASK_ROOT, module);
  let loaded;
  try {
    loaded = await load(path);
  } catch (error) {
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      error.name = 'Runtime.ImportModuleError';
    throw error;
  }
  if (typeof loaded[name] !== 'function') {
    throw Object.assign(new Error(`${process.env._HANDLER} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return loaded[name];
}

async function run({ event, context, deadline }) {
  try {
    const value = await handler(event, {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    return { type: 'result', value: value ?? null };
  } catch (error) {
    return failure(error);
  }
}

/** Waits for the next invocation, and does nothing else until then, whatever the handler has left to do. */
function freeze() {
  // Blocks until the parent writes. The parent is gone if there is nothing to read.
  if (readSync(4, new Uint8Array(1)) === 0) process.exit(1);
}

/** The most kilobytes that this process has used. Linux adds to `maxRSS` what the parent held when it made the process. */
function mostMemory() {
  const status = '/proc/self/status';
  const [, own] = (existsSync(status) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'))) || [];
  return own === undefined ? process.resourceUsage().maxRSS : Number(own);
}

/** Calls a function when all that was written to the two streams is with the parent, and a mark after it. */
function markEnd(awsRequestId, then) {
  const mark = `END RequestId: ${awsRequestId}\n`;
  process.stdout.write(mark, () => process.stderr.write(mark, then));
}

process.on('message', async (message) => {
  // As in Lambda, a handler that waits for nothing ends its process; the channel to the parent must not keep it alive.
  process.channel.unref();
  const result = { ...(await run(message)), maxMemoryUsed: mostMemory() / 1024 };
  process.channel.ref();
  markEnd(message.context.awsRequestId, () => send(result, freeze));
});
process.on('disconnect', () => process.exit(1));

let handler;
try {
  handler = await loadHandler();
  send({ type: 'ready' });
} catch (error) {
  send(failure(error), () => process.exit(1));
}
