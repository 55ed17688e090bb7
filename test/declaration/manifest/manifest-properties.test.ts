import { parseManifestProperties, UNKNOWN_STATE_MACHINE } from '../../../declaration/manifest';

const PROPERTIES = {
  ...{ domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo' },
  ...{ manifestKey: `${'0'.repeat(64)}.disposals`, manifestHash: '0'.repeat(64) },
  ...{ versionCount: '1', packageCount: '1', allowMissing: 'false', stateMachineArn: UNKNOWN_STATE_MACHINE },
};
const RECORD = { recordBucket: 'my-bucket', recordKey: 'archived/declarations/Stack/Archived' };
const ARCHIVE = { ...PROPERTIES, ...RECORD };

test.each([
  ['restoreTo', 'dispose', 'Published'],
  ['reportQueue', 'dispose', 'https://sqs.us-east-1.amazonaws.com/111122223333/queue'],
  ['waitingTime', 'archive', '86400'],
  ['allowUnknownArchiveTime', 'archive', 'true'],
] as const)('The property %s is refused of a manifest whose action is %s', (property, action, value) => {
  const properties = action === 'archive' ? ARCHIVE : PROPERTIES;
  expect(() => parseManifestProperties(properties, action)).not.toThrow();
  expect(() => parseManifestProperties({ ...properties, [property]: value }, action)).toThrow(property);
});
