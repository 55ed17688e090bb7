import { coordinates } from '../overlap-history/ledger';
import { type Construct, OverlapStack, type Template } from '../overlap-history/stack';
import type { Case, Section } from './section';

const NAMES = Array.from({ length: 20 }, (_, n) => `p-${String(n).padStart(2, '0')} 1`);
const FEW = NAMES.slice(0, 3);
/** Calls in a second, so that the calls of twenty packages take longer than an event needs to notice a newer one. */
const RATE = 6;
/** Calls after which a deployment is cancelled: all lists, and the first ones that change versions. */
const CANCELLED = NAMES.length + 3;
const ALL_ARCHIVED = 'its versions stay archived';

const archive = (versions: readonly string[], restores = true): Construct => ({
  action: 'archive',
  versions,
  restores,
});
const dispose = (versions: readonly string[], waitsFor?: string): Construct => ({
  action: 'dispose',
  versions,
  ...(waitsFor !== undefined && { waitsFor }),
});

export const OVERLAP_FAULTS: Section = {
  title: 'Events that overlap, and declarations that share versions',
  about:
    'The functions of ArchivedPackages and DisposedPackages in the process of the test, and the events that CloudFormation sends when a ' +
    'stack is cancelled, rolled back, renamed or removed. After each deployment, no version was changed by an event that is over.',
  file: 'overlap-faults.test.ts',
  cases: [
    overlapCase(
      'A creation that disposes is cancelled, and its deletion comes at once',
      'the deletion is answered when nothing works any more',
      async (stack) => {
        expect(await deploy(stack, { CleanUp: dispose(NAMES) }, CANCELLED)).toBe('ROLLED BACK');
        expect(count(stack, 'Disposed')).toBeLessThan(NAMES.length);
      },
    ),
    overlapCase(
      'An update that disposes is cancelled, and its rollback comes at once',
      'the rollback succeeds, and the rest stays',
      async (stack) => {
        await deploy(stack, { CleanUp: dispose(FEW) });
        expect(await deploy(stack, { CleanUp: dispose(NAMES) }, CANCELLED)).toBe('ROLLED BACK');
        expect(count(stack, 'Disposed')).toBeLessThan(NAMES.length);
        expect(await deploy(stack, { CleanUp: dispose(NAMES) })).toBe('COMPLETE');
      },
    ),
    overlapCase(
      'A creation that archives is cancelled, and its deletion comes at once',
      'nothing stays archived',
      async (stack) => {
        expect(await deploy(stack, { A: archive(NAMES) }, CANCELLED)).toBe('ROLLED BACK');
        expect(count(stack, 'Archived')).toBe(0);
      },
    ),
    overlapCase(
      'An update that archives more is cancelled, and its rollback comes at once',
      'what only the update archived is restored',
      async (stack) => {
        await deploy(stack, { A: archive(FEW) });
        expect(await deploy(stack, { A: archive(NAMES) }, CANCELLED)).toBe('ROLLED BACK');
        expect(count(stack, 'Archived')).toBe(FEW.length);
      },
    ),
    overlapCase(
      'The event of an update is delivered again after its rollback',
      'it changes nothing, and its answer is the same',
      async (stack) => {
        await deploy(stack, { CleanUp: dispose(FEW) });
        await deploy(stack, { CleanUp: dispose(NAMES) }, CANCELLED);
        const before = count(stack, 'Disposed');
        await stack.deliverAgain(1);
        await stack.account.idle();
        expect(count(stack, 'Disposed')).toBe(before);
        const answers = stack.ledger.answersTo(stack.ledger.events[1]!).map(({ Status }) => Status);
        expect(new Set(answers)).toEqual(new Set(['FAILED']));
      },
    ),
    overlapCase('A construct that restores gets another id', ALL_ARCHIVED, async (stack) => {
      await deploy(stack, { A: archive(FEW) });
      expect(await deploy(stack, { Renamed: archive(FEW) })).toBe('COMPLETE');
      expect(count(stack, 'Archived')).toBe(FEW.length);
    }),
    overlapCase('Two constructs pass on all versions to each other', ALL_ARCHIVED, async (stack) => {
      await deploy(stack, { A: archive(FEW), B: archive(NAMES.slice(3, 6)) });
      expect(await deploy(stack, { A: archive(NAMES.slice(3, 6)), B: archive(FEW) })).toBe('COMPLETE');
      expect(count(stack, 'Archived')).toBe(6);
    }),
    overlapCase('One of two constructs with the same versions is removed', ALL_ARCHIVED, async (stack) => {
      await deploy(stack, { A: archive(FEW), B: archive(FEW, false) });
      expect(await deploy(stack, { B: archive(FEW, false) })).toBe('COMPLETE');
      expect(count(stack, 'Archived')).toBe(FEW.length);
    }),
    overlapCase(
      'A version is restored and archived again while no function takes reports',
      'a disposal that waits is refused, then and after the outage',
      async (stack) => {
        const { account } = stack;
        await deploy(stack, { A: archive(FEW) });
        account.pass(1);
        account.services.sqs.isHeld = true;
        const { registry } = account.services.codeArtifact;
        registry.setStatus(coordinates('p-00'), '1', 'Published');
        registry.archive(coordinates('p-00'), '1');
        account.pass(29);
        const steps = { A: archive(FEW), CleanUp: dispose(FEW, 'A') };
        expect(await deploy(stack, steps)).toBe('ROLLED BACK');
        account.services.sqs.isHeld = false;
        await account.services.sqs.redeliver();
        expect(await deploy(stack, steps)).toBe('ROLLED BACK');
        expect(count(stack, 'Disposed')).toBe(0);
      },
    ),
    overlapCase(
      'S3 takes no time of an archiving after its calls',
      'the reason counts what is archived, and the next deployment gives the times',
      async (stack) => {
        const { account, ledger } = stack;
        account.services.s3.observe = ({ operation, key }, moment) => {
          const isAfter = account.services.codeArtifact.callsOf('UpdatePackageVersionsStatus').length > 0;
          if (moment === 'before' && operation === 'PutObject' && key.includes('/by/') && isAfter) {
            throw new Error('refused');
          }
        };
        const one = FEW.slice(0, 1);
        await deploy(stack, { A: archive(one, false) });
        account.services.s3.observe = undefined;
        const reasons = ledger.events.flatMap((event) => ledger.answersTo(event).map(({ Reason = '' }) => Reason));
        expect(reasons[0]).toMatch(
          /^1 of 1 versions of my-domain\/my-repo are archived, .*1 versions were archived: the record of when versions/,
        );
        expect(await deploy(stack, { A: archive(one) })).toBe('COMPLETE');
        account.pass(30);
        expect(await deploy(stack, { A: archive(one), CleanUp: dispose(one, 'A') })).toBe('COMPLETE');
      },
    ),
    overlapCase(
      'A construct is removed and created again while its versions stay archived',
      'they wait from then on',
      async (stack) => {
        await deploy(stack, { A: archive(FEW, false) });
        stack.account.pass(1);
        await deploy(stack, {});
        stack.account.pass(29);
        await deploy(stack, { A: archive(FEW, false) });
        const steps = { A: archive(FEW, false), CleanUp: dispose(FEW, 'A') };
        expect(await deploy(stack, steps)).toBe('ROLLED BACK');
        stack.account.pass(30);
        expect(await deploy(stack, steps)).toBe('COMPLETE');
      },
    ),
  ],
};

function overlapCase(fault: string, happens: string, run: (stack: OverlapStack) => Promise<void>): Case {
  return {
    fault,
    happens,
    run: async () => {
      const stack = await OverlapStack.open(RATE);
      try {
        for (const key of NAMES) {
          const [name = '', version = ''] = key.split(' ');
          stack.account.services.codeArtifact.registry.publish(coordinates(name), version);
        }
        stack.account.pass(1);
        await run(stack);
        await stack.account.idle();
        expect(stack.ledger.violations).toEqual([]);
      } finally {
        await stack.close();
      }
    },
  };
}

async function deploy(stack: OverlapStack, template: Template, cancelAfter?: number) {
  stack.account.pass(1 / 24);
  return stack.deploy(template, { cancelAfter });
}

function count(stack: OverlapStack, status: string): number {
  return NAMES.filter((key) => stack.ledger.status(key) === status).length;
}
