import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Runs a program of this repository with Node.js to its end, shows its output, and resolves with its exit status. */
export function runProgram(program: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, program, { cwd: root, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
}

/** Variables that point the command to an embedded CodeArtifact. */
export function commandEnvironment(service: { readonly endpoint: string; readonly region: string }): NodeJS.ProcessEnv {
  return {
    ...process.env,
    AWS_ENDPOINT_URL_CODEARTIFACT: service.endpoint,
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
  };
}
