import type { ManifestEntry } from '../../../declaration/manifest';
import { CleanUpFunction, RECORD_BUCKET, type DeploymentOptions } from '../../clean-up/clean-up-function';
import type { Case } from './section';

/** A case about three packages of two versions. */
export function manifestCase(
  fault: string,
  happens: string,
  run: (cleanUp: CleanUpFunction, entries: ManifestEntry[]) => Promise<void>,
): Case {
  return {
    fault,
    happens,
    run: async () => {
      const cleanUp = await CleanUpFunction.start();
      try {
        await run(cleanUp, publish(cleanUp));
      } finally {
        await cleanUp.stop();
      }
    },
  };
}

function publish(cleanUp: CleanUpFunction): ManifestEntry[] {
  return ['a', 'b', 'c'].flatMap((name) => cleanUp.publish(name, '1.0.0', '1.0.1'));
}

/** Puts everything back to before the first deployment. */
export function reset(cleanUp: CleanUpFunction, entries: readonly ManifestEntry[]) {
  const { s3, codeArtifact } = cleanUp;
  s3.keys(RECORD_BUCKET).forEach((key) => s3.delete(RECORD_BUCKET, key));
  s3.faults.clear();
  codeArtifact.calls.length = 0;
  for (const { package: name, version, revision } of entries) {
    codeArtifact.registry.delete(cleanUp.coordinates(name), version);
    codeArtifact.registry.publish(cleanUp.coordinates(name), version, { revision });
  }
}

export async function expectAll(cleanUp: CleanUpFunction, entries: ManifestEntry[], options: DeploymentOptions = {}) {
  const { Status, Reason } = await cleanUp.deploy(entries, options);
  expect([Status, Reason, cleanUp.disposed.length]).toEqual(['SUCCESS', undefined, entries.length]);
}

/** @returns the reason */
export async function expectNothing(
  cleanUp: CleanUpFunction,
  manifest: ManifestEntry[] | Buffer,
  options: DeploymentOptions = {},
): Promise<string> {
  const { Status, Reason = '' } = await cleanUp.deploy(manifest, options);
  expect([Status, cleanUp.disposed, cleanUp.disposeCalls]).toEqual(['FAILED', [], []]);
  expect(Reason).toMatch(/^Nothing was disposed: /);
  return Reason;
}

/** Versions that were sent in more than one call. */
export function sentTwice({ disposeCalls }: CleanUpFunction): string[] {
  const sent = disposeCalls
    .filter(({ executed }) => executed)
    .flatMap(({ query, body }) =>
      (body as { versions: string[] }).versions.map((version) => `${query.package} ${version}`),
    );
  return sent.filter((version, n) => sent.indexOf(version) !== n);
}
