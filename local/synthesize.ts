import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..');

interface CdkJson {
  readonly app: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * Runs the app of cdk.json as the CDK CLI does, with context values of its command line.
 *
 * @param validate whether the CDK validates the template, which takes seconds
 */
export async function synthesize(
  directory: string,
  context: Readonly<Record<string, unknown>>,
  validate = false,
): Promise<void> {
  const cdkJson = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as CdkJson;
  const [command, ...args] = cdkJson.app.split(' ');
  await promisify(execFile)(command === 'node' ? process.execPath : command!, args, {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
      CDK_DEFAULT_ACCOUNT: '111122223333',
      CDK_VALIDATION: String(validate),
      CDK_DEFAULT_REGION: 'us-east-1',
    },
  });
}
