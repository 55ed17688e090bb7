import { availableParallelism } from 'node:os';

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Ends a test that hangs. No bound on speed: machines are busy, and other tests run beside.
  testTimeout: 300_000,
  // Many tests wait more than they compute; more workers than processors leave none idle.
  maxWorkers: 2 * availableParallelism(),
  setupFiles: ['<rootDir>/test/set-up.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/read-messages.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
};
