import { revisionsFit } from '../../declaration/attributes';
import { Deployment } from './deployment';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
});
afterEach(() => deployment.stop());

/** As many versions as a template may read the revisions of. */
function versionsThatFit(): string[] {
  const versions: string[] = [];
  for (let n = 0; revisionsFit([...versions, `1.0.${n}`]); n++) {
    versions.push(`1.0.${n}`);
  }
  return versions;
}

test('Nothing is disposed where the ids of the event leave too little of the answer for the revisions', async () => {
  const versions = versionsThatFit();
  deployment.publish(...versions);
  const properties = deployment.properties({ versions, revisionAttributes: versions });

  const { Status, Reason } = await deployment.send({
    RequestType: 'Update',
    // Of another provider, or another version of the library: the longest that CloudFormation takes.
    PhysicalResourceId: 'P'.repeat(1024),
    ResourceProperties: properties,
    OldResourceProperties: properties,
  });

  expect(Status).toBe('FAILED');
  expect(Reason).toContain('do not fit the 4096 bytes CloudFormation reads of an answer');
  expect(deployment.disposeCalls).toEqual([]);
});

test('The revisions of as many versions as a template may read are answered', async () => {
  const versions = versionsThatFit();
  deployment.publish(...versions);

  const { Status, Data } = await deployment.create({ versions, revisionAttributes: versions });

  expect(Status).toBe('SUCCESS');
  expect(versions.map((version) => Data![`Revision.${version}`])).toEqual(
    versions.map((version) => deployment.revision(version)),
  );
});
