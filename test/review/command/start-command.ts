import { spawn, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';
import type { ReviewedRegistry } from '../review-of-app';

export const COMMAND = join(__dirname, '..', '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');

interface CommandResult {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the bundled command where the SDK finds a registry. */
export function startCommand(registry: ReviewedRegistry, args: readonly string[], options: SpawnOptions = {}) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env: {
      PATH: process.env['PATH'],
      HOME: registry.directory(),
      ...registry.environment,
      ...options.env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr!.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<CommandResult>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, ended };
}
