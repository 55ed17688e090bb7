import { extname } from 'node:path';
import { listReadableFiles, readAssetText } from '../../template/read/asset-text';
import type { FileAssets } from '../../template/read/file-assets';
import { isObject, ownValue, type Json, type LocatedResource } from '../../template/values/template';
import type { TemplateValues } from '../../template/values/template-values';
import { knownText } from './known-text';

/** Bytes of one file of code that are searched. The handler is much smaller. */
const MAX_CODE = 20_000_000;

/** Types that run code in functions. */
export const FUNCTION_TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

/** Types that run images, commands and packages that are in no assembly. */
const RUNNING_ELSEWHERE =
  /^AWS::(CodeBuild::Project|ECS::TaskDefinition|Batch::JobDefinition|EC2::(Instance|LaunchTemplate)|AutoScaling::LaunchConfiguration|AppRunner::Service|Glue::Job|EMRServerless::Application|SageMaker::(NotebookInstance|Model)|Amplify::App|Synthetics::Canary)$/;

/** Runtimes whose code is a script. */
const SCRIPT_RUNTIMES = /^(nodejs|python|ruby)/;

/** Code that a resource runs. */
export interface RunningCode {
  /** The part that the assembly has. */
  readonly text: string;
  /** True if the text is all of the code. */
  readonly isComplete: boolean;
}

/** Reads the code that the resources of an assembly run. */
export class RunningCodeReader {
  private readonly texts = new Map<string, RunningCode>();

  constructor(
    private readonly values: TemplateValues,
    private readonly assets: FileAssets | undefined,
  ) {}

  /** The code of a resource; undefined if it runs none. */
  read({ stack, resource }: LocatedResource): RunningCode | undefined {
    const { Type, Properties = {} } = resource;
    if (RUNNING_ELSEWHERE.test(Type)) {
      return { text: '', isComplete: false };
    }
    if (Type === 'AWS::StepFunctions::StateMachine' || Type === 'AWS::Serverless::StateMachine') {
      const location =
        ownValue<Json>(Properties, 'DefinitionS3Location') ?? ownValue<Json>(Properties, 'DefinitionUri');
      return location === undefined ? undefined : this.readAssets(location);
    }
    return FUNCTION_TYPES.includes(Type) ? this.readFunction({ stack, resource }) : undefined;
  }

  /** The text of the assets that an expression names. */
  readAssets(expression: Json): RunningCode {
    const codes = (this.assets?.findAll(expression) ?? []).map((asset) => this.readAsset(asset));
    return {
      text: codes.map(({ text }) => text).join('\n'),
      isComplete: codes.length > 0 && codes.every(({ isComplete }) => isComplete),
    };
  }

  private readFunction({
    stack,
    resource: { Properties = {} },
  }: Pick<LocatedResource, 'stack' | 'resource'>): RunningCode {
    const property = (key: string) => ownValue<Json>(Properties, key);
    const code = property('Code') ?? property('CodeUri') ?? null;
    const inline = property('InlineCode') ?? (isObject(code) ? ownValue<Json>(code, 'ZipFile') : undefined);
    const runtime = property('Runtime');
    const isScript = runtime === undefined || (typeof runtime === 'string' && SCRIPT_RUNTIMES.test(runtime));
    const layers = property('Layers') ?? [];
    const hasLayers = !Array.isArray(layers) || layers.length > 0;
    const read =
      inline === undefined
        ? this.readAssets(code)
        : { text: knownText(inline, this.values.of(stack)), isComplete: true };
    return { text: read.text, isComplete: read.isComplete && isScript && !hasLayers };
  }

  private readAsset({ path, isDirectory }: { readonly path: string; readonly isDirectory: boolean }): RunningCode {
    const cachedText = this.texts.get(path);
    if (cachedText !== undefined) {
      return cachedText;
    }
    const { scripts, data } = isDirectory
      ? listReadableFiles(path)
      : { scripts: isArchive(path) ? [] : [path], data: [] };
    const texts = [...scripts, ...data].map((file) => readAssetText(file, MAX_CODE));
    const code = {
      text: texts.map((text) => text ?? '').join('\n'),
      isComplete: scripts.length > 0 && texts.slice(0, scripts.length).every((text) => text !== undefined),
    };
    this.texts.set(path, code);
    return code;
  }
}

function isArchive(path: string): boolean {
  return ['.zip', '.jar', '.war', '.gz', '.tgz', '.whl', '.so', '.wasm'].includes(extname(path));
}
