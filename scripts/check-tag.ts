import { version } from '../package.json';

// A tag must publish the version of its name.
const tag = process.env.GITHUB_REF_NAME;

if (tag !== `v${version}`) {
  console.error(`The tag must be v${version}, the version in package.json; got ${tag ?? 'none in GITHUB_REF_NAME'}.`);
  process.exitCode = 1;
}
