import { describeServiceError, functionCaller, OutOfTime } from '../../codeartifact/describe-service-error';
import { LEFT_PAD } from '../fixtures/packages';

const caller = functionCaller('arn:aws-cn:lambda:cn-north-1:111122223333:function:disposal');

function describeError(error: unknown, action = 'ListPackageVersions', version?: string) {
  const pkg = { ...LEFT_PAD, domainOwner: '111122223333', format: 'npm' as const };
  return describeServiceError(error, { action, package: pkg, version }, caller);
}

function exception(name: string, members: object = {}) {
  return Object.assign(new Error('the service says so'), { name, ...members });
}

describe('A call without an answer', () => {
  test.each([
    [Object.assign(new Error('getaddrinfo ENOTFOUND codeartifact'), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [Object.assign(new Error('Socket timed out'), { name: 'TimeoutError' }), 'TimeoutError'],
    [Object.assign(new AggregateError([], 'all addresses'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ])('A call without an answer is explained by what a VPC lacks: %s', (error, code) => {
    const problem = describeError(error);

    expect(problem.code).toBe(code);
    expect(problem.message).toContain('in a VPC, the function needs an endpoint for codeartifact.api');
    expect(problem.message).toContain(error.message);
  });

  test('A call without an answer is not confused with an answer that says what is wrong', () => {
    expect(describeError(exception('ThrottlingException'))).toEqual({
      code: 'ThrottlingException',
      message: 'the service says so',
    });
  });

  test('A call without an answer in time may still have done something only if the call disposes', () => {
    const late = 'it may still do what it was asked';

    expect(describeError(new OutOfTime(), 'DisposePackageVersions')).toEqual({
      code: 'OUT_OF_TIME',
      message: expect.stringContaining(late) as string,
    });
    expect(describeError(new OutOfTime()).message).not.toContain(late);
  });
});

describe('An exception of the service', () => {
  test.each([
    ['ListPackageVersions', 'package/my-domain/my-repo/npm/my-scope/left-pad'],
    ['DescribeRepository', 'repository/my-domain/my-repo'],
  ])(
    'An exception of the service that denies %s names the action, the ARN and the identity to allow',
    (action, resource) => {
      expect(describeError(exception('AccessDeniedException'), action).message).toContain(
        `allow codeartifact:${action} on arn:aws-cn:codeartifact:cn-north-1:111122223333:${resource} to the function's role`,
      );
    },
  );

  test.each([
    ['domain', 'domain my-domain of account 111122223333 does not exist'],
    ['repository', 'repository my-repo in domain my-domain does not exist'],
    ['package', 'package left-pad in repository my-domain/my-repo does not exist'],
    ['package-version', 'version 1.0.0 of package left-pad in repository my-domain/my-repo does not exist'],
    [undefined, 'domain my-domain, repository my-repo or package left-pad does not exist'],
  ])('An exception of the service about a missing %s names that resource', (resourceType, sentence) => {
    const error = exception('ResourceNotFoundException', { resourceType });
    expect(describeError(error, 'DescribePackageVersion', '1.0.0').message).toContain(sentence);
  });

  test.each([
    ['a string', 'broken', { code: 'Error', message: 'broken' }],
    ['undefined', undefined, { code: 'Error', message: 'undefined' }],
    [
      'an error of Node.js',
      Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }),
      { code: 'CERT_HAS_EXPIRED', message: 'expired' },
    ],
  ])('An exception of the service may also be %s', (_what, thrown, described) => {
    expect(describeError(thrown)).toEqual(described);
  });
});
