import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes data to stdout, or to a file that is either as it was or whole.
 *
 * @param file undefined or `-` is stdout
 */
export async function writeData(data: string, file: string | undefined): Promise<void> {
  if (file === undefined || file === '-') {
    await new Promise<void>((resolve) => process.stdout.write(data, () => resolve()));
    return;
  }
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, data);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

/** Everything that is not data. */
export function printToStderr(text: string) {
  process.stderr.write(`${text}\n`);
}

/** A reader that has seen enough ends the process quietly, with the status that was decided on; so does an interrupt. */
export function endQuietly() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') {
        throw error;
      }
      process.exit();
    });
  }
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}

/** Whether a stream is a terminal that shows colours. */
export function showsColor(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, TERM } = process.env;
  return stream.isTTY && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}
