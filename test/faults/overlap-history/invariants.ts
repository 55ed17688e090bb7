/** What holds after each step of a history with overlapping events. */
export const OVERLAP_INVARIANTS: readonly string[] = [
  'no version is changed by an event after its answer, or after the answer to a newer event of the construct',
  'nothing is disposed but what the manifest of the event names, at that revision, and after the waiting time',
  'nothing is restored but what the same life of the construct archived',
  'what a deployed construct archives is not restored by another one',
  'a removal that is answered leaves nothing archived that only this construct archived, if it is to restore',
  'every event has an answer, and every delivery of it the same one',
  '"Nothing was disposed" or "archived" means that the event changed no version',
  'SUCCESS means that every version of the manifest is archived or disposed, if nobody else changed it since',
];
