import { describeUnknown } from '../../declaration/nearest-name';
import { type Format, FORMATS, isFormat } from '../../declaration/package-format';
import { CommandError } from '../text/command-error';

/**
 * A format as the command line gives it.
 *
 * @throws CommandError
 */
export function readFormat(format: string): Format {
  if (!isFormat(format)) {
    throw new CommandError(`The format must be one of ${FORMATS.join(', ')}; ${describeUnknown(format, FORMATS)}`);
  }
  return format;
}
