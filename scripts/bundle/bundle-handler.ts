import { join } from 'node:path';
import { buildHandler } from './build-handler';

buildHandler(join(__dirname, '..', '..', 'dist')).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
