import type { App } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DisposedPackageVersions } from '../../lib';
import { findDeclarations, type FoundDeclaration } from '../../review/find/declarations';
import { readAssembly } from '../../template/read/assembly';
import { type EvaluationInputs, TemplateValues } from '../../template/values/template-values';
import { leftPad, type ReviewedRegistry } from '../review/review-of-app';

/** An app, and what evaluates it. */
export interface EvaluatedApp {
  readonly build: (app: App) => void;
  readonly given?: Partial<EvaluationInputs>;
  readonly context?: Record<string, unknown>;
}

/** Synthesizes an app, and finds its declarations. */
export function declarationsOf(
  registry: ReviewedRegistry,
  { build, given, context }: EvaluatedApp,
): FoundDeclaration[] {
  const { stacks } = readAssembly(registry.synth(build, context));
  return findDeclarations(stacks, new TemplateValues(stacks, { parameters: new Map(), ...given }));
}

/** Declares versions of the package that most tests are about. */
export function declare(scope: Construct, versions: string[], id = 'LeftPad'): DisposedPackageVersions {
  return new DisposedPackageVersions(scope, id, leftPad(versions));
}
