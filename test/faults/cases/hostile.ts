import { Deployment } from '../../lambda/deployment';

/** Known to the handler, and to be told to nobody. */
const SECRETS = /X-Amz-|custom-resource-response|AKIDEXAMPLE|secret-of-the-role|token-of-the-role/;

/** What the repository holds while somebody tries to break in; none of it may be disposed. */
export const TREASURE = ['1.0.0', '1.0.1', 'constructor', 'toString'];

/**
 * Runs against a repository with versions to lose, and checks of whatever happened that the log is JSON,
 * one object a line, without a secret.
 */
export async function withTreasure(run: (deployment: Deployment) => Promise<void>) {
  const deployment = await Deployment.start();
  try {
    deployment.publish(...TREASURE);
    deployment.client = {
      credentials: {
        accessKeyId: 'AKIDEXAMPLE',
        secretAccessKey: 'secret-of-the-role',
        sessionToken: 'token-of-the-role',
      },
    };
    await run(deployment);
    for (const line of deployment.logLines) {
      expect(line).not.toMatch(SECRETS);
      expect(line).not.toMatch(/[\n\r\u2028\u2029]/);
      expect(JSON.parse(line)).toMatchObject({ message: expect.any(String) as string });
    }
  } finally {
    await deployment.stop();
  }
}

/** That nothing was disposed; `kept` says what was in danger. */
export function expectNothingDisposed(deployment: Deployment, kept: readonly string[] = TREASURE) {
  expect(deployment.statuses(...kept)).toEqual(kept.map(() => 'Published'));
}

/** Lists in lists, as deep as text can be parsed. */
export function nested(depth = 100_000): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

/** What an operator reads is one line of text; no error of the handler's own shows in it. */
export function expectReadable(reason: string | undefined) {
  expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  expect(reason).not.toMatch(/TypeError|RangeError|undefined|\[object|The function failed/);
}
