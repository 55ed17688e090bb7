import eslint from '@eslint/js';
import awscdk from 'eslint-plugin-awscdk';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // integ/ has dependencies of its own, which need not be installed.
  { ignores: ['dist/', 'cdk.out/', 'coverage/', 'node_modules/', 'integ/'] },
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
    },
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
