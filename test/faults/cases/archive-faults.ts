import type { SQSRecord } from 'aws-lambda';
import { packageKeys, recordKey } from '../../../declaration/record-keys';
import { Log } from '../../../lambda/event/log';
import { recordReports } from '../../../lambda/versions/restored-versions';
import { CleanUpFunction, RECORD_BUCKET as MANIFEST_RECORD_BUCKET } from '../../clean-up/clean-up-function';
import { connectRecords } from '../../fixtures/archive-records';
import { LEFT_PAD } from '../../fixtures/packages';
import { ArchiveDeployment, DAY } from '../../lambda/archive/archive-deployment';
import { type EventProperties, RECORD_BUCKET } from '../../lambda/deployment';
import type { Case, Section } from './section';

const VERSIONS = ['1.0.0', '1.0.1'];
const ALL = 'everything is archived, and it is known since when';
const NOTHING = 'nothing is archived, and the reason says why';
const RECORD_OBJECT = /\/by\//;
const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/LeftPad' };

const REPOSITORY = { domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo' };
const DETAIL = {
  domainName: 'my-domain',
  domainOwner: '111122223333',
  repositoryName: 'my-repo',
  packageFormat: 'npm',
  packageName: 'left-pad',
  packageVersion: '1.0.0',
  packageVersionState: 'Published',
};
const REPORT = { repository: REPOSITORY, detail: DETAIL, recordBucket: RECORD_BUCKET };

/** Reports of restored versions that no rule sends. */
const HOSTILE_REPORTS = [
  null,
  'text',
  [],
  { version: '1.0.0' },
  { ...REPORT, detail: null },
  { ...REPORT, recordBucket: undefined },
  { ...REPORT, recordBucket: '../elsewhere' },
  { ...REPORT, detail: { ...DETAIL, repositoryName: 'other-repo' } },
  { ...REPORT, detail: { ...DETAIL, domainOwner: '444455556666' } },
  { ...REPORT, detail: { ...DETAIL, packageName: '../x' } },
  { ...REPORT, detail: { ...DETAIL, packageFormat: ['npm'] } },
  { ...REPORT, detail: { ...DETAIL, packageVersion: '' } },
];

/** Properties of archiving that no synth lets through: what they are, whose they are, and the property that is named. */
const HOSTILE_ARCHIVE_PROPERTIES: readonly (readonly [string, 'archive' | 'dispose', EventProperties, string])[] = [
  ['`restoreTo` is `Disposed`', 'archive', { restoreTo: 'Disposed' }, 'restoreTo'],
  ['`restoreTo` is a list', 'archive', { restoreTo: ['Published'] }, 'restoreTo'],
  ['`expectedStatus` of an archiving is `Disposed`', 'archive', { expectedStatus: 'Disposed' }, 'expectedStatus'],
  ['`recordBucket` breaks out of a host', 'archive', { recordBucket: 'evil.example/x' }, 'recordBucket'],
  ['`recordKey` is missing', 'archive', { recordKey: undefined }, 'recordKey'],
  ['`waitingTime` of an archiving', 'archive', { waitingTime: '1' }, 'waitingTime'],
  ['`waitingTime` is 0', 'dispose', { waitingTime: '0' }, 'waitingTime'],
  ['`waitingTime` is below 0', 'dispose', { waitingTime: '-2592000' }, 'waitingTime'],
  ['`waitingTime` is a power', 'dispose', { waitingTime: '1e0' }, 'waitingTime'],
  ['`waitingTime` is a list', 'dispose', { waitingTime: ['1'] }, 'waitingTime'],
  ['`waitingTime` without the record', 'dispose', { recordKey: undefined }, 'recordKey'],
  ['`waitingTime` with another status than `Archived`', 'dispose', { expectedStatus: 'Published' }, 'expectedStatus'],
  ['`restoreTo` of a disposal', 'dispose', { restoreTo: 'Published' }, 'restoreTo'],
  ['`allowUnknownArchiveTime` is a list', 'dispose', { allowUnknownArchiveTime: ['true'] }, 'allowUnknownArchiveTime'],
];

const MANIFEST_RECORD = { recordBucket: MANIFEST_RECORD_BUCKET, recordKey: 'archived/Stack/Archived' };
const ARCHIVE_MANIFEST = { action: 'archive', requestType: 'Create', properties: MANIFEST_RECORD } as const;

export const ARCHIVE_FAULTS: Section = {
  title: 'Archiving, and the wait before a disposal',
  about:
    'Two versions are archived, and disposed 30 days later. A time that is wrong, or that nobody wrote down, never makes a version ' +
    'wait less.',
  file: 'archive-faults.test.ts',
  cases: [
    archiveCase('The answer of UpdatePackageVersionsStatus is lost', ALL, async (stack) => {
      stack.deployment.codeArtifact.faults.inject({ fault: 'answer-lost', operation: 'UpdatePackageVersionsStatus' });
      await expectArchived(stack);
    }),
    archiveCase('UpdatePackageVersionsStatus is not allowed', NOTHING, async (stack) => {
      stack.deployment.codeArtifact.faults.inject({ fault: 'access-denied', operation: 'UpdatePackageVersionsStatus' });
      const { Reason } = await stack.archive(VERSIONS);
      expect(Reason).toContain('2 of 2 versions of npm @my-scope/left-pad in my-domain/my-repo were not archived');
      expect(Reason).toContain('allow codeartifact:UpdatePackageVersionsStatus on');
      expect(stack.statuses(...VERSIONS)).toEqual(['Published', 'Published']);
    }),
    ...(['internal-error', 'slow-down', 'reset', 'answer-lost'] as const).map((fault) =>
      archiveCase(`S3 has \`${fault}\` once at a request of the record`, ALL, async (stack) => {
        for (const operation of ['GetObject', 'PutObject', 'ListObjectsV2'] as const) {
          stack.deployment.s3.faults.inject({ fault, operation });
        }
        await expectArchived(stack);
      }),
    ),
    archiveCase('S3 does not take the record before the calls', NOTHING, async (stack) => {
      stack.deployment.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', times: 5 });
      const { Reason } = await stack.archive(VERSIONS);
      expect(Reason).toMatch(/^Nothing was archived: the record of when versions of .* could not be read or written/);
      expect(stack.calls).toEqual([]);
    }),
    archiveCase(
      'S3 does not take the record after the calls',
      'the reason says how many versions were archived; their time begins with the next deployment',
      async (stack) => {
        const key = RECORD_OBJECT;
        stack.deployment.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key, after: 1, times: 5 });
        const { Reason } = await stack.archive(VERSIONS);
        expect(Reason).toContain('2 of 2 versions were archived: the record of when');
        stack.pass(10);
        await expectArchived(stack);
      },
    ),
    archiveCase('The record is not what the function wrote', NOTHING, async (stack) => {
      for (const text of [
        '',
        'null',
        '[]',
        '{"formatVersion":1,"versions":[]}',
        '{"formatVersion":2,"versions":[[]]}',
      ]) {
        stack.deployment.s3.put(RECORD_BUCKET, recordObject(), Buffer.from(text));
        const { Reason } = await stack.archive(VERSIONS);
        expect(Reason).toContain('the record of archive times must be as the function wrote it');
      }
      expect(stack.calls).toEqual([]);
    }),
    archiveCase(
      'Another deployment writes the record between a read and a write',
      'both have written what they know',
      async (stack) => {
        const { s3 } = stack.deployment;
        await expectArchived(stack);
        stack.pass(1);
        await stack.restore('1.0.0');
        stack.pass(1);
        s3.observe = ({ operation, key }, when) => {
          if (operation === 'GetObject' && when === 'after' && RECORD_OBJECT.test(key)) {
            s3.observe = undefined;
            const other = { formatVersion: 2, versions: [['0.9.0', 'r', '2026-01-01T00:00:00.000Z', null, true]] };
            s3.put(RECORD_BUCKET, recordObject(), Buffer.from(JSON.stringify(other)));
          }
        };
        expect((await stack.archive(VERSIONS)).Status).toBe('SUCCESS');
        expect(String(s3.get(RECORD_BUCKET, recordObject()))).toContain('"0.9.0"');
      },
    ),
    archiveCase(
      'The clock of the function is a day wrong, either way',
      'a version waits for as long, or longer',
      async (stack) => {
        await expectArchived(stack);
        stack.pass(29.9);
        for (const days of [-1, 1]) {
          const clock = jest
            .spyOn(Date, 'now')
            .mockImplementation(() => performance.timeOrigin + performance.now() + days * DAY * 1_000);
          const { Reason } = await stack.dispose(VERSIONS).finally(() => clock.mockRestore());
          expect(Reason).toContain('WAITING_TIME: it was archived at 2026-01-01T12:00:00Z, and can be disposed from');
        }
        expect(stack.deployment.disposeCalls).toEqual([]);
        stack.pass(0.1);
        expect((await stack.dispose(VERSIONS)).Status).toBe('SUCCESS');
      },
    ),
    archiveCase(
      'EventBridge reports a restored version twice, and days later',
      'it is refused until the declaration that archives begins its time again',
      async (stack) => {
        await expectArchived(stack);
        stack.pass(29);
        await stack.report('1.0.0');
        await stack.report('1.0.0');
        stack.pass(1);
        expect((await stack.dispose(VERSIONS)).Reason).toContain('1 of 2 versions');
        await stack.archive([...VERSIONS]);
        stack.pass(30);
        expect((await stack.dispose(VERSIONS)).Status).toBe('SUCCESS');
      },
    ),
    archiveCase(
      'A report of a restored version is in the queue that EventBridge would not send',
      'it stays in the queue, with a line in the log that says what is wrong; nothing is written',
      async (stack) => {
        const records = connectRecords(stack.deployment.s3);
        const log = new Log({});
        for (const value of HOSTILE_REPORTS) {
          const messages = [{ messageId: 'm1', body: JSON.stringify({ restoredPackageVersion: value }) }];
          const { batchItemFailures } = await recordReports({ Records: messages as SQSRecord[] }, { records, log });
          expect(batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
        }
        expect(stack.deployment.s3.keys(RECORD_BUCKET)).toEqual([]);
      },
    ),
    ...HOSTILE_ARCHIVE_PROPERTIES.map(([fault, action, properties, property]) =>
      archiveCase(fault, 'refused before any call, by the name of the property', async (stack) => {
        const declared = { versions: VERSIONS, ...RECORD, ...properties };
        const { Reason } =
          action === 'archive' ? await stack.send('Create', declared) : await stack.dispose(VERSIONS, properties);
        expect(Reason).toContain(`the properties of the resource are invalid: ${property} must be `);
        expect(stack.deployment.codeArtifact.calls).toEqual([]);
      }),
    ),
    manifestCase('before', 'The function of a manifest is killed before any of its calls, while it archives', ALL),
    manifestCase('after', 'The function of a manifest is killed after any of its calls, while it archives', ALL),
    {
      fault: 'The function of a manifest is killed after any of its calls, while a deletion restores',
      happens: 'everything is restored',
      run: () =>
        withManifest(async ({ cleanUp, pass, publishAll, statuses }) => {
          for (let call = 0; call < 20; call += 2) {
            pass(1);
            await cleanUp.deploy(publishAll(), {
              ...ARCHIVE_MANIFEST,
              properties: { ...MANIFEST_RECORD, restoreTo: 'Unlisted' },
            });
            const { Status } = await cleanUp.send({
              action: 'archive',
              requestType: 'Delete',
              kill: { call, moment: 'after' },
            });
            expect({ call, Status, statuses: statuses() }).toEqual({ call, Status: 'SUCCESS', statuses: ['Unlisted'] });
          }
        }),
    },
    {
      fault: 'The properties of a manifest that archives are those of one that disposes, or the reverse',
      happens: 'refused before any call, by the name of the property',
      run: () =>
        withManifest(async ({ cleanUp, publishAll, statuses }) => {
          const entries = publishAll();
          const hostile: readonly Readonly<Record<string, string>>[] = [
            { waitingTime: '1', expectedStatus: 'Archived' },
            { restoreTo: 'Disposed' },
            { recordKey: '' },
            { recordKey: 'elsewhere' },
          ];
          for (const eventProperties of hostile) {
            const { Reason } = await cleanUp.deploy(entries, { ...ARCHIVE_MANIFEST, eventProperties });
            expect(Reason).toMatch(/^Nothing was archived: the properties of the resource are invalid: \w+ must be /);
          }
          expect(statuses()).toEqual(['Published']);
        }),
    },
  ],
};

function archiveCase(fault: string, happens: string, run: (stack: ArchiveDeployment) => Promise<void>): Case {
  return {
    fault,
    happens,
    run: async () => {
      const stack = await ArchiveDeployment.start();
      try {
        stack.deployment.publish(...VERSIONS);
        await run(stack);
      } finally {
        await stack.stop();
      }
    },
  };
}

async function expectArchived(stack: ArchiveDeployment) {
  const { Status, Reason, Data } = await stack.archive(VERSIONS);
  expect([Status, Reason]).toEqual(['SUCCESS', undefined]);
  expect(Data).toMatchObject({ ArchivedCount: '2', ArchivedAt: stack.now });
  expect(stack.statuses(...VERSIONS)).toEqual(['Archived', 'Archived']);
}

function recordObject(): string {
  return recordKey(packageKeys({ ...LEFT_PAD, domainOwner: '111122223333' }), RECORD.recordKey);
}

interface ManifestToArchive {
  readonly cleanUp: CleanUpFunction;
  readonly pass: (days: number) => void;
  readonly now: () => Date;
  /** Puts the repository back to where nothing is archived, and returns the lines of the manifest. */
  readonly publishAll: () => ReturnType<CleanUpFunction['publish']>;
  /** Each status that a version has. */
  readonly statuses: () => string[];
}

/** Three packages of two versions, of which a manifest says that they are archived. */
async function withManifest(run: (manifest: ManifestToArchive) => Promise<void>): Promise<void> {
  let now = new Date('2026-01-01T12:00:00Z');
  const names = ['a', 'b', 'c'];
  const cleanUp = await CleanUpFunction.start({}, () => now);
  try {
    await run({
      cleanUp,
      now: () => now,
      pass: (days) => (now = new Date(now.getTime() + days * DAY * 1_000)),
      publishAll: () => {
        names.forEach((name) => cleanUp.codeArtifact.registry.deletePackage(cleanUp.coordinates(name)));
        return names.flatMap((name) => cleanUp.publish(name, '1.0.0', '1.1.0'));
      },
      statuses: () => [...new Set(cleanUp.codeArtifact.registry.snapshot().map(({ status }) => status))],
    });
  } finally {
    await cleanUp.stop();
  }
}

function manifestCase(moment: 'before' | 'after', fault: string, happens: string): Case {
  return {
    fault,
    happens,
    run: () =>
      withManifest(async ({ cleanUp, pass, now, publishAll, statuses }) => {
        const { invocations } = await cleanUp.deploy(publishAll(), ARCHIVE_MANIFEST);
        const calls = invocations.reduce((sum, invocation) => sum + invocation.calls, 0);
        expect(calls).toBeGreaterThan(20);
        for (let call = 0; call < calls; call += 3) {
          pass(1);
          const { Status, Data } = await cleanUp.deploy(publishAll(), { ...ARCHIVE_MANIFEST, kill: { call, moment } });
          expect({ call, Status, Data, statuses: statuses() }).toEqual({
            call,
            Status: 'SUCCESS',
            Data: expect.objectContaining({ ArchivedCount: '6', ArchivedAt: now().toISOString() }) as unknown,
            statuses: ['Archived'],
          });
        }
      }),
  };
}
