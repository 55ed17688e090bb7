/** The version that is the same but for its spelling, if there is one. */
export function didYouMean(version: string, existing: Iterable<string>): string | undefined {
  const wanted = spellings(version);
  let best: string | undefined;
  let bestRank = wanted.length;
  for (const candidate of existing) {
    const rank = spellings(candidate).findIndex((spelling, index) => spelling === wanted[index]);
    if (rank !== -1 && rank < bestRank) {
      best = candidate;
      bestRank = rank;
    }
  }
  return best;
}

/**
 * The version ever more loosely: letter case; a leading `v`, leading zeros and trailing `.0`
 * (NuGet drops a fourth part of 0, semver asks for three parts); build metadata; separators.
 */
function spellings(version: string): string[] {
  const lower = version.toLowerCase();
  const parts = lower
    .replace(/^[v=]+/, '')
    .replace(/(?<![0-9a-z])0+(?=[0-9])/g, '')
    .replace(/^([0-9]+(?:\.[0-9]+)*?)(?:\.0)+(?=$|[-+])/, '$1');
  const withoutBuild = parts.replace(/\+.*$/, '');
  return [lower, parts, withoutBuild, withoutBuild.replace(/[-_.]/g, '')];
}
