/**
 * Repeats a call until an answer has no next token.
 *
 * @param action the operation, for messages
 * @param call makes one call, and returns the next token of its answer
 * @throws an error where the pages would never end
 */
export async function eachPage(
  action: string,
  call: (nextToken: string | undefined) => Promise<unknown>,
): Promise<void> {
  const tokens = new Set<string>();
  let nextToken: string | undefined;
  do {
    nextToken = readToken(action, await call(nextToken));
    if (nextToken !== undefined && tokens.has(nextToken)) {
      throw new Error(`${action} gave the same nextToken twice, so that its pages never end`);
    }
    tokens.add(nextToken ?? '');
  } while (nextToken !== undefined);
}

function readToken(action: string, token: unknown): string | undefined {
  if (token === undefined || token === null || token === '') {
    return undefined;
  }
  if (typeof token !== 'string') {
    throw new Error(`${action} gave a nextToken that is not a string`);
  }
  return token;
}
