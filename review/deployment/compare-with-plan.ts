import type { PackageName } from '../../declaration/package-name';
import { oneLine } from '../text/sanitize';
import type { Plan, PlannedVerdict } from '../plan/plan-model';
import type { ComparedVersion, DeploymentReport } from './deployment-report';
import { describeReported } from './parse-report';

/** The outcomes that carry out each verdict of a plan. */
const PLANNED_OUTCOMES: Readonly<Partial<Record<PlannedVerdict, readonly string[]>>> = {
  'will be disposed': ['disposed', 'already disposed'],
  'already disposed': ['already disposed', 'disposed'],
  'will be archived': ['archived', 'already archived'],
  'already archived': ['already archived', 'archived'],
  'changed since': ['changed since'],
  missing: ['missing', 'deleted'],
  deleted: ['deleted', 'missing'],
};

/** Outcomes that change a version. */
const CHANGING_OUTCOMES: readonly string[] = ['disposed', 'archived', 'restored'];

/**
 * Compares a deployment with the plan that was reviewed. The differences that matter most come first: versions that changed
 * though the plan did not say so.
 */
export function compareWithPlan(report: DeploymentReport, plan: Plan): ComparedVersion[] {
  const reported = new Map(report.versions.map((version) => [describeReported(version), version]));
  const differences: ComparedVersion[] = [];
  const plannedKeys = new Set<string>();
  for (const declaration of plan.declarations.filter(({ inManifest }) => inManifest === true)) {
    const pkg = `${declaration.package.format ?? '(unknown format)'} ${declaration.displayName}`;
    for (const { version, verdict } of declaration.versions) {
      const key = `${pkg} ${version ?? '(unknown)'}`;
      const outcome = reported.get(key);
      plannedKeys.add(key);
      if (outcome === undefined || !(PLANNED_OUTCOMES[verdict] ?? []).includes(outcome.outcome)) {
        differences.push({
          package: pkg,
          packageName: nameOf(declaration.package),
          version: version ?? '(unknown)',
          planned: verdict,
          outcome: outcome?.outcome,
          message: outcome?.message,
        });
      }
    }
  }
  const unplanned = report.versions
    .filter((version) => CHANGING_OUTCOMES.includes(version.outcome) && !plannedKeys.has(describeReported(version)))
    .map((version): ComparedVersion => {
      const name = describeReported(version);
      return {
        package: name.slice(0, name.length - version.version.length - 1),
        packageName: nameOf(version),
        version: version.version,
        planned: 'not in the plan',
        outcome: version.outcome,
        message: version.message,
      };
    });
  return [...unplanned, ...differences];
}

function nameOf({ format, namespace, package: name }: Partial<PackageName>): Partial<PackageName> {
  return { format, ...(namespace !== undefined && { namespace }), package: name };
}

/** The text of a JSON file as a plan. @throws RangeError if it is none */
export function parsePlan(text: string): Plan {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const plan = content as Partial<Plan> | undefined;
  if (plan?.schemaVersion !== 1 || !Array.isArray(plan.declarations)) {
    throw new RangeError(`--plan must be the output of plan --format json; got ${oneLine(text, 60)}.`);
  }
  return plan as Plan;
}
