import { join } from 'node:path';
import { buildHandler } from './build-handler';
import { buildReaders } from './build-readers';

const out = join(__dirname, '..', '..', 'dist');

Promise.all([buildHandler(out, 'handler'), buildHandler(out, 'manifest-handler'), buildReaders(out)]).catch(
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
