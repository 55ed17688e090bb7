import type { PackageName } from './package-name';

/** A package, and a line of a list that names it. */
export interface PackageLine extends PackageName {
  /** The number of the line, from 1. */
  readonly line: number;
}

/** A line of a hold list. */
export interface Hold extends PackageLine {
  /** The version or range, as it is written; all versions without it. */
  readonly versions?: string;
}

/** The content of a hold list. It is apart from the reader of hold lists, which needs packages of others. */
export interface Holds {
  /** The packages with held versions, each once, with the first line that names it. */
  packages(): Iterable<PackageLine>;
  /** The line that holds a version; undefined if none does. */
  find(name: PackageName, version: string): Hold | undefined;
}

/** The lines of a hold list. */
export interface HoldLines extends Holds {
  /** Every line, in the order of the list. */
  readonly holds: readonly Hold[];
  /** The lines that hold any of some versions of a package. */
  findAll(name: PackageName, versions: readonly string[]): readonly Hold[];
}
