import type { ResourceType, ValidationExceptionReason } from '@aws-sdk/client-codeartifact';

/** An error answer, in the terms of the service model. */
export class ServiceException extends Error {
  constructor(
    /** The shape's name, sent as `x-amzn-errortype`. */
    override readonly name: string,
    /** HTTP status code of the model. */
    readonly status: number,
    message: string,
    /** Further members of the shape, sent in the body. */
    readonly members: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export function validationException(
  message: string,
  reason: ValidationExceptionReason = 'FIELD_VALIDATION_FAILED',
): ServiceException {
  return new ServiceException('ValidationException', 400, message, { reason });
}

export function resourceNotFound(resourceType: ResourceType, resourceId: string, message: string): ServiceException {
  return new ServiceException('ResourceNotFoundException', 404, message, { resourceId, resourceType });
}

export function conflict(resourceType: ResourceType, resourceId: string): ServiceException {
  const message = `The ${resourceType} '${resourceId}' is being changed by another request.`;
  return new ServiceException('ConflictException', 409, message, { resourceId, resourceType });
}

/** @param retryAfter seconds, sent as `Retry-After`; the header is optional in the model and left out by default. */
export function throttling(retryAfter?: number): ServiceException {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new ServiceException('ThrottlingException', 429, 'Rate exceeded', {}, headers);
}

export function internalServerError(): ServiceException {
  return new ServiceException('InternalServerException', 500, 'An internal error occurred. Please try again.');
}

export function accessDenied(account: string, action: string, resource: string): ServiceException {
  return new ServiceException(
    'AccessDeniedException',
    403,
    `User: arn:aws:sts::${account}:assumed-role/handler/local is not authorized to perform: ${action} ` +
      `on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

export function missingAuthenticationToken(): ServiceException {
  return new ServiceException('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
}

export function wrongCredentialScope(): ServiceException {
  const message = "Credential should be scoped to correct service: 'codeartifact'. ";
  return new ServiceException('InvalidSignatureException', 403, message);
}

export function unknownOperation(method: string, path: string): ServiceException {
  return new ServiceException(
    'UnknownOperationException',
    404,
    `Unable to determine the operation of ${method} ${path}`,
  );
}
