/** Takes the place of the SDK's credential chain in a bundle whose clients are given their credentials. */
export function defaultProvider(): never {
  throw new Error('The bundle has no credential chain: give the client its credentials.');
}
