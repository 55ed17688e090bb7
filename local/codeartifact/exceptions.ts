import type { ResourceType, ValidationExceptionReason } from '@aws-sdk/client-codeartifact';

/** The parts of an error answer, in the terms of the service model. */
export interface ServiceExceptionProps {
  /** The shape's name, sent as `x-amzn-errortype`. */
  readonly name: string;
  /** HTTP status code of the model. */
  readonly status: number;
  readonly message: string;
  /** Further members of the shape, sent in the body; default: none. */
  readonly members?: Readonly<Record<string, string>>;
  /** Further headers of the answer; default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error answer. */
export class ServiceException extends Error {
  override readonly name: string;
  readonly status: number;
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ name, status, message, members = {}, headers = {} }: ServiceExceptionProps) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
    this.headers = headers;
  }
}

export function validationException(
  message: string,
  reason: ValidationExceptionReason = 'FIELD_VALIDATION_FAILED',
): ServiceException {
  return new ServiceException({ name: 'ValidationException', status: 400, message, members: { reason } });
}

export function resourceNotFound(resourceType: ResourceType, resourceId: string, message: string): ServiceException {
  return new ServiceException({
    name: 'ResourceNotFoundException',
    status: 404,
    message,
    members: { resourceId, resourceType },
  });
}

export function conflict(resourceType: ResourceType, resourceId: string): ServiceException {
  const message = `The ${resourceType} '${resourceId}' is being changed by another request.`;
  return new ServiceException({
    name: 'ConflictException',
    status: 409,
    message,
    members: { resourceId, resourceType },
  });
}

/** @param retryAfter seconds, sent as `Retry-After`; the header is optional in the model and left out by default. */
export function throttling(retryAfter?: number): ServiceException {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new ServiceException({ name: 'ThrottlingException', status: 429, message: 'Rate exceeded', headers });
}

export function internalServerError(): ServiceException {
  return new ServiceException({
    name: 'InternalServerException',
    status: 500,
    message: 'An internal error occurred. Please try again.',
  });
}

export function accessDenied(account: string, action: string, resource: string): ServiceException {
  return new ServiceException({
    name: 'AccessDeniedException',
    status: 403,
    message:
      `User: arn:aws:sts::${account}:assumed-role/handler/local is not authorized to perform: ${action} ` +
      `on resource: ${resource} because no identity-based policy allows the ${action} action`,
  });
}

export function missingAuthenticationToken(): ServiceException {
  return new ServiceException({
    name: 'MissingAuthenticationTokenException',
    status: 403,
    message: 'Missing Authentication Token',
  });
}

export function wrongCredentialScope(): ServiceException {
  const message = "Credential should be scoped to correct service: 'codeartifact'. ";
  return new ServiceException({ name: 'InvalidSignatureException', status: 403, message });
}

export function unknownOperation(method: string, path: string): ServiceException {
  return new ServiceException({
    name: 'UnknownOperationException',
    status: 404,
    message: `Unable to determine the operation of ${method} ${path}`,
  });
}
