/** Folders of the product, and what each may import of the project besides itself. */
const MAY_IMPORT = {
  declaration: [],
  codeartifact: ['declaration'],
  template: ['declaration'],
  lib: ['declaration', 'codeartifact', 'template'],
  lambda: ['declaration', 'codeartifact', 'template'],
  review: ['declaration', 'codeartifact', 'template'],
  bin: ['lib', 'review'],
};

/** Everything else of the project, such as tools and tests, which the product never imports. */
const ALL = '^(?!node_modules/)[^/]+/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([folder, others]) => ({
      name: `imports-of-${folder}`,
      severity: 'error',
      comment: `${folder}/ may import ${others.length > 0 ? others.map((other) => `${other}/`).join(', ') : 'nothing'} of the project.`,
      from: { path: `^${folder}/` },
      to: {
        path: ALL,
        pathNot: [folder, ...others].map((each) => `^${each}/`),
        dependencyTypesNot: ['core', 'unknown'],
      },
    })),
    {
      name: 'declaration-is-pure',
      severity: 'error',
      comment: 'declaration/ does no I/O. What it may import computes only.',
      from: { path: '^declaration/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer'],
        pathNot: '^(node_modules/(semver|picomatch|packageurl-js)/|(node:)?(buffer|crypto)$)',
      },
    },
    {
      name: 'lib-has-no-dependencies',
      severity: 'error',
      comment: 'lib/ and what it imports run in the apps of users, which install its peers only.',
      from: { path: '^lib/' },
      to: { path: '^node_modules/(?!aws-cdk-lib/|constructs/|@types/)', reachable: true },
    },
    { name: 'no-cycle', severity: 'error', comment: 'Imports of types count.', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^dist/'] },
    exclude: { path: ['^integ/', '\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
