import type { ServiceError } from '../../codeartifact/describe-service-error';

/** Codes about the credentials or the way to the service, and so about every call. */
const FATAL = [
  'CredentialsProviderError',
  'ECONNREFUSED',
  'ENOTFOUND',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'NoRegion',
  'TokenProviderError',
  'UnrecognizedClientException',
];

/** True if every other call will fail too. */
export function isFatal({ code }: ServiceError): boolean {
  return FATAL.includes(code);
}

/** Describes an error about how the SDK is configured, before any call; undefined for any other error. */
export function describeConfigurationError(error: unknown): ServiceError | undefined {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (message.startsWith('Region is missing')) {
    return {
      code: 'NoRegion',
      message: 'no Region is configured; set AWS_REGION, pass --region, or give the stack an env',
    };
  }
  if (name === 'CredentialsProviderError') {
    return { code: name, message: `no AWS credentials were found; configure them as for the AWS CLI (${message})` };
  }
  return undefined;
}
