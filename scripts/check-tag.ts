import { version } from '../package.json';

// What is published under a tag has to be that version.
const tag = process.env.GITHUB_REF_NAME;

if (tag !== `v${version}`) {
  console.error(`The tag must be v${version}, the version in package.json; got ${tag ?? 'none in GITHUB_REF_NAME'}.`);
  process.exitCode = 1;
}
