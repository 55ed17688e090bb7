/** Keeps what is written to stderr off the terminal, until Jest restores its mocks. */
export function captureStderr(): string[] {
  const stderr: string[] = [];
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr.push(String(text));
    return true;
  });
  return stderr;
}
