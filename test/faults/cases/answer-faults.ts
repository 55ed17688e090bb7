import type { DeliveryFault } from '../../../local/cloudformation';
import { newVersions } from './function';
import { theFunction } from './process-faults';
import type { Case, Section } from './section';

const AGAIN = 'the answer is sent again, and arrives';
const LOST =
  'Lambda gets an error without the URL and runs the event again, the stack fails for want of an answer, and the next deployment finds nothing left to do';

export const ANSWER_FAULTS: Section = {
  title: 'An answer that does not arrive',
  about: 'Again the bundle in a process of its own, with the response URL as the thing that fails.',
  file: 'process-faults.test.ts',
  cases: [
    delivered('The response URL answers 503 four times', { type: 'status', status: 503 }, 4),
    delivered('The response URL cuts the connection', { type: 'reset' }, 2),
    delivered('The response URL redirects', { type: 'redirect', status: 307 }, 2),
    delivered('The response URL takes the answer and cuts the connection', { type: 'resetAfterStoring' }, 1),
    { ...delivered('The response URL is slower than five seconds', { type: 'slow', delayMs: 6_000 }, 1), isSlow: true },
    { ...lost('The response URL is down', { type: 'reset' }, 5), isSlow: true },
    { ...lost('The response URL redirects each time', { type: 'redirect', status: 301 }, 5), isSlow: true },
    lost('The response URL has expired (403)', { type: 'expired' }, 1),
  ],
};

function delivered(fault: string, as: DeliveryFault, times: number): Case {
  return {
    fault,
    happens: AGAIN,
    run: async () => {
      const deployedFunction = await theFunction();
      const versions = newVersions(1);
      deployedFunction.account.publish(...versions);
      deployedFunction.responses.failNext(as, times);

      expect(await deployedFunction.update(versions)).toMatchObject({
        outcome: 'SUCCESS',
        invocations: [{ outcome: 'ok' }],
      });
      expect(deployedFunction.notDisposed(versions)).toEqual([]);
    },
  };
}

function lost(fault: string, as: DeliveryFault, attempts: number): Case {
  return {
    fault,
    happens: LOST,
    run: async () => {
      const deployedFunction = await theFunction();
      const versions = newVersions(1);
      deployedFunction.account.publish(...versions);
      deployedFunction.responses.failNext(as, 3 * attempts);

      const { outcome, invocations } = await deployedFunction.update(versions);
      expect(outcome).toBe('NO_RESPONSE');
      expect(invocations.map(({ error }) => error?.errorMessage.replace(/: .*/, ''))).toEqual(
        Array.from({ length: 3 }, () => `CloudFormation did not take the answer after ${attempts} attempts`),
      );

      const calls = deployedFunction.codeArtifact.callsOf('DisposePackageVersions').length;
      expect(await deployedFunction.update(versions)).toMatchObject({ outcome: 'SUCCESS' });
      expect(deployedFunction.codeArtifact.callsOf('DisposePackageVersions')).toHaveLength(calls);
    },
  };
}
