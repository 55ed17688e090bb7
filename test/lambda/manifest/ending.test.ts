import { addReasons } from '../../../lambda/manifest/ending';

test('The kind and the advice of the first reasons stay, and later ones are added', () => {
  const first = addReasons(undefined, { kind: 'refused', entries: ['npm a 1 NOT_FOUND: gone'], next: 'Correct it.' });
  expect(addReasons(first, { kind: 'stopped', entries: ['the time was up'], next: 'Deploy again.' })).toEqual({
    kind: 'refused',
    entries: ['npm a 1 NOT_FOUND: gone', 'the time was up'],
    count: 2,
    codes: { NOT_FOUND: 1 },
    next: 'Correct it.',
  });
});
