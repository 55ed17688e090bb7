import { AssemblyError } from './assembly-error';
import { listResources, type Stack, type Template } from '../values/template';

/** A template that could not be read, so that it is not known what it deploys. */
export interface UnreadTemplate {
  readonly stack: Stack;
  /** The resource that deploys it; undefined where it is the template of the stack itself. */
  readonly logicalId?: string;
  /** A sentence. */
  readonly message: string;
  /** A digest of the file that could not be read as a template. */
  readonly content?: string;
}

/** Templates of one assembly: templates that nest one another would have no end. */
const MAX_STACKS = 5_000;
const MAX_RESOURCES = 500_000;

/** The stacks of an assembly, and the templates that could not be read. */
export class StackList {
  readonly stacks: Stack[] = [];
  readonly unread: UnreadTemplate[] = [];
  private readonly ids = new Set<string>();
  private resources = 0;

  /** @param directory of the assembly, for messages */
  constructor(private readonly directory: string) {}

  /** @throws AssemblyError for a second stack of one id, or too many */
  add(stack: Stack) {
    // Everything that is known of a stack is kept by its id: of two with one id, one would hide the other.
    if (this.ids.has(stack.id)) {
      throw new AssemblyError(
        `The assembly ${this.directory} cannot be read: each of its stacks must have a path of its own; got ` +
          `${JSON.stringify(stack.id)} twice. Run "npx cdk synth" again, and change nothing in its output.`,
      );
    }
    this.ids.add(stack.id);
    this.stacks.push(stack);
    this.resources += listResources(stack.template).length;
    if (this.stacks.length > MAX_STACKS || this.resources > MAX_RESOURCES) {
      throw new AssemblyError(
        `The assembly ${this.directory} cannot be read: its stacks must be at most ${MAX_STACKS}, with at most ` +
          `${MAX_RESOURCES} resources, nested ones included.`,
      );
    }
  }

  /** Adds a part of the assembly that may deploy anything. */
  addUnread(id: string, message: string) {
    const stack = createPublishedStack({ id, name: id, template: {} });
    this.add(stack);
    this.unread.push({ stack, message });
  }
}

/** The stack of a template that no resource of the assembly deploys. */
export function createPublishedStack({ id, name, template }: { id: string; name: string; template: Template }): Stack {
  const constructPath = (logicalId: string) => `${name}/${logicalId}`;
  return {
    id,
    name,
    template,
    nested: new Map(),
    deployments: [],
    constructPath,
    fullPath: constructPath,
    carrier: { description: 'its template is published, and no resource of the assembly deploys it' },
  };
}
