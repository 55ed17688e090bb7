export * from './disposal-provider';
export * from './disposed-package-versions';
export * from './package-format';
export * from './package-version-status';
