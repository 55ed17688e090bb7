import root from '../jest.config.mjs';

/** @type {import('jest').Config} */
export default { ...root, rootDir: '..', roots: ['<rootDir>/bench/test'] };
