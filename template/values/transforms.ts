import {
  isFunctionKey,
  isObject,
  ownValue,
  listResources,
  type Json,
  type JsonObject,
  type Template,
} from './template';

/** Calls a macro in the place where it stands. */
const TRANSFORM = 'Fn::Transform';

/** A call of a macro, as the template writes it: a name, or an object with a name and parameters. */
export interface MacroCall {
  readonly name: string;
  readonly call: Json;
}

/** The calls of macros that can add resources to a template or change them. */
export function findMacroCalls(template: Template): MacroCall[] {
  const root = template as unknown as JsonObject;
  const resources = (template.Resources ?? {}) as unknown as JsonObject;
  return [
    ownValue(root, 'Transform'),
    ...[root, resources, ...listResources(template).map(([, resource]) => resource as unknown as JsonObject)].map(
      (section) => ownValue(section, TRANSFORM),
    ),
  ]
    .flatMap((calls) => calls ?? [])
    .map((call) => ({ name: readMacroName(call), call }));
}

/** True if a macro can replace the entries of a section. */
export function hasMacro(section: object = {}): boolean {
  return Object.hasOwn(section, TRANSFORM);
}

/** A function that is a key beside others, or a key in a section, with the macro that it calls. */
export function describeFunctionKey(key: string, argument: Json): string {
  return key === TRANSFORM ? `${key} (the macro ${readMacroName(argument)})` : key;
}

/** The keys of a section or a resource that only the deployment replaces, macros aside. */
export function listGeneratedKeys(section: object): string[] {
  return Object.keys(section).filter((key) => isFunctionKey(key) && key !== TRANSFORM);
}

function readMacroName(call: Json): string {
  const name = isObject(call) ? ownValue<Json>(call, 'Name') : call;
  return typeof name === 'string' ? name : JSON.stringify(name ?? null).slice(0, 100);
}
