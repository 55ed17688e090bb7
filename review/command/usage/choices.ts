import { InvalidArgumentError, Option } from 'commander';
import { suggestNearest } from '../../../declaration/nearest-name';

/** An option that takes one of some names. One that is misspelled is answered with the nearest. */
export function choiceOption<T extends string>(flags: string, description: string, names: readonly T[]): Option {
  return new Option(flags, description).choices(names).argParser((value) => {
    if (!(names as readonly string[]).includes(value)) {
      const suggestion = suggestNearest(value, names);
      throw new InvalidArgumentError(`It must be one of ${names.join(', ')}${suggestion === '' ? '.' : suggestion}`);
    }
    return value;
  });
}
