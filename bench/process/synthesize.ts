import { type Declare, packages, synthesize } from '../declarations';

/** An app of one way: `synthesize.js <way's module> <packages> <versions each> <prebuilt handler> <cdk.out>`. */
const [way, count, versions, prebuilt, outdir] = process.argv.slice(2) as [string, string, string, string, string];

async function main() {
  // Only the way's own module, so that none pays for what another loads.
  const { declare } = (await import(`../ways/${way}.js`)) as { declare: Declare };
  synthesize(declare, packages(Number(count), Number(versions)), prebuilt, outdir);
}

void main();
