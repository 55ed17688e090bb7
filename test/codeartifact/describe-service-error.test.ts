import type { Package } from '../../declaration/declaration';
import { OutOfTime } from '../../lambda/deadline';
import { describeServiceError } from '../../codeartifact/describe-service-error';
import { LEFT_PAD } from '../lambda/deployment';

const pkg = { ...LEFT_PAD, domainOwner: '111122223333' } as Package;
const place = { partition: 'aws', region: 'us-east-1' };

describe('A call that got no answer', () => {
  test.each([
    [Object.assign(new Error('getaddrinfo ENOTFOUND codeartifact'), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [Object.assign(new Error('Socket timed out'), { name: 'TimeoutError' }), 'TimeoutError'],
  ])('is explained with what a VPC lacks: %s', (error, code) => {
    const problem = describeServiceError(error, 'ListPackageVersions', pkg, place);

    expect(problem.code).toBe(code);
    expect(problem.message).toContain('in a VPC, the function needs an endpoint for codeartifact.api');
    expect(problem.message).toContain(error.message);
  });

  test('is not confused with an answer that says what is wrong', () => {
    const error = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

    expect(describeServiceError(error, 'ListPackageVersions', pkg, place)).toEqual({
      code: 'ThrottlingException',
      message: 'Rate exceeded',
    });
  });

  test('within the time may still have done something only if it was to dispose', () => {
    const late = 'it may still do what it was asked';

    expect(describeServiceError(new OutOfTime(), 'DisposePackageVersions', pkg, place).message).toContain(late);
    expect(describeServiceError(new OutOfTime(), 'ListPackageVersions', pkg, place).message).not.toContain(late);
  });
});
