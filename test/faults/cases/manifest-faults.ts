import { type ManifestEntry, MANIFEST_HEADER, manifestHash, writeManifest } from '../../../declaration/manifest';
import type { S3Fault } from '../../../local/s3/faults';
import { type CleanUpFunction, RECORD_BUCKET, RECORD_PREFIX } from '../../clean-up/clean-up-function';
import type { Kill } from '../../clean-up/invocation';
import { expectAll, expectNothing, manifestCase, reset, sentTwice } from './manifest-case';
import type { Case, Section } from './section';

const ALL = 'everything is disposed';
const NOTHING = 'nothing is disposed, and the reason says why';
const RERUN = 'the workflow runs the function again, which disposes the rest and no version twice';

const RECORD_KEY = `${RECORD_PREFIX}/111122223333/my-domain/my-repo/record.disposals`;
const BROKEN_RECORD =
  /^Nothing was disposed: the record in s3:\/\/\S+\/record\.disposals must be as the function wrote it; got line 1: .*restore the version before, and deploy again/;

const S3_FAULTS = ['internal-error', 'slow-down', 'reset', 'answer-lost'] as const;

/** Every call of a deployment without faults. */
async function countCalls(cleanUp: CleanUpFunction, entries: ManifestEntry[]): Promise<{ s3: number; all: number }> {
  cleanUp.s3.calls.length = 0;
  const { invocations } = await cleanUp.deploy(entries);
  const counts = { s3: cleanUp.s3.calls.length, all: invocations.reduce((sum, { calls }) => sum + calls, 0) };
  expect(counts.s3).toBeGreaterThan(12);
  return counts;
}

function killed(moment: Kill['moment']): Case {
  return manifestCase(`Killed ${moment} the work of any call`, RERUN, async (cleanUp, entries) => {
    const { all } = await countCalls(cleanUp, entries);
    for (let call = 0; call < all; call++) {
      reset(cleanUp, entries);
      await expectAll(cleanUp, entries, { kill: { call, moment } });
      expect({ call, again: sentTwice(cleanUp) }).toEqual({ call, again: [] });
    }
  });
}

const HOSTILE: readonly [what: string, bytes: (valid: string) => Buffer | string, reason: RegExp][] = [
  ['Nothing', () => '', /line 1: a manifest must begin with its header line; got an empty file/],
  ['A byte order mark', (valid) => `\ufeff${valid}`, /line 1: .* without a byte order mark/],
  ['UTF-16', (valid) => Buffer.from(valid, 'utf16le'), /line 1: a manifest must begin with the line/],
  ['Latin-1', (valid) => Buffer.from(valid.replace('\ta\t', '\tå\t'), 'latin1'), /line 2: a manifest must be UTF-8/],
  ['Carriage returns', (valid) => valid.replace(/\n/g, '\r\n'), /line 1: lines must end with a line feed alone/],
  [
    'A control character',
    (valid) => valid.replace('\ta\t', '\ta\u0007\t'),
    /line 2: A package must be free of characters that cannot be seen; got "a\\u0007"/,
  ],
  ['An escape sequence', (valid) => valid.replace('1.0.0', '1.0.0\u001b[2J'), /line 2: a version must/],
  ['A line of 10 MB', (valid) => `${valid}npm\t${'d'.repeat(10_000_000)}\t1\tr\n`, /line 8: a line must have at most/],
  ['The same version twice', (valid) => `${valid}${valid.split('\n').at(-2)}\n`, /each version must stand there once/],
  ['A line without revision', (valid) => `${valid}npm\td\t1.0.0\n`, /line 8: a line must have the format/],
  ['Another header', (valid) => valid.replace('manifest 1', 'manifest 2'), /Upgrade the library/],
  ['A cut end', (valid) => valid.slice(0, -3), /as if the file had been cut off/],
];

function hostile([what, bytes, expected]: (typeof HOSTILE)[number]): Case {
  return manifestCase(`${what} in the bytes that were merged`, NOTHING, async (cleanUp, entries) => {
    const reason = await expectNothing(cleanUp, Buffer.from(bytes(String(writeManifest(entries)))));

    expect(reason).toMatch(/the manifest must be one that the library wrote; got/);
    expect(reason).toMatch(expected);
    expect(cleanUp.stepFunctions.executions[0]!.history.map(({ type }) => type)).not.toContain('LambdaFunctionFailed');
  });
}

export const MANIFEST_FAULTS: Section = {
  title: 'A manifest',
  about:
    'The function of DisposedPackages in the process of the test, run by the workflow that the construct declares, with S3, Step ' +
    'Functions and CodeArtifact behind real HTTP.',
  file: 'manifest-faults.test.ts',
  cases: [
    manifestCase('One call to S3 fails, whichever it is', ALL, async (cleanUp, entries) => {
      const { s3 } = await countCalls(cleanUp, entries);
      for (let after = 0; after < s3; after++) {
        reset(cleanUp, entries);
        cleanUp.s3.faults.inject({ fault: S3_FAULTS[after % S3_FAULTS.length]!, after });
        await expectAll(cleanUp, entries);
        expect(sentTwice(cleanUp)).toEqual([]);
      }
    }),
    manifestCase(
      'S3 fails until a run gives up, at whichever call',
      'the start fails and disposes nothing, or the workflow runs the function again, which disposes everything',
      async (cleanUp, entries) => {
        const { s3 } = await countCalls(cleanUp, entries);
        const results: string[] = [];
        for (let after = 0; after < s3; after++) {
          reset(cleanUp, entries);
          cleanUp.s3.faults.inject({ fault: 'internal-error', after, times: 5 } satisfies S3Fault);
          const { Status, Reason } = await cleanUp.deploy(entries);
          results.push(`${Status} ${cleanUp.disposed.length}`);
          expect(Reason ?? '').toMatch(Status === 'FAILED' ? /^Nothing was disposed: .*InternalError/ : /^$/);
          expect(sentTwice(cleanUp)).toEqual([]);
        }
        // The calls of the start, and then those of the runs.
        expect(results).toEqual(results.map((_, n) => (n < 6 ? 'FAILED 0' : 'SUCCESS 6')));
      },
    ),
    killed('before'),
    killed('after'),
    manifestCase('The asset was collected as garbage', NOTHING, async (cleanUp, entries) => {
      expect(await expectNothing(cleanUp, entries, { asset: null })).toMatch(/there is no such object\. .*cdk gc/);
    }),
    manifestCase('The bytes have another hash', NOTHING, async (cleanUp, entries) => {
      const asset = writeManifest(entries.slice(1));
      expect(await expectNothing(cleanUp, entries, { asset })).toContain(`got ${manifestHash(asset)}`);
    }),
    manifestCase('The event has another hash', NOTHING, async (cleanUp, entries) => {
      const eventProperties = { manifestHash: manifestHash(writeManifest(entries.slice(1))) };
      expect(await expectNothing(cleanUp, entries, { eventProperties })).toContain(
        'what the deployed function is bound',
      );
    }),
    manifestCase('Environment and event have another hash than the bytes', NOTHING, async (cleanUp, entries) => {
      const other = manifestHash(writeManifest(entries.slice(1)));
      expect(await expectNothing(cleanUp, entries, { properties: { manifestHash: other } })).toContain(
        `must have the SHA-256 that was merged, ${other}`,
      );
    }),
    manifestCase(
      'Another deployment configures the function while the workflow runs',
      NOTHING,
      async (cleanUp, entries) => {
        const other = manifestHash(writeManifest(entries.slice(1)));
        const hash = manifestHash(writeManifest(entries));
        let runs = 0;
        const beforeRun = () => {
          if (runs++ === 1) {
            const { DISPOSED_PACKAGES: text } = cleanUp.environment;
            cleanUp.environment = { DISPOSED_PACKAGES: text!.replaceAll(hash, other) };
          }
        };
        expect(await expectNothing(cleanUp, entries, { beforeRun })).toContain(
          `another deployment gave the function the manifest ${other} meanwhile`,
        );
      },
    ),
    manifestCase('Somebody changed the record', NOTHING, async (cleanUp, entries) => {
      cleanUp.s3.put(RECORD_BUCKET, RECORD_KEY, 'no record');
      expect(await expectNothing(cleanUp, entries)).toMatch(BROKEN_RECORD);
    }),
    manifestCase(
      'Somebody changed the record, and everything was disposed before',
      'the deployment succeeds, and the log names the record',
      async (cleanUp, entries) => {
        await expectAll(cleanUp, entries);
        cleanUp.s3.put(RECORD_BUCKET, RECORD_KEY, 'no record');
        expect(await cleanUp.deploy(entries)).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '6' } });
        expect(cleanUp.logLines.join('\n')).toContain(`${RECORD_KEY} must be as the function wrote it`);
      },
    ),
    manifestCase('The counts are not those of the manifest', NOTHING, async (cleanUp, entries) => {
      expect(await expectNothing(cleanUp, entries, { properties: { versionCount: '7' } })).toContain(
        'the manifest must have 7 versions of 3 packages, as its declaration says; got 6 of 3',
      );
    }),
    manifestCase('The manifest is about another repository', NOTHING, async (cleanUp, entries) => {
      const other = writeManifest(entries, { domain: 'my-domain', repository: 'my-other' });
      expect(await expectNothing(cleanUp, other)).toMatch(
        /the manifest must be one of my-domain\/my-repo; its first line names my-domain\/my-other\. Give the construct/,
      );
    }),
    ...HOSTILE.map(hostile),
    {
      ...manifestCase('A line more than 1,000,000', NOTHING, async (cleanUp) => {
        const lines = Array.from({ length: 1_000_001 }, (_, n) => `npm\ta\t1.0.${String(n).padStart(7, '0')}\tr`);
        const reason = await expectNothing(cleanUp, Buffer.from(`${MANIFEST_HEADER}\n${lines.join('\n')}\n`));
        expect(reason).toMatch(/at most 1000000 versions; got 1000001|versionCount/);
      }),
      isSlow: true,
    },
    manifestCase(
      'Others use up the quota',
      'the function slows down, and everything is disposed',
      async (cleanUp, entries) => {
        cleanUp.codeArtifact.faults.inject({ fault: 'throttling', times: 4, operation: 'ListPackageVersions' });
        cleanUp.codeArtifact.faults.inject({ fault: 'throttling', times: 4, operation: 'DisposePackageVersions' });
        await expectAll(cleanUp, entries);
      },
    ),
    manifestCase('One package cannot be listed', NOTHING, async (cleanUp, entries) => {
      cleanUp.codeArtifact.faults.inject({
        fault: 'internal-server-error',
        when: ({ query }) => query.package === 'c',
        times: Infinity,
      });
      expect(await expectNothing(cleanUp, entries)).toContain(
        'the versions of npm c in my-domain/my-repo could not be read',
      );
    }),
    manifestCase(
      'The repository is gone, and everything was disposed before',
      'the deployment succeeds, by the record',
      async (cleanUp, entries) => {
        await cleanUp.deploy(entries);
        const { registry } = cleanUp.codeArtifact;
        registry.deleteRepository('my-domain', 'my-repo');
        expect(await cleanUp.deploy(entries)).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '0' } });
      },
    ),
    manifestCase('The repository is gone, and something was not disposed before', NOTHING, async (cleanUp, entries) => {
      await cleanUp.deploy(entries.slice(1));
      cleanUp.codeArtifact.registry.deleteRepository('my-domain', 'my-repo');
      cleanUp.codeArtifact.calls.length = 0;
      expect(await expectNothing(cleanUp, entries)).toContain('ResourceNotFoundException');
    }),
    manifestCase(
      'Another deployment of the same manifest at the same time',
      'the newer one disposes everything, and nothing is sent twice',
      async (cleanUp, entries) => {
        await cleanUp.deploy([]);
        const answers = await Promise.all([cleanUp.deploy(entries), cleanUp.deploy(entries)]);
        expect(answers.map(({ Status }) => Status)).toContain('SUCCESS');
        expect([cleanUp.disposed.length, sentTwice(cleanUp)]).toEqual([6, []]);
      },
    ),
    manifestCase('An event that was sent before the current one comes later', NOTHING, async (cleanUp, entries) => {
      await cleanUp.deploy([]);
      const sentAt = new Date(Date.now() - 60_000);
      expect(await expectNothing(cleanUp, entries, { sentAt })).toContain('CloudFormation has sent a newer event');
    }),
    manifestCase(
      'A newer event comes while versions are disposed',
      'the older execution stops within seconds, and the newer one waits for it',
      async (cleanUp, entries) => {
        let newer: Promise<unknown> | undefined;
        cleanUp.codeArtifact.faults.inject({
          fault: 'slow',
          operation: 'DisposePackageVersions',
          delay: 4_000,
          when: () => {
            newer ??= cleanUp.deploy([]);
            return true;
          },
        });
        const { Status, Reason } = await cleanUp.deploy(entries, { rate: 1 });
        await newer;
        const atAnswer = cleanUp.disposed.length;
        await cleanUp.stepFunctions.idle();
        expect([Status, cleanUp.disposed.length]).toEqual(['FAILED', atAnswer]);
        expect(Reason).toContain('A newer event took the place of this one');
      },
    ),
    manifestCase(
      'S3 takes no report after the calls',
      'the answer says how many versions are disposed',
      async (cleanUp, entries) => {
        cleanUp.s3.faults.inject({ fault: 'internal-error', key: /versions-/, times: Infinity });
        const { Status, Reason } = await cleanUp.deploy(entries);
        expect([Status, cleanUp.disposed.length]).toEqual(['FAILED', 6]);
        expect(Reason).toMatch(/^The deployment could not go on: 6 of 6 versions .* are disposed for good/);
      },
    ),
    manifestCase(
      'A removal that is to restore cannot be started',
      'it fails, so that nothing stays archived unseen',
      async (cleanUp) => {
        cleanUp.s3.faults.inject({ fault: 'internal-error', key: /^requests\//, times: 5 });
        const archiving = { restoreTo: 'Published', recordBucket: RECORD_BUCKET, recordKey: 'archived/S/A' };
        const options = { action: 'archive', requestType: 'Delete', properties: archiving } as const;
        const { Status, Reason } = await cleanUp.deploy([], options);
        expect([Status, Reason]).toEqual(['FAILED', expect.stringMatching(/^Nothing was restored: /)]);
      },
    ),
    manifestCase('An event that is delivered twice at once', 'it is one deployment', async (cleanUp, entries) => {
      await expectAll(cleanUp, entries, { copies: 2 });
      expect([cleanUp.stepFunctions.executions.length, sentTwice(cleanUp)]).toEqual([1, []]);
    }),
  ],
};
