/** The reasons of the file system, by their codes; the path is in the message around them. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EMFILE: 'too many files are open',
};

/** The reason of an error, without the path, the system call and a full stop. */
export function describeFileError(error: unknown): string {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  const reason = code === undefined || syscall === undefined ? undefined : (REASONS[code] ?? code);
  return (reason ?? message).replace(/[.]$/, '');
}
