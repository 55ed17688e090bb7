import { ReportQueue } from '../../codeartifact/report-queue';
import { SqsService } from '../../local/sqs';

const URL = 'https://sqs.us-east-1.amazonaws.com/111122223333/Reports';
const ARN = 'arn:aws:sqs:us-east-1:111122223333:Reports';
const RULE = 'arn:aws:events:us-east-1:111122223333:rule/Restored';

let sqs: SqsService;
let allowed: boolean;
let queue: ReportQueue;

beforeEach(async () => {
  allowed = true;
  sqs = await SqsService.start({ authorize: () => allowed });
  sqs.createQueue(URL, ARN);
  sqs.registerPolicy('policy', { queueUrls: [URL], ruleArns: [RULE] });
  const credentials = () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
  queue = new ReportQueue({ region: 'us-east-1', endpoint: sqs.endpoint, credentials, pauses: [1, 1, 1, 1] });
});

afterEach(async () => {
  queue.close();
  await sqs.stop();
});

test('An empty queue has no reports', async () => {
  expect(await queue.countReports(URL)).toBe(0);
});

test('Reports that no function has taken are counted', async () => {
  await sqs.send(ARN, RULE, 'first');
  await sqs.send(ARN, RULE, 'second');
  expect(await queue.countReports(URL)).toBe(2);
});

test('A request that SQS could not serve is repeated', async () => {
  sqs.faults.push({ name: 'ServiceUnavailable', status: 503 }, { name: 'ThrottlingException', status: 429 });
  expect(await queue.countReports(URL)).toBe(0);
});

test('A queue that does not exist is an error with the code of SQS, and never an empty queue', async () => {
  await expect(queue.countReports(`${URL}2`)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});

test('A queue that may not be read is an error that names the permission', async () => {
  allowed = false;
  await expect(queue.countReports(URL)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `not authorized to perform: sqs:GetQueueAttributes on resource: ${ARN}`,
  });
});

test.each([{}, { Attributes: {} }, { Attributes: { ApproximateNumberOfMessages: 'none' } }])(
  'An answer without the counts is an error: %j',
  async (answer) => {
    sqs.faults.push({ name: '', status: 200, answer });
    await expect(queue.countReports(URL)).rejects.toThrow('SQS answered without ApproximateNumberOfMessages');
  },
);
