import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const FOLDERS = ['bin', 'codeartifact', 'declaration', 'lambda', 'lib', 'review', 'template', 'local'];
const MAX_LINES = 300;

/** Comments that begin with such a word are half a sentence: the verb is missing. */
const HALF_SENTENCE = /^(What|Whether|Why|How|Where|When|Who|Since when|From where|By which|In which)\b/;

/** Constructions that make a reader wait for subject and verb, and the most that 1,000 words of comments may have. */
const CONSTRUCTIONS: readonly (readonly [name: string, pattern: RegExp, most: number])[] = [
  ['"what" inside a sentence', /(?<=\w )what\b/g, 1],
  ['a preposition before "which"', /\b(of|by|in|to|from|with|for|under) which\b/gi, 1],
  ['nobody, somebody, whoever, anybody', /\b(nobody|somebody|whoever|anybody)\b/gi, 0.3],
  ['"as far as"', /\bas far as\b/gi, 0.2],
  ['besides, meanwhile, goes on, of its own', /\b(besides|meanwhile|goes on|of its own)\b/gi, 0.3],
];

/** A variable is named after the thing that it holds, not after an event. */
const PARTICIPLES =
  /^(accepted|added|archived|asked|built|carried|changed|checked|counted|decided|declared|done|found|given|held|kept|known|listed|loaded|measured|named|passed|pending|planned|read|removed|resolved|restored|reviewed|said|seen|shown|taken|unnamed|unread|wanted|written)$/;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly places: readonly string[];
}

/** Measures the comments and the names of the product. */
class Language {
  private readonly comments: { readonly place: string; readonly text: string }[] = [];
  private readonly functions: string[] = [];
  private readonly participles: string[] = [];
  private readonly longFiles: string[] = [];
  private variableCount = 0;

  read(file: string) {
    const text = readFileSync(file, 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const place = (position: number) =>
      `${relative(root, file)}:${source.getLineAndCharacterOfPosition(position).line + 1}`;
    if (text.split('\n').length - 1 > MAX_LINES) {
      this.longFiles.push(relative(root, file));
    }
    const starts = new Set<number>();
    const visit = (node: ts.Node) => {
      for (const { pos, end } of [
        ...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
        ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
      ]) {
        const comment = readComment(text.slice(pos, end));
        if (!starts.has(pos) && comment !== '') {
          this.comments.push({ place: place(pos), text: comment });
        }
        starts.add(pos);
      }
      this.readName(node, place);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }

  private readName(node: ts.Node, place: (position: number) => string) {
    const isVariable =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isPropertySignature(node);
    const isFunction = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
    if ((!isVariable && !isFunction) || !node.name || !ts.isIdentifier(node.name)) {
      return;
    }
    const name = node.name.text;
    this.variableCount += Number(isVariable);
    if (isVariable && PARTICIPLES.test(name)) {
      this.participles.push(`${place(node.pos)} ${name}`);
    }
    if (isFunction && /[a-z]Of$/.test(name)) {
      this.functions.push(`${place(node.pos)} ${name}`);
    }
  }

  figures(): Figure[] {
    const words = this.comments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0);
    const halves = this.comments.filter(({ text }) => HALF_SENTENCE.test(text));
    return [
      ...CONSTRUCTIONS.map(([name, pattern, most]): Figure => {
        const hits = this.comments.flatMap(({ place, text }) => [...text.matchAll(pattern)].map(() => place));
        return { name: `${name}, per 1,000 words`, value: (hits.length / words) * 1_000, most, places: hits };
      }),
      {
        name: 'comments that are half a sentence, %',
        value: (halves.length / this.comments.length) * 100,
        most: 6,
        places: halves.map(({ place }) => place),
      },
      { name: 'functions called …Of', value: this.functions.length, most: 15, places: this.functions },
      {
        name: 'variables and fields that are a participle, %',
        value: (this.participles.length / this.variableCount) * 100,
        most: 1,
        places: this.participles,
      },
      { name: `files of more than ${MAX_LINES} lines`, value: this.longFiles.length, most: 0, places: this.longFiles },
    ];
  }
}

/** The text of a comment; empty for one that only a tool reads. */
function readComment(raw: string): string {
  const text = raw
    .replace(/^\/\*\*?|\*\/$|^\/\//g, '')
    .replace(/\n\s*\* ?/g, ' ')
    .trim();
  return /^(eslint|@ts-|v8 ignore|Stryker)/.test(text) ? '' : text;
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return listSources(path);
    }
    return /\.(ts|mts|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** Fails if a figure is above its limit, and names the places. */
function lintLanguage() {
  const language = new Language();
  FOLDERS.flatMap((folder) => listSources(join(root, folder))).forEach((file) => language.read(file));
  for (const { name, value, most, places } of language.figures()) {
    console.log(`${name}: ${value.toFixed(1)} (at most ${most})`);
    if (value > most) {
      places.forEach((place) => console.error(`  ${place}`));
      process.exitCode = 1;
    }
  }
}

lintLanguage();
