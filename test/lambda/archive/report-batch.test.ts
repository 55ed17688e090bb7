import type { SQSRecord } from 'aws-lambda';
import { packageKeys, restoredKey } from '../../../declaration/record-keys';
import { Log } from '../../../lambda/event/log';
import { recordReports } from '../../../lambda/versions/restored-versions';
import { connectRecords } from '../../fixtures/archive-records';
import { LEFT_PAD } from '../../fixtures/packages';
import { RECORD_BUCKET } from '../deployment';
import { ArchiveDeployment } from './archive-deployment';

const OWNER = '111122223333';
const REPOSITORY = { domain: LEFT_PAD.domain, domainOwner: OWNER, repository: LEFT_PAD.repository };

test('One report of a batch that cannot be recorded stays in the queue, and the others are recorded', async () => {
  const stack = await ArchiveDeployment.start();
  try {
    stack.deployment.publish('1.0.0');
    await stack.archive(['1.0.0']);
    const detail = {
      ...{ domainName: LEFT_PAD.domain, domainOwner: OWNER, repositoryName: LEFT_PAD.repository },
      ...{ packageFormat: LEFT_PAD.format, packageNamespace: LEFT_PAD.namespace, packageName: LEFT_PAD.package },
      ...{ packageVersion: '1.0.0', packageVersionState: 'Published' },
    };
    const report = { restoredPackageVersion: { repository: REPOSITORY, detail, recordBucket: RECORD_BUCKET } };
    const bodies = ['no report', JSON.stringify(report)];
    const messages = bodies.map((body, n) => ({ messageId: `m${n}`, body }) as SQSRecord);
    const records = connectRecords(stack.deployment.s3);

    const { batchItemFailures } = await recordReports({ Records: messages }, { records, log: new Log({}) });

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
    const keys = packageKeys({ ...LEFT_PAD, domainOwner: OWNER });
    expect(stack.deployment.s3.keys(RECORD_BUCKET)).toContain(restoredKey(keys, '1.0.0'));
  } finally {
    await stack.stop();
  }
});
