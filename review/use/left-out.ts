import { isJsonObject, type JsonObject, readString } from '../evidence/evidence';

/** Patterns of principals and user agents whose requests are no use, such as those of a scanner. */
export interface LeftOutPatterns {
  readonly principals: readonly string[];
  readonly userAgents: readonly string[];
}

/**
 * Makes a function that tells which pattern leaves a record out. A pattern is about the whole ARN or user agent, and `*` in it
 * takes in any characters. The name of a session is chosen by the caller, so that only what stands behind the last slash of a
 * pattern is compared with it.
 */
export function findLeftOut({ principals, userAgents }: LeftOutPatterns): (record: JsonObject) => string | undefined {
  const byPrincipal = principals.map((pattern) => ({ pattern, matches: principalMatcher(pattern) }));
  const byAgent = userAgents.map((pattern) => ({ pattern, matches: wildcardMatcher(pattern) }));
  if (byPrincipal.length === 0 && byAgent.length === 0) {
    return () => undefined;
  }
  return (record) => {
    const identity = isJsonObject(record['userIdentity']) ? record['userIdentity'] : {};
    const context = isJsonObject(identity['sessionContext']) ? identity['sessionContext'] : {};
    const issuer = isJsonObject(context['sessionIssuer']) ? context['sessionIssuer'] : {};
    const arns = [identity['arn'], issuer['arn'], identity['invokedBy']].flatMap((each) => readString(each) ?? []);
    const agent = readString(record['userAgent']) ?? '';
    return (
      byPrincipal.find(({ matches }) => arns.some(matches))?.pattern ??
      byAgent.find(({ matches }) => matches(agent))?.pattern
    );
  };
}

function principalMatcher(pattern: string): (arn: string) => boolean {
  const matchesWhole = wildcardMatcher(pattern);
  const slash = pattern.lastIndexOf('/');
  const matchesRole = wildcardMatcher(pattern.slice(0, Math.max(0, slash)));
  const matchesSession = wildcardMatcher(pattern.slice(slash + 1));
  return (arn) => {
    const [, role, session] = /^(arn:[^:]*:sts::\d+:assumed-role\/.+)\/([^/]*)$/.exec(arn) ?? [];
    return role === undefined || session === undefined
      ? matchesWhole(arn)
      : matchesWhole(role) || (slash >= 0 && matchesRole(role) && matchesSession(session));
  };
}

/** Compares texts with a pattern in the time of their lengths: the parts between asterisks have to follow each other. */
function wildcardMatcher(pattern: string): (text: string) => boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  return (text) => {
    if (last === undefined) {
      return text === first;
    }
    if (!text.startsWith(first)) {
      return false;
    }
    let at = first.length;
    for (const part of others) {
      const position = text.indexOf(part, at);
      if (position < 0) {
        return false;
      }
      at = position + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
