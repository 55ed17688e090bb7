// Loaded before the handler in a process of the embedded CloudFormation, which sends the event as a message.
import process from 'node:process';
import { URL } from 'node:url';
import { bridgeResponses } from './response-bridge.mjs';

let port;
process.on('message', ({ event }) => {
  port = new URL(event.ResponseURL).port;
});
bridgeResponses(() => port);
