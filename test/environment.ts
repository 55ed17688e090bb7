import { TestEnvironment } from 'jest-environment-node';

/**
 * A process of Jest that has nothing left to do ends at once. Node.js would give its memory back piece by piece first;
 * after half a second of that, Jest kills the process, and reports it as one that does not end.
 */
if (process.send !== undefined) {
  process.once('exit', (code) => process.exit(code));
}

export default class ProcessEnvironment extends TestEnvironment {}
