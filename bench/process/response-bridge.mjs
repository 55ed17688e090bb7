import http from 'node:http';
import Module from 'node:module';

/**
 * Lets a handler answer to the response endpoint on loopback which, like the CDK's own, always answers to port 443 over
 * TLS: its request goes to the same path over plain HTTP. Patched when the handler itself loads `https`, so that this
 * spares it no part of its start.
 *
 * @param {() => string} port of the endpoint
 */
export function bridgeResponses(port) {
  const load = Module._load;
  let patched = false;
  Module._load = function (id, ...rest) {
    const loaded = load.call(this, id, ...rest);
    if (!patched && (id === 'https' || id === 'node:https')) {
      patched = true;
      const request = loaded.request;
      loaded.request = (...args) =>
        isAnswer(args[0]) ? http.request({ ...args[0], port: port() }, args[1]) : request(...args);
    }
    return loaded;
  };
}

function isAnswer(options) {
  return typeof options === 'object' && options.method === 'PUT' && options.hostname === '127.0.0.1' && !options.port;
}
