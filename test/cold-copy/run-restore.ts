import { join } from 'node:path';
import { restoreCommand, type RestoreOptions } from '../../review/command/restore-command';
import type { CopyAccount } from './copy-account';

/** The end of a run of `restore`. */
export interface RestoreRun {
  readonly status: number;
  /** Of the standard output. */
  readonly lines: readonly string[];
}

/** What publishes a version in place of its disposed record. */
export const PUBLISH = { publish: true, deleteRecord: true };

/** The folder that gets the files. */
export function restoredFolder(account: CopyAccount): string {
  return join(account.directory, 'restored');
}

/** Runs the command as a person does: `restore npm @my-scope/left-pad 1.0.0`. */
export async function runRestore(
  account: CopyAccount,
  names: string,
  options: Partial<RestoreOptions> = {},
): Promise<RestoreRun> {
  Object.assign(process.env, { ...account.codeArtifact.environment, AWS_ENDPOINT_URL_S3: account.s3.endpoint });
  const lines: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text, callback) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    (callback as unknown as () => void)();
    return true;
  });
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  account.isPerson = true;
  try {
    const status = await restoreCommand(names === '' ? [] : names.split(' '), {
      from: `s3://${account.copyBucket}/`,
      output: restoredFolder(account),
      ...options,
    });
    return { status, lines };
  } finally {
    account.isPerson = false;
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
