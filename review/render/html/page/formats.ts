/** The locale of the page's English text: a number in another would read as another number. */
const LOCALE = 'en';

const number = new Intl.NumberFormat(LOCALE);
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'long', timeZone: 'UTC' });
const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'].map((unit) =>
  [0, 1].map(
    (digits) =>
      new Intl.NumberFormat(LOCALE, {
        style: 'unit',
        unit,
        unitDisplay: unit === 'byte' ? 'long' : 'short',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ),
);

export function numberText(value: number): string {
  return number.format(value);
}

/** `1 version`, `2 versions`. */
export function countText(count: number, noun: string): string {
  return `${number.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Bytes in powers of 1000, as storage is billed and as the other formats of the plan show them. */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return sizes[power][power > 0 && value < 10 ? 1 : 0].format(value);
}

/** @param seconds since 1970 */
export function dayText(seconds: number): string {
  return day.format(seconds * 1000);
}

/** With the time zone. */
export function timeText(milliseconds: number): string {
  return time.format(milliseconds);
}
