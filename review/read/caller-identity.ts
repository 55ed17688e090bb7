import { CommandError } from '../text/command-error';
import { callService, type Connection, describeCallError, readElement } from './query-request';

/**
 * Asks the Security Token Service for the account of the credentials. The call needs no permission.
 *
 * @throws CommandError
 */
export async function readAccount(connection: Connection): Promise<string> {
  try {
    const answer = await callService('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }, connection);
    const account = readElement(answer, 'Account');
    if (account === undefined || !/^[0-9]{12}$/.test(account)) {
      throw new Error('the answer names no account');
    }
    return account;
  } catch (error) {
    throw new CommandError(
      `--current-env takes the account of the credentials, which could not be read: ${describeCallError(error)}. Pass --account and --region instead.`,
    );
  }
}
