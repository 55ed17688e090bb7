import { ColdCopies } from '../../codeartifact/cold-copies';
import { ObjectStore } from '../../codeartifact/object-store';

const HOUR = 3_600_000;
const ASSET = { name: 'a.bin', size: 3, sha256: 'a'.repeat(64) };

function canShare(
  object: { readonly hours: number; readonly size?: number; readonly sha256?: string },
  expires: boolean,
) {
  const store = new ObjectStore({
    region: 'us-east-1',
    credentials: () => Promise.resolve({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
  const copies = new ColdCopies(store, { bucket: 'copies', prefix: '' }, expires);
  const { hours, size = ASSET.size, sha256 = ASSET.sha256 } = object;
  return copies.canShare({ size, sha256, tag: '"1"', lastModified: new Date(Date.now() - hours * HOUR) }, ASSET);
}

test('A bucket that keeps its copies shares an asset whatever its age', () => {
  expect([canShare({ hours: 1 }, false), canShare({ hours: 10_000 }, false)]).toEqual([true, true]);
});

test('A bucket whose copies expire shares an asset for a day, and an older one is written again to last as long as its copy', () => {
  expect([canShare({ hours: 1 }, true), canShare({ hours: 25 }, true)]).toEqual([true, false]);
});

test('An object of another size or hash is no copy of an asset', () => {
  expect([canShare({ hours: 1, size: 4 }, false), canShare({ hours: 1, sha256: 'b'.repeat(64) }, false)]).toEqual([
    false,
    false,
  ]);
});
