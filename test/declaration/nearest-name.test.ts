import { findNearest } from '../../declaration/nearest-name';

const NAMES = ['stack', 'parameter', 'acknowledge', 'recordBucket', 'npm', 'Archived'];

test.each([
  ['stak', 'stack'],
  ['satck', 'stack'],
  ['NPM', 'npm'],
  ['nmp', 'npm'],
  ['archived', 'Archived'],
  ['parameters', 'parameter'],
  ['ack', undefined],
  ['acknowledgements', 'acknowledge'],
  ['pypi', undefined],
  ['xx', undefined],
  ['', undefined],
])('The nearest name to %j is %s', (text, name) => {
  expect(findNearest(text, NAMES)).toBe(name);
});
