import { LineCounter, parseDocument } from 'yaml';
import { InvalidText } from '../../../declaration/line-problems';
import { oneLine } from '../../text/sanitize';
import type { PolicyFields } from './policy-fields';
import { MappingReader, type PolicyMapping } from './read-mapping';

/** A mapping of a YAML text, and the reader, which collects the problems of its values. */
export interface YamlMapping extends PolicyMapping {
  readonly reader: MappingReader;
}

/**
 * Reads a YAML text that is one mapping. A key that stands twice, an alias and a second document are problems: each could hide
 * a rule from its reviewer.
 *
 * @param name of the kind of text, such as `a policy`
 * @throws InvalidText where the text is no YAML
 */
export function readYaml(text: string, fields: PolicyFields, name: string): YamlMapping {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new InvalidText(
      document.errors.map(({ pos, message }) => ({
        line: Math.max(1, lineCounter.linePos(pos[0]).line),
        message: `${name} must be YAML: ${oneLine(message)}`,
      })),
    );
  }
  const reader = new MappingReader(lineCounter);
  return { reader, ...reader.read(document.contents, fields, name) };
}
