import type { PackageName } from './package-name';

/** A line of a hold list: what nobody may dispose. */
export interface Hold extends PackageName {
  /** The number of the line, from 1. */
  readonly line: number;
  /** The version or range, as it is written; all versions without it. */
  readonly versions?: string;
}

/** What a hold list holds. It is apart from the reader of hold lists, which needs packages of others. */
export interface Holds {
  /** The packages of which it holds versions, each once. */
  packages(): Iterable<PackageName>;
  /** The line that holds a version; undefined if none does. */
  find(name: PackageName, version: string): Hold | undefined;
}
