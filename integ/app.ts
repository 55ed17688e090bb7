import { App } from 'aws-cdk-lib';

/** An app whose assembly is the same on every machine: no stack trace names a path. */
export function portableApp(): App {
  return new App({ stackTraces: false, context: { 'aws:cdk:disable-creation-stack-traces': true } });
}
