import type { PlannedDeclaration } from '../../plan/plan-model';
import { namesPackage } from '../../plan/totals';
import { oneLine } from '../../text/sanitize';

/** `npm @scope/name in my-domain/my-repo, eu-west-1`. */
export function packageText(
  declaration: Pick<PlannedDeclaration, 'package' | 'displayName' | 'location' | 'region' | 'inManifest'>,
): string {
  const { package: pkg, displayName, location, region } = declaration;
  const place = region === undefined ? location : `${location}, ${region}`;
  if (!namesPackage(declaration)) {
    return oneLine(`a manifest for ${place}`);
  }
  return oneLine(`${pkg.format ?? '(unknown format)'} ${displayName} in ${place}`);
}
