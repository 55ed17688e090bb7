import { type Declare, packages, synthesize } from '../declarations';

/** An app with one alternative: `synthesize.js <module> <packages> <versions each> <prebuilt handler> <cdk.out>`. */
const [alternative, count, versions, prebuilt, outdir] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
];

async function main() {
  // Only its own module, so that no alternative pays for what another loads.
  const { declare } = (await import(`../alternatives/${alternative}.js`)) as { declare: Declare };
  synthesize(declare, packages(Number(count), Number(versions)), { prebuilt, outdir });
}

void main();
