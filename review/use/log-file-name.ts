/** A log file of CloudTrail, as its key tells it. */
export interface LogFile {
  readonly key: string;
  readonly account: string;
  readonly region: string;
  /** When it was delivered, in milliseconds. What it records may be older. */
  readonly time: number;
}

const KEY =
  /(?:^|\/)(\d{12})\/CloudTrail\/([a-z0-9-]+)\/\d{4}\/\d{2}\/\d{2}\/(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;

/** Reads a key; undefined for another object, such as a digest. */
export function readLogFileName(key: string): LogFile | undefined {
  const [, account, region, accountOfFile, regionOfFile, ...digits] = KEY.exec(key) ?? [];
  if (account === undefined || region === undefined || account !== accountOfFile || region !== regionOfFile) {
    return undefined;
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = digits.map(Number);
  return { key, account, region, time: Date.UTC(year, month - 1, day, hour, minute) };
}
