/** A number of days, such as `90d`, or a date, such as `2026-01-31`. */
export const AGE_PATTERN = /^((?!0+d)[0-9]{1,5}d|[0-9]{4}-[0-9]{2}-[0-9]{2}(T\S+)?)$/;

/** Completes the sentence "olderThan must be …". */
export const AGE_RULE = 'a number of days, such as 90d and not 0d, or a date, such as 2026-01-31';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Reads the time that an age counts back to.
 *
 * @param now the time that days are counted back from @throws RangeError with the rule, as the rest of the sentence `olderThan must be …`
 */
export function readAge(text: string, now: Date): Date {
  if (!AGE_PATTERN.test(text)) {
    throw new RangeError(AGE_RULE);
  }
  const days = /^([0-9]+)d$/.exec(text)?.[1];
  const date = days === undefined ? new Date(text) : new Date(now.getTime() - Number(days) * DAY);
  if (days === undefined && !isCalendarDate(text, date)) {
    throw new RangeError('a date that exists');
  }
  if (date > now) {
    throw new RangeError(`a date in the past, before ${now.toISOString().slice(0, 10)}`);
  }
  return date;
}

/** JavaScript takes February 30 for a day of March. */
function isCalendarDate(text: string, date: Date): boolean {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return [date, day].every((each) => !Number.isNaN(each.getTime())) && day.toISOString().startsWith(text.slice(0, 10));
}
