import { LineCounter, parseDocument } from 'yaml';
import { InvalidText } from '../../declaration/line-problems';
import { MappingReader, type PolicyMapping } from '../declare/policy/read-mapping';
import { oneLine } from '../text/sanitize';
import { SETTINGS_FIELDS } from './settings-fields';

/** Options that stay, by the names of the options. */
export interface Settings {
  readonly stack?: readonly string[];
  /** Each is `Name=value`. */
  readonly parameter?: readonly string[];
  readonly baseParameter?: readonly string[];
  readonly acknowledge?: readonly Acknowledgement[];
  readonly account?: string;
  readonly region?: string;
  readonly currentEnv?: boolean;
  readonly recordBucket?: string;
  readonly copyBucket?: string;
  /** Relative to the file. */
  readonly guard?: string;
}

/** A problem that is known to dispose nothing, and why. */
export interface Acknowledgement {
  readonly problem: string;
  readonly reason: string;
}

/**
 * Reads settings, which are YAML.
 *
 * @throws InvalidText with every broken rule and its line
 */
export function readSettings(text: string): Settings {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new InvalidText(
      document.errors.map(({ pos, message }) => ({
        line: Math.max(1, lineCounter.linePos(pos[0]).line),
        message: `a settings file must be YAML: ${oneLine(message)}`,
      })),
    );
  }
  const reader = new MappingReader(lineCounter);
  const { values } = reader.read(document.contents, SETTINGS_FIELDS, 'a settings file');
  if (reader.problems.length > 0) {
    throw new InvalidText([...reader.problems].sort((a, b) => a.line - b.line));
  }
  const { acknowledge, ...others } = values as Omit<Settings, 'acknowledge'> & {
    readonly acknowledge?: readonly PolicyMapping[];
  };
  return {
    ...others,
    ...(acknowledge !== undefined && {
      acknowledge: acknowledge.map(({ values: each }) => ({
        problem: String(each['problem']),
        reason: String(each['reason']),
      })),
    }),
  };
}
