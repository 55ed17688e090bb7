/** Stands in for the SDK's default credential chain in the bundle; the client is always given its credentials. */
export function defaultProvider(): never {
  throw new Error('The client must be given credentials.');
}
