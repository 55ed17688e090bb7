import { Deployment } from '../lambda/deployment';
import { CleanUpFunction } from './clean-up-function';
import { LEFT_PAD } from '../fixtures/packages';

let cleanUp: CleanUpFunction;
let declaration: Deployment;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
  declaration = Deployment.of(cleanUp.codeArtifact, cleanUp.responses);
  declaration.publish('1.0.0', '1.0.1');
});

afterEach(() => cleanUp.stop());

/** The lines of a manifest that name these versions as they are. */
function lines(...versions: string[]) {
  const { format, namespace, package: name } = LEFT_PAD;
  return versions.map((version) => ({
    format,
    namespace,
    package: name,
    version,
    revision: declaration.revision(version),
  }));
}

const sentVersions = () => cleanUp.disposeCalls.map(({ body }) => (body as { versions: string[] }).versions);

test('A version that a declaration disposed counts as disposed for a manifest, which disposes the rest', async () => {
  const entries = lines('1.0.0', '1.0.1');
  await declaration.create({ versions: ['1.0.0'] });

  const answer = await cleanUp.deploy(entries);

  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '2' } });
  expect(sentVersions()).toEqual([['1.0.0'], ['1.0.1']]);
});

test('A version that a manifest disposed counts as disposed for a declaration, which disposes the rest', async () => {
  await cleanUp.deploy(lines('1.0.0'));

  const answer = await declaration.create({ versions: ['1.0.0', '1.0.1'] });

  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '2' } });
  expect(sentVersions()).toEqual([['1.0.0'], ['1.0.1']]);
});

test('A manifest takes a declaration over, and back, without another call', async () => {
  const entries = lines('1.0.0', '1.0.1');
  await declaration.create({ versions: ['1.0.0', '1.0.1'] });
  const calls = cleanUp.disposeCalls.length;

  const moved = await cleanUp.deploy(entries);
  const back = await declaration.create({ versions: ['1.0.0', '1.0.1'] });

  expect([moved.Data?.DisposedCount, back.Data?.DisposedCount]).toEqual(['2', '2']);
  expect(cleanUp.disposeCalls).toHaveLength(calls);
});
