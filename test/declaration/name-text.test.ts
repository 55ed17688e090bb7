import {
  type ArnName,
  brokenTextRule,
  DYNAMIC_REFERENCE_RULE,
  WILDCARD_RULE,
  widensPolicy,
} from '../../declaration/name-text';

const NAMES: readonly ArnName[] = ['domain', 'domainOwner', 'repository', 'format', 'namespace', 'package'];

test.each<[ArnName, string]>([
  ['domain', 'my-domain-1'],
  ['domainOwner', '111122223333'],
  ['repository', 'My.repo_1-a'],
  ['format', 'npm'],
  ['namespace', 'My-scope.a_b'],
  ['package', '@left-pad.1_A'],
])('A text of a %s may be %s', (property, text) => {
  expect(brokenTextRule(property, text)).toBeUndefined();
});

test.each<[ArnName, string, string]>([
  ['domain', 'my-Domain', 'D'],
  ['domain', 'my.domain', '.'],
  ['domainOwner', '11112222333x', 'x'],
  ['repository', 'my-repo/other', '/'],
  ['repository', 'my-repo:other', ':'],
  ['format', 'npm1', '1'],
  ['namespace', 'my/scope', '/'],
  ['namespace', 'my#scope', '#'],
  ['package', 'left pad', ' '],
  ['package', 'left#pad', '#'],
])('A text of a %s that is %s is refused for its %j', (property, text, forbidden) => {
  expect(brokenTextRule(property, text)).toBe(`free of ${JSON.stringify(forbidden)}, which no such name holds`);
});

test.each(NAMES)('A text of a %s is refused for a dynamic reference before all else', (property) => {
  expect(brokenTextRule(property, '*{{resolve:ssm:/x}}')).toBe(DYNAMIC_REFERENCE_RULE);
});

test.each(['*', '?', '${aws:username}'])('A text with %s widens a policy, in every name', (text) => {
  expect(widensPolicy(`a${text}`)).toBe(true);
  expect(NAMES.map((property) => brokenTextRule(property, text))).toEqual(NAMES.map(() => WILDCARD_RULE));
});

test.each(['$', '{', '}', '$a', '!'])('A text with %s does not widen a policy', (text) => {
  expect(widensPolicy(text)).toBe(false);
});
