// Runs in the child process of one invocation: loads the handler, runs it once, and tells the parent the result.
// It is plain JavaScript, so that any Node.js binary can run it.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const send = (message, then) => process.send(message, then);

const fail = (error, errorType) =>
  send(
    {
      type: 'error',
      error: {
        errorType: errorType ?? error?.name ?? typeof error,
        errorMessage: error instanceof Error ? error.message : String(error),
        trace: error instanceof Error ? String(error.stack).split('\n') : [],
      },
    },
    () => process.exit(1),
  );

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

process.once('message', async ({ event, context, deadline }) => {
  // As in Lambda, a handler that waits for nothing ends its process; the channel to the parent must not keep it alive.
  process.channel.unref();
  try {
    const value = await handler(event, {
      ...context,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    send({ type: 'result', value: value ?? null }, () => process.exit(0));
  } catch (error) {
    fail(error);
  }
});
process.on('disconnect', () => process.exit(1));

let handler;
try {
  handler = await loadHandler();
  send({ type: 'ready' });
} catch (error) {
  fail(error);
}
