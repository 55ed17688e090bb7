import type { Plan, PlannedDeclaration, PlannedVersion } from '../../../review/plan/plan-model';
import { countTotals } from '../../../review/plan/totals';

/** A version that will be disposed, unless told otherwise. */
export function version(name: string | null, partial: Partial<PlannedVersion> = {}): PlannedVersion {
  return {
    version: name,
    verdict: 'will be disposed',
    added: true,
    status: 'Published',
    revision: 'Ciqe5/9yicvkJT13b5/LdLpCyE6fqA7poa9qp+FilPs=',
    pin: 'none',
    publishedTime: '2025-06-01T12:00:00.000Z',
    sizeBytes: 34_500,
    warnings: [],
    ...partial,
  };
}

/** A declaration of versions of one npm package. */
export function declaration(versions: PlannedVersion[], partial: Partial<PlannedDeclaration> = {}): PlannedDeclaration {
  return {
    stack: 'Prod/Disposal',
    stackId: 'Prod/Disposal',
    account: '111122223333',
    region: 'eu-west-1',
    constructPath: 'Prod/Disposal/LeftPad',
    logicalId: 'LeftPad12345678',
    outcome: 'will dispose',
    package: { domain: 'my-domain', repository: 'my-repo', format: 'npm', namespace: 'my-scope', package: 'left-pad' },
    displayName: '@my-scope/left-pad',
    location: 'my-domain/my-repo',
    allowMissing: false,
    notes: [],
    versions,
    ...partial,
  };
}

/** A complete plan. */
export function plan(declarations: PlannedDeclaration[], partial: Partial<Plan> = {}): Plan {
  return {
    schemaVersion: 1,
    comparedToBase: false,
    complete: true,
    totals: countTotals(declarations, 0, true),
    problems: [],
    unresolved: [],
    acknowledged: [],
    declarations,
    ...partial,
  };
}

export const refused = version('1.1', {
  verdict: 'refused',
  code: 'NOT_FOUND',
  message: 'the repository has no such version',
  didYouMean: '1.1.0',
  status: undefined,
  revision: undefined,
});

/** One declaration that disposes, one that is refused, one that could not be read. */
export const mixedPlan = plan(
  [
    declaration([
      version('1.0.0', {
        pin: 'holds',
        pinnedRevision: 'Ciqe5/9yicvkJT13b5/LdLpCyE6fqA7poa9qp+FilPs=',
        status: 'Archived',
      }),
      version('2.0.0', {
        warnings: [
          {
            id: 'default-version',
            message: 'the default version of the package (latest)',
          },
        ],
      }),
      version('0.9.0', { verdict: 'already disposed', status: 'Disposed' }),
    ]),
    declaration(
      [refused, version('1.2.0', { verdict: 'skipped', message: 'another version of the declaration is refused' })],
      {
        outcome: 'refused',
        constructPath: 'Prod/Disposal/RightPad',
        displayName: 'right-pad',
        package: { domain: 'my-domain', repository: 'my-repo', format: 'npm', package: 'right-pad' },
        notes: ['The parameter Version is taken to have its default, "1.1".'],
      },
    ),
  ],
  {
    complete: false,
    problems: ['Prod/Other/Gem: AccessDeniedException: allow codeartifact:ListPackageVersions on arn:aws:…'],
  },
);

/** Texts that would be markup, script, links, other lines or another order of characters, if anything took them for it. */
export const HOSTILE_TEXTS = [
  '`|@octocat <img src=x onerror=alert(1)> [a](https://example.com) \\| #1\n# heading',
  '</script><script>alert(1)</script><!--',
  '"\'><svg onload=alert(1)>&lt;&amp;',
  'javascript:alert(1)//https://example.com/?q=',
  '1.0\u001b[31m\u202e\u200b\u2066\ufeff',
  'a\u2028b\u2029c\u0000d',
  'lone \ud800 and \udfff surrogates',
  '</style><style>*{display:none}</style>',
  '__proto__',
  'constructor',
  '${alert(1)} {{alert(1)}} %3Cscript%3E',
  '##[group]x\r\n::error::y',
];
