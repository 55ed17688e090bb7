import type { IncomingMessage } from 'node:http';
import { accessDenied, internalServerError, ServiceException, throttling, validationException } from './exceptions';
import { type CallOutcome, findOutcome } from './fault-outcome';
import { makeException, showsAfterExecution, type Fault, type RawAnswer, type RecordedCall } from './faults';
import type { Operation } from './operations';
import { AssetAnswer } from './package-version-assets';
import type { RateLimiter } from './rate-limit';
import type { OperationContext } from './resources';
import { readMembers } from './validation';
import type { Variants } from './variants';
import { leaveOut } from './wire';

/** An operation's request, and its record. */
interface OperationRequest {
  readonly operation: Operation;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly record: RecordedCall;
}

/** The parts of the service that a run of an operation needs. */
interface OperationService {
  /** The context at present: the variants can be changed while a call waits. */
  readonly getContext: () => OperationContext;
  readonly limiter: RateLimiter;
  readonly authorize: (action: string, resource: string) => boolean;
  /** Waits, and rejects if the service stops. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/**
 * Runs an operation with the fault that was asked for.
 *
 * @param fault undefined for a call that the service answers as it does without a fault
 */
export async function runOperation(
  request: OperationRequest,
  fault: Fault | undefined,
  service: OperationService,
): Promise<CallOutcome> {
  if (!fault) {
    return { answer: answerRequest(request, service) };
  }
  const afterExecution = showsAfterExecution(fault);
  if (fault.fault === 'slow' || fault.fault === 'concurrent-change') {
    const happen = async (): Promise<void> => {
      if (fault.fault === 'slow') {
        await service.wait(fault.delay);
      } else {
        fault.change(service.getContext().registry, request.record);
      }
    };
    if (!afterExecution) {
      await happen();
    }
    const answer = answerRequest(request, service);
    if (afterExecution) {
      await happen();
    }
    return { answer };
  }
  const answer = afterExecution ? answerRequest(request, service, fault) : undefined;
  const { scope, variants } = service.getContext();
  const exception = makeException(fault, request.record, scope.account);
  if (exception) {
    return { answer: encodeException(exception, variants) };
  }
  return findOutcome(fault, answer);
}

/** Runs the operation, as the service does without a fault. */
function answerRequest(
  { operation, query, body, headers, record }: OperationRequest,
  { getContext, limiter, authorize }: OperationService,
  fault?: Fault,
): RawAnswer {
  const context = getContext();
  const { variants, scope } = context;
  try {
    if (!limiter.admits(operation.name, performance.now())) {
      throw throttling();
    }
    const isAsset = operation.shape.body === 'asset';
    if (operation.shape.body !== undefined && !isAsset && record.body === undefined) {
      const text = body.toString('utf8', 0, 40);
      throw validationException(`The body of the request must be JSON, not '${text}'`, 'CANNOT_PARSE');
    }
    const members = readMembers(operation.shape, query, record.body);
    if (isAsset) {
      Object.assign(members, { assetContent: body, assetSHA256: String(headers['x-amz-content-sha256']) });
    }
    if (!authorize(record.action, record.resource)) {
      throw accessDenied(scope.account, record.action, record.resource);
    }
    const result = operation.run(context, members);
    record.executed = true;
    if (result instanceof AssetAnswer) {
      return { status: 200, body: '', ...result };
    }
    const visibleResult = leaveOut(operation.name, result as Record<string, unknown>, variants);
    const rewritten = fault?.fault === 'rewrite' ? fault.rewrite(visibleResult, record) : visibleResult;
    return { status: 200, body: JSON.stringify(rewritten) };
  } catch (error) {
    if (error instanceof ServiceException) {
      return encodeException(error, variants);
    }
    reportDefect(error);
    return encodeException(internalServerError(), variants);
  }
}

/** The answer of an exception, in the wire format of the service. */
export function encodeException(exception: ServiceException, { omit }: Variants): RawAnswer {
  const { name, status, message, members, headers } = exception;
  const omitted: readonly string[] = omit;
  const remainingMembers = Object.entries(members).filter(([member]) => !omitted.includes(`${name}.${member}`));
  return {
    status,
    headers: { ...headers, 'x-amzn-errortype': name },
    body: JSON.stringify({ message, ...Object.fromEntries(remainingMembers) }),
  };
}

/** Prints an error of an injected function, for example. The client sees that the service fails, and the test must see why. */
export function reportDefect(error: unknown): void {
  process.stderr.write(`embedded CodeArtifact: ${error instanceof Error ? error.stack : String(error)}\n`);
}
