import type { Deployment } from '../../lambda/deployment';
import { expectNothingDisposed, expectReadable, nested, TREASURE, withTreasure } from './hostile';
import type { Case, Section } from './section';

const NAMED = 'refused before any call, by the name of the property';

const values: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 7],
  ['an object', { toString: '1.0.0' }],
  ['a list in a list', [['1.0.0']]],
  ['100,000 lists in each other', nested()],
  ['a text of 400,000 characters', 'x'.repeat(400_000)],
];

const properties = ['domain', 'domainOwner', 'repository', 'format', 'namespace', 'package', 'region', 'versions'];

export const HOSTILE_PROPERTIES: Section = {
  title: 'Properties that nobody would write',
  about: 'Events with properties that no synth lets through. The repository holds versions to lose.',
  file: 'hostile-input.test.ts',
  cases: [
    {
      fault: `A property is ${values.map(([what]) => what).join(', or ')}`,
      happens: NAMED,
      run: () =>
        withTreasure(async (deployment) => {
          for (const property of properties) {
            for (const [, value] of values) {
              expectRefused(deployment, (await send(deployment, { [property]: value })).Reason, property);
            }
          }
        }),
    },
    refused('`versions` holds a list', { versions: ['1.0.0', ['1.0.1']] }, 'versions'),
    refused(
      '`versions` holds 10,001 versions',
      { versions: Array.from({ length: 10_001 }, (_, n) => `${n}`) },
      'versions',
    ),
    refused(
      '`versions` holds 10,000 versions of 255 characters',
      {
        versions: Array.from({ length: 10_000 }, (_, n) => String(n).padEnd(255, '0')),
      },
      'versions',
    ),
    refused(
      '`versions` holds 10,000 versions that break the rule',
      {
        versions: Array.from({ length: 10_000 }, (_, n) => `#${n}`),
      },
      'versions',
    ),
    refused('A version is `__proto__`', { versions: ['1.0.0', '__proto__'] }, 'versions'),
    refused('A version breaks out of a line', { versions: ['1.0.0', '1\n{"level":"INFO"}'] }, 'versions'),
    refused('A version breaks out of a path', { versions: ['1.0.0', '../../v1/domain'] }, 'versions'),
    refused('A pin is a list', { versionRevisions: { '1.0.0': ['r'] } }, 'versionRevisions'),
    refused(
      'A pin is to a name of JavaScript that is not declared',
      { versionRevisions: { valueOf: 'r' } },
      'versionRevisions',
    ),
    refused('The pins are a list', { versionRevisions: ['r'] }, 'versionRevisions'),
    refused('`allowMissing` is a list', { allowMissing: ['true'] }, 'allowMissing'),
    refused('`expectedStatus` is a list', { expectedStatus: ['Published'] }, 'expectedStatus'),
    refused('`revisionAttributes` is a text', { revisionAttributes: '1.0.0' }, 'revisionAttributes'),
    refused('A property that nobody knows', { dryRun: 'true' }, 'dryRun'),
    refused('A property named `__proto__`', JSON.parse('{"__proto__":{"allowMissing":"true"}}') as object, '__proto__'),
    refused('Names that widen a policy', { package: 'left-*' }, 'package'),
    {
      fault: 'Names of JavaScript as versions',
      happens: 'they are versions like any other, and what is not declared stays',
      run: () =>
        withTreasure(async (deployment) => {
          const answer = await deployment.create({
            versions: ['constructor', 'toString'],
            versionRevisions: { constructor: deployment.revision('constructor') },
            revisionAttributes: ['constructor'],
          });

          expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '2' } });
          expect(answer.Data!['Revision.constructor']).toBe(deployment.revision('constructor'));
          expect(deployment.statuses('constructor', 'toString')).toEqual(['Disposed', 'Disposed']);
          expectNothingDisposed(deployment, ['1.0.0', '1.0.1']);
        }),
    },
    {
      fault: 'A package whose name is a query string',
      happens: 'it reaches the service as a name, and the operator as text',
      run: () =>
        withTreasure(async (deployment) => {
          const name = 'left-pad&package=right-pad&x=%00%0A?`|<b>[x](y)';
          const answer = await deployment.create({ package: name.replace('?', ''), versions: ['1.0.0'] });

          expect(answer.Reason).toContain('a package that does not exist there');
          expect(deployment.listCalls[0]!.query.package).toBe(name.replace('?', ''));
          expectReadable(answer.Reason);
          expectNothingDisposed(deployment);
        }),
    },
    {
      fault: 'Versions of unicode, surrogates that stand alone among them',
      happens: 'refused as not found, in a Reason of one line',
      run: () =>
        withTreasure(async (deployment) => {
          const { Reason } = await deployment.create({ versions: ['1.0.0', '1\u202e0', '\ud800', '💥'.repeat(127)] });

          expect(Reason).toMatch(/3 of 4 versions of .* are refused/);
          expectReadable(Reason);
          expectNothingDisposed(deployment);
        }),
    },
    {
      fault: 'A deletion whose properties are none',
      happens: 'it succeeds, and calls nobody',
      run: () =>
        withTreasure(async (deployment) => {
          for (const all of [null, [], nested(), { versions: TREASURE }]) {
            const answer = await deployment.send({
              RequestType: 'Delete',
              PhysicalResourceId: 'x',
              ResourceProperties: all,
            });
            expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'x' });
          }
          expect(deployment.codeArtifact.calls).toEqual([]);
        }),
    },
    {
      fault: 'Old properties that are none',
      happens: 'the update is taken for what it declares',
      run: () =>
        withTreasure(async (deployment) => {
          for (const old of [null, [], nested(), { versions: '1.0.0' }, { __proto__: null }]) {
            const answer = await deployment.send({
              RequestType: 'Update',
              PhysicalResourceId: 'LeftPad',
              ResourceProperties: deployment.properties({ versions: ['9.9.9'] }),
              OldResourceProperties: old,
            });
            expect(answer.Reason).toContain('9.9.9 NOT_FOUND');
          }
          expectNothingDisposed(deployment);
        }),
    },
    ...[null, [], 'text', nested()].map((all, n): Case => ({
      fault: `The properties are ${['null', 'a list', 'a text', '100,000 lists in each other'][n]}`,
      happens: NAMED,
      run: () =>
        withTreasure(async (deployment) => {
          const answer = await deployment.send({ RequestType: 'Create', ResourceProperties: all });
          expectRefused(deployment, answer.Reason, 'ResourceProperties');
        }),
    })),
  ],
};

function refused(fault: string, hostile: object, property: string): Case {
  return {
    fault,
    happens: NAMED,
    run: () =>
      withTreasure(async (deployment) => {
        expectRefused(deployment, (await send(deployment, hostile)).Reason, property);
      }),
  };
}

function send(deployment: Deployment, hostile: object) {
  const declared = deployment.properties({ versions: TREASURE });
  // fromEntries, because a property may be called __proto__.
  const ResourceProperties = Object.fromEntries([...Object.entries(declared), ...Object.entries(hostile)]);
  return deployment.send({ RequestType: 'Create', ResourceProperties });
}

function expectRefused(deployment: Deployment, reason: string | undefined, property: string) {
  expect(reason).toMatch(/^Nothing was disposed: the properties of the resource are invalid: /);
  expect(reason).toContain(`${property} must be `);
  expectReadable(reason?.replaceAll('[object Object]', ''));
  expect(deployment.codeArtifact.calls).toEqual([]);
  expectNothingDisposed(deployment);
}
