import { existsSync } from 'node:fs';
import { URL } from 'node:url';
import eslint from '@eslint/js';
import awscdk from 'eslint-plugin-awscdk';
import tseslint from 'typescript-eslint';

/** Names that a reader would have to look up; the standard terms of the field are in their place. */
const DENIED_NAMES = [
  // Participles as types: of what?
  ...['Answered', 'Asked', 'Checked', 'Ended', 'Given', 'Listed', 'Measured', 'NotKnown', 'Ran', 'Read', 'Registered'],
  ...['Reviewed', 'Seen', 'Selected', 'Shown', 'Timed'],
  // One of CodeArtifact's, CloudFormation's or the project's own terms says it.
  ...[
    'befalls',
    'carryOut',
    'judge',
    'judged',
    'look',
    'mostThatFit',
    'NotDisposed',
    'placeOf',
    'PlanFailed',
    'ROOM',
    'room',
    'say',
  ],
  ...['Surroundings', 'surroundings', 'ways', 'Way', 'Ways', 'wording', 'Work'],
  // A package, version or app has a name of its own.
  'it_',
];

const RESTRICTED_SYNTAX = [
  {
    selector:
      ':matches(:function > Identifier.params, VariableDeclarator > Identifier.id, Property > Identifier.value)[name="it"]',
    message: 'Name what it is: pkg, version, verdict, app.',
  },
  {
    selector:
      ":matches(CallExpression[callee.name='test'], CallExpression[callee.callee.object.name='test']) > Literal:first-child[value=/^(is|are|was|were|can|cannot|may|does|has|gives|shows|names|lets|fails|becomes|with|if|it) /]",
    message: 'A title is a whole sentence without its describe.',
  },
];

/** `template/` answers every question about an expression, so that it alone must learn a new function of CloudFormation. */
const FUNCTION_NAME = {
  selector: ':matches(Literal[value=/^Fn::[A-Z]/], TemplateElement[value.raw=/^Fn::[A-Z]/])',
  message: 'Ask template/values/read-expression what an expression is made of and refers to.',
};

/** A workspace has dependencies of its own; without their types, its files cannot be checked. */
function uninstalled(workspace) {
  return existsSync(new URL(`${workspace}node_modules`, import.meta.url)) ? [] : [workspace];
}

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'cdk.out/',
      'coverage/',
      'reports/',
      '.stryker-tmp/',
      '**/node_modules/',
      'integ/',
      ...uninstalled('bench/'),
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: tseslint.configs.recommendedTypeCheckedOnly,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      curly: 'error',
      'max-params': ['error', 3],
      'id-denylist': ['error', ...DENIED_NAMES],
      'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX],
    },
  },
  {
    files: ['{bin,codeartifact,declaration,lambda,lib,local,review}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...RESTRICTED_SYNTAX, FUNCTION_NAME] },
  },
  {
    files: ['lib/**/*.ts', 'bin/app.ts', 'examples/**/*.ts'],
    plugins: { awscdk },
    rules: {
      ...awscdk.configs.strict.rules,
      // It takes `props = {}` for another name than `props`.
      'awscdk/construct-constructor-property': 'off',
      // It is meant for public interfaces; jsii keeps those in order.
      'awscdk/no-construct-in-interface': 'off',
    },
  },
  { files: ['**/*.js'], languageOptions: { sourceType: 'commonjs' } },
);
