import { ANSWER_FAULTS } from './cases/answer-faults';
import { closeTheFunction, KILLS, LIMITS, theFunction } from './cases/process-faults';
import { testCases } from './cases/section';

afterAll(closeTheFunction);

testCases(KILLS);
testCases(LIMITS);
testCases(ANSWER_FAULTS);

test('No line of any of these processes, and no error that Lambda sees, holds a response URL or a secret', async () => {
  const { output } = await theFunction();

  expect(output).not.toMatch(/X-Amz-|custom-resource-response|local-secret-access-key|local-session-token/);
  expect(output).toContain('"message":"answering"');
});
