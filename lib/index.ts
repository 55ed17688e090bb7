export * from './archived-package-versions';
export * from './disposal-provider';
export * from './disposed-package-versions';
export * from './disposed-packages';
export * from './package-format';
export * from './package-permissions';
export * from './package-props';
export * from './package-version-status';
