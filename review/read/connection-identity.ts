import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CodeartifactClient } from '@aws-sdk/client-codeartifact';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Environment variables that say where the calls of the SDK go. */
const ENDPOINT_VARIABLES = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'];

/**
 * A text that is another one for another account, Region or endpoint. It makes no call, and the credentials of two sessions
 * of one account give the same text.
 */
export async function describeConnection({ config }: CodeartifactClient): Promise<string> {
  const { accessKeyId, accountId } = await config.credentials();
  const region = await config.region();
  const endpoints = ENDPOINT_VARIABLES.map((name) => process.env[name] ?? null);
  return JSON.stringify([accountId ?? readAccount(accessKeyId), region, endpoints, hashConfiguration()]);
}

/** The account that the identifier of an access key carries; the identifier itself if it has another form. */
function readAccount(accessKeyId: string): string {
  const digits = [...accessKeyId.slice(4)].map((letter) => BASE32.indexOf(letter));
  if (!/^A[A-Z]{3}[A-Z2-7]{16}$/.test(accessKeyId)) {
    return accessKeyId;
  }
  const bits = digits.slice(0, 10).reduce((value, digit) => (value << 5n) | BigInt(digit), 0n);
  return String((bits >> 9n) & ((1n << 40n) - 1n));
}

/** An endpoint may be configured for a profile. */
function hashConfiguration(): string | null {
  try {
    const file = process.env['AWS_CONFIG_FILE'] ?? join(homedir(), '.aws', 'config');
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    return null;
  }
}
