import fc from 'fast-check';
import { expectNothingDisposed, TREASURE, withTreasure } from './cases/hostile';
import { HOSTILE_ANSWERS } from './cases/hostile-answers';
import { HOSTILE_EVENTS } from './cases/hostile-events';
import { HOSTILE_PROPERTIES } from './cases/hostile-properties';
import { testCases } from './cases/section';

testCases(HOSTILE_PROPERTIES);
testCases(HOSTILE_EVENTS);
testCases(HOSTILE_ANSWERS);

const ARCHIVING = { recordBucket: 'records', recordKey: 'archived/Stack/LeftPad' };

test.each([
  ['archived', 'Custom::CodeArtifactArchivedPackageVersions', {}],
  ['disposed', 'Custom::CodeArtifactDisposedPackageVersions', { expectedStatus: 'Archived', waitingTime: '2592000' }],
])(
  'Whatever a property of archiving is replaced by, what is not declared is not %s, and there is an answer',
  (_, ResourceType, others) =>
    withTreasure(async (deployment) => {
      const names = fc.constantFrom('recordBucket', 'recordKey', 'restoreTo', 'waitingTime', 'archiveTimeAttributes');
      const hostile = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, noNullPrototype: true });
      await fc.assert(
        fc.asyncProperty(hostile, fc.constantFrom('Create', 'Delete'), async (changes, RequestType) => {
          const ResourceProperties = deployment.properties({
            versions: ['9.9.9'],
            ...ARCHIVING,
            ...others,
            ...changes,
          });
          const { Status } = await deployment.send({
            RequestType,
            ResourceType,
            ResourceProperties,
            PhysicalResourceId: 'x',
          });

          expect(['SUCCESS', 'FAILED']).toContain(Status);
          expectNothingDisposed(deployment, TREASURE);
        }),
        { numRuns: 100 },
      );
    }),
);

test('Whatever a property is replaced by, what is not declared is not disposed, and there is an answer', () =>
  withTreasure(async (deployment) => {
    const names = fc.constantFrom(
      'domain',
      'package',
      'versions',
      'versionRevisions',
      'allowMissing',
      'expectedStatus',
      '__proto__',
    );
    const hostile = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(hostile, async (changes) => {
        const answer = await deployment.create({ versions: ['9.9.9'], ...changes });

        expect(['SUCCESS', 'FAILED']).toContain(answer.Status);
        expectNothingDisposed(deployment, TREASURE);
      }),
      { numRuns: 200 },
    );
  }));
