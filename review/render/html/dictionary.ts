/** Entries by the order of their first use. */
export class Dictionary<T> {
  readonly entries: T[];
  private readonly indexes = new Map<string, number>();

  /** @param texts entries that are there already, each its own key */
  constructor(texts: readonly (T & string)[] = []) {
    this.entries = [...texts];
    texts.forEach((text, index) => this.indexes.set(text, index));
  }

  addToIndex(key: string, entry: () => T): number {
    const index = this.indexes.get(key) ?? this.entries.push(entry()) - 1;
    this.indexes.set(key, index);
    return index;
  }
}
