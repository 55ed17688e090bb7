import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { parseHoldList } from '../../../declaration/hold-list';

const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'still-in-use.md'), 'utf8');
const query = /```sql\n([\s\S]*?)```/.exec(page)![1]!;

interface LogEntry {
  readonly parameters: Record<string, string> | string | null;
  readonly eventName?: string;
  readonly eventSource?: string;
  readonly eventTime?: string;
  readonly errorCode?: string;
}

const leftPad = (parameters: Record<string, string> = {}): LogEntry => ({
  parameters: {
    domainName: 'my-domain',
    repositoryName: 'my-repo',
    packageFormat: 'npm',
    packageName: 'left-pad',
    packageVersion: '1.0.0',
    ...parameters,
  },
});

/** Runs the query of the page on a log, in an engine that has Athena's function for JSON. */
function run(...log: LogEntry[]): string[] {
  const database = new Database();
  try {
    database.function('json_extract_scalar', (json, path) => {
      try {
        const value: unknown = (JSON.parse(String(json)) as Record<string, unknown>)[String(path).slice('$.'.length)];
        return typeof value === 'string' ? value : null;
      } catch {
        return null;
      }
    });
    database.exec(
      'CREATE TABLE cloudtrail_logs (eventsource TEXT, eventname TEXT, eventtime TEXT, errorcode TEXT, requestparameters TEXT)',
    );
    for (const { parameters, eventName, eventSource, eventTime, errorCode } of log) {
      database.run('INSERT INTO cloudtrail_logs VALUES (?, ?, ?, ?, ?)', [
        eventSource ?? 'codeartifact.amazonaws.com',
        eventName ?? 'ReadFromRepository',
        eventTime ?? '2026-02-01T12:00:00Z',
        errorCode ?? null,
        typeof parameters === 'object' && parameters !== null ? JSON.stringify(parameters) : parameters,
      ]);
    }
    return database.all(query).map(({ line }) => line as string);
  } finally {
    database.close();
  }
}

describe('The query of docs/still-in-use.md', () => {
  test('The query lists each version that was requested once', () => {
    expect(run(leftPad(), leftPad(), leftPad({ packageVersion: '1.1.0' }))).toEqual([
      'npm left-pad 1.0.0',
      'npm left-pad 1.1.0',
    ]);
  });

  test.each([
    ['npm', 'my-scope', 'npm @my-scope/name 1.0.0'],
    ['maven', 'com.example', 'maven com.example:name 1.0.0'],
    ['swift', 'apple', 'swift apple.name 1.0.0'],
    ['generic', 'tools', 'generic tools/name 1.0.0'],
  ])('The query writes a package of %s with a namespace as a hold list does', (format, namespace, line) => {
    const parameters = {
      packageFormat: format,
      packageNamespace: namespace,
      packageName: 'name',
      packageVersion: '1.0.0',
    };
    const lines = run(leftPad(parameters));
    expect(lines).toEqual([line]);
    const { holds } = parseHoldList(`${lines.join('\n')}\n`);
    expect(holds).toMatchObject([{ format, namespace, package: 'name' }]);
  });

  test('The query leaves out what is no request for a version of this repository', () => {
    expect(
      run(
        leftPad({ repositoryName: 'other-repo' }),
        leftPad({ domainName: 'other-domain' }),
        { ...leftPad(), eventName: 'ListPackageVersions' },
        { ...leftPad(), eventSource: 's3.amazonaws.com' },
        { ...leftPad(), errorCode: 'AccessDenied' },
        { ...leftPad(), eventTime: '2025-12-31T23:59:59Z' },
        { parameters: { domainName: 'my-domain', repositoryName: 'my-repo', packageFormat: 'npm', packageName: 'x' } },
        { parameters: null },
        { parameters: 'no JSON' },
      ),
    ).toEqual([]);
  });

  test('What the query lists is a hold list', () => {
    const lines = run(leftPad(), leftPad({ packageFormat: 'pypi', packageName: 'requests', packageVersion: '2.31.0' }));
    const list = parseHoldList(`${lines.join('\n')}\n`);
    expect(list.find({ format: 'pypi', package: 'requests' }, '2.31.0')).toBeDefined();
    expect(list.find({ format: 'npm', package: 'left-pad' }, '1.0.1')).toBeUndefined();
  });
});
