// One measured start of a handler: loads it, runs it once if there is an event, and reports on file descriptor 3.
// Plain JavaScript and nothing preloaded, so that the process holds what a cold start of the handler holds.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { URL } from 'node:url';
import { bridgeResponses } from './response-bridge.mjs';

const { file, name, client, warmUp, event, context, milliseconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const require = createRequire(file);
if (event?.ResponseURL) {
  bridgeResponses(() => new URL(event.ResponseURL).port);
}

const report = (result) => {
  const { user, system } = process.cpuUsage();
  writeSync(
    3,
    JSON.stringify({ ...result, cpu: (user + system) / 1000, maxRssBytes: process.resourceUsage().maxRSS * 1024 }),
  );
  process.exit(0);
};

const started = performance.now();
const { [name]: handler } = require(file);
if (client && !event) {
  // A handler that loads its SDK with the first event: what it would do then.
  const [packageName, constructor] = client;
  new (require(packageName)[constructor])({});
}
const loaded = performance.now();
if (!event) {
  report({ load: loaded - started });
}

const deadline = Date.now() + milliseconds;
try {
  if (warmUp) {
    await handler(warmUp, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() });
  }
  const value = await handler(event, { ...context, getRemainingTimeInMillis: () => deadline - Date.now() });
  const done = performance.now();
  report({ load: loaded - started, sinceLoad: done - started, sinceStart: done, value: value ?? null });
} catch (error) {
  report({ error: { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') } });
}
