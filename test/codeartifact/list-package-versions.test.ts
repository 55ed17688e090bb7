import { listPackageVersions, type PackageListing } from '../../codeartifact/list-package-versions';
import { eachPage } from '../../codeartifact/pages';

function listing(...versions: string[]): PackageListing {
  return { missing: false, versions: new Map(versions.map((version) => [version, { revision: 'r' }])) };
}

/** Lists, and records the statuses that were asked for. */
function lists(byStatus: Record<string, PackageListing | Error>) {
  const statuses: string[] = [];
  const list = (status: string | undefined) => {
    statuses.push(status ?? 'all');
    const found = byStatus[status ?? 'all'] ?? listing();
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  return { statuses, list };
}

describe('The statuses that an unfiltered list may leave out', () => {
  test('The statuses that an unfiltered list may leave out are not listed if every wanted version was found', async () => {
    const { statuses, list } = lists({ all: listing('1.0.0') });
    await listPackageVersions(list, ['1.0.0']);
    expect(statuses).toEqual(['all']);
  });

  test('The statuses that an unfiltered list may leave out are listed until every wanted version was found', async () => {
    const { statuses, list } = lists({ all: listing('1.0.0'), Archived: listing('1.1.0') });
    const { versions } = await listPackageVersions(list, ['1.0.0', '1.1.0']);
    expect(statuses).toEqual(['all', 'Archived']);
    expect([...versions.keys()]).toEqual(['1.0.0', '1.1.0']);
  });

  test('The statuses that an unfiltered list may leave out are all listed if every version is wanted', async () => {
    const { statuses, list } = lists({});
    await listPackageVersions(list, 'all');
    expect(statuses).toEqual(['all', 'Archived', 'Disposed']);
  });

  test('The statuses that an unfiltered list may leave out are not listed for a package that does not exist', async () => {
    const { statuses, list } = lists({ all: { missing: true, versions: new Map() } });
    expect(await listPackageVersions(list, ['1.0.0'])).toMatchObject({ missing: true });
    expect(statuses).toEqual(['all']);
  });

  test('The statuses that an unfiltered list may leave out make the whole list fail if their own list fails', async () => {
    const { list } = lists({ all: listing('1.0.0'), Archived: new Error('denied') });
    await expect(listPackageVersions(list, ['1.0.0', '1.1.0'])).rejects.toThrow('denied');
  });

  test('The statuses that an unfiltered list may leave out make the package missing if it was deleted meanwhile', async () => {
    const { list } = lists({ all: listing('1.0.0'), Archived: { missing: true, versions: new Map() } });
    expect(await listPackageVersions(list, ['1.1.0'])).toEqual({ missing: true, versions: new Map() });
  });
});

describe('The pages of a list', () => {
  const pages = (...tokens: unknown[]) => {
    const given: (string | undefined)[] = [];
    const end = eachPage('ListPackageVersions', (token) => {
      given.push(token);
      return Promise.resolve(tokens.shift());
    });
    return { given, end };
  };

  test.each([undefined, null, ''])('The pages of a list end with a next token of %p', async (last) => {
    const { given, end } = pages('a', 'b', last);
    await end;
    expect(given).toEqual([undefined, 'a', 'b']);
  });

  test('The pages of a list that would never end are an error', async () => {
    await expect(pages('a', 'b', 'a').end).rejects.toThrow('the same nextToken twice');
  });

  test.each([7, {}])('The pages of a list with a next token of %p are an error', async (token) => {
    await expect(pages(token).end).rejects.toThrow('a nextToken that is not a string');
  });
});
