import type { PolicyFields } from '../declare/policy/policy-fields';

const LIMIT: PolicyFields = {
  versions: { kind: 'count', min: 0, description: 'As many versions in a change.' },
  packages: { kind: 'count', min: 0, description: 'As many packages in a change.' },
  bytes: {
    kind: 'text',
    text: { pattern: /^[0-9]{1,12}(\.[0-9]{1,3})? ?(B|kB|MB|GB|TB)$/, rule: 'a size, such as 500 MB or 2 GB' },
    description: 'As many bytes of assets in a change, such as 2 GB. A version of unknown size is over every bound.',
  },
  shareOfPackage: {
    kind: 'text',
    text: { pattern: /^([1-9][0-9]?|100) ?%$/, rule: 'a percentage from 1% to 100%, such as 50%' },
    description: 'The largest share of the versions of any one package in a change, such as 50%.',
  },
};

/** Every key of a guard. The reader and the JSON Schema are made of this. */
export const GUARD_FIELDS: PolicyFields = {
  protect: {
    kind: 'texts',
    text: { pattern: /^\S[^\p{C}]{0,999}$/u, rule: 'a package, a version or a range, as a line of a hold list' },
    description:
      'Packages, versions and ranges that no declaration may archive or dispose, each as a line of a hold list: `npm @my-scope/core >=2.0.0`.',
  },
  requirePins: { kind: 'flag', description: 'Each version must have a pinned revision; default: false.' },
  archiveFirst: {
    kind: 'text',
    text: { pattern: /^[1-9][0-9]{0,4}d$/, rule: 'a number of days from 1d, such as 30d' },
    description: 'Days for which a version must be archived before it is disposed, such as 30d.',
  },
  requireColdCopies: {
    kind: 'flag',
    description: 'A version must be copied before it is archived or disposed; default: false.',
  },
  atMost: { kind: 'mapping', fields: LIMIT, description: 'The largest change that is allowed.' },
  approvals: {
    kind: 'list',
    fields: {
      label: {
        kind: 'text',
        text: { pattern: /^[^\s,\p{C}][^,\p{C}]{0,49}$/u, rule: 'a label of at most 50 characters without a comma' },
        required: true,
        description: 'The label that the pull request needs.',
      },
      above: {
        kind: 'mapping',
        fields: LIMIT,
        required: true,
        description: 'Larger changes than this need the label.',
      },
    },
    description: 'Changes that need a label of the pull request, which further people give.',
  },
};
