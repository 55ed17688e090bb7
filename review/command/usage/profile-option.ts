import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { suggestNearest } from '../../../declaration/nearest-name';

/** Names that one message lists. */
const MAX_NAMES = 10;

/** The profile of the AWS configuration, which must be there. */
export function profileOption(description: string): Option {
  return new Option('--profile <name>', description).argParser((name) => {
    const names = listProfiles();
    // Without a file, the SDK says what it looked for.
    if (names.length > 0 && !names.includes(name)) {
      const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
      const suggestion = suggestNearest(name, names);
      throw new InvalidArgumentError(
        `It must be a profile of the AWS configuration, which has ${names.slice(0, MAX_NAMES).join(', ')}${more}${suggestion === '' ? '.' : suggestion}`,
      );
    }
    return name;
  });
}

function listProfiles(): string[] {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
  const config = readFileText(AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'));
  const credentials = readFileText(AWS_SHARED_CREDENTIALS_FILE ?? join(homedir(), '.aws', 'credentials'));
  const heads = (text: string) => [...text.matchAll(/^\s*\[\s*([^\]]*?)\s*\]/gm)].map(([, head = '']) => head);
  const ofConfig = heads(config).flatMap((head) =>
    head === 'default' ? [head] : head.startsWith('profile ') ? [unquote(head.slice('profile '.length).trim())] : [],
  );
  return [...new Set([...ofConfig, ...heads(credentials)])];
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}

/** Empty for a file that is not there. */
function readFileText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
