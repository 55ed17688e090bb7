import { AssemblyError } from './assembly-error';
import { isFunctionKey, isObject, type Template } from '../values/template';

/** Levels of objects and lists in a template; CloudFormation takes fewer. */
const MAX_TEMPLATE_DEPTH = 200;

const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs'] as const;

/**
 * The one check of every template, wherever it comes from: what it lets through has the form that
 * the types say.
 *
 * @param name of the template, for the message
 * @throws AssemblyError
 */
export function checkTemplate(template: unknown, name: string): Template {
  const require = (holds: boolean, rule: string) => {
    if (!holds) {
      throw new AssemblyError(
        `The template ${name} is not one that CloudFormation takes: ${rule}. Run "npx cdk synth".`,
      );
    }
  };
  require(isObject(template), 'it must be an object');
  require(!isDeeperThan(template, MAX_TEMPLATE_DEPTH), `it must have at most ${MAX_TEMPLATE_DEPTH} levels`);
  const sections = template as Record<string, unknown>;
  for (const section of SECTIONS) {
    const value = Object.hasOwn(sections, section) ? sections[section] : undefined;
    require(value === undefined || isObject(value), `${section} must be an object`);
    for (const [name, entry] of Object.entries(value ?? {})) {
      if (!isFunctionKey(name)) {
        require(section === 'Conditions' || isObject(entry), `${name} of ${section} must be an object`);
        checkEntry({ section, name, entry: entry as Record<string, unknown> }, require);
      }
    }
  }
  return sections;
}

/** One entry of a section of a template. */
interface SectionEntry {
  readonly section: (typeof SECTIONS)[number];
  readonly name: string;
  readonly entry: Record<string, unknown>;
}

function checkEntry({ section, name, entry }: SectionEntry, require: (holds: boolean, rule: string) => void) {
  const isOptional = (key: string, holds: (value: unknown) => boolean, what: string) =>
    require(!Object.hasOwn(entry, key) || holds(entry[key]), `${key} of ${name} must be ${what}`);
  const isText = (value: unknown) => typeof value === 'string';
  if (section === 'Resources') {
    // A macro may bring the rest of a resource.
    const isGenerated = Object.keys(entry).some(isFunctionKey);
    require(isText(entry['Type']) || (isGenerated && entry['Type'] === undefined), `${name} must have a Type`);
    isOptional('Properties', isObject, 'an object');
    isOptional('Condition', isText, 'the name of a condition');
  } else if (section === 'Parameters') {
    require(isText(entry['Type']), `the parameter ${name} must have a Type`);
  } else if (section === 'Outputs') {
    isOptional('Condition', isText, 'the name of a condition');
    isOptional('Export', isObject, 'an object');
  }
}

/** Without recursion: a text of a megabyte can nest half a million lists. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) {
      return true;
    }
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
  }
  return false;
}
