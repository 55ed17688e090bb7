import { oneLine } from '../../../text/sanitize';

/** Characters of a text from a registry or a template that the page shows at most. */
const MAX_TEXT = 2_000;

type Child = Node | string | undefined;

interface Attributes {
  readonly class?: string;
  readonly id?: string;
  readonly role?: string;
  readonly [attribute: string]: string | number | boolean | undefined;
}

/** Makes an element. Texts become text nodes: nothing on the page is ever parsed as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A button that does something. */
export function button(text: string, action: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', action);
  return made;
}

/** A text from elsewhere on one line, with nothing in it that reorders text or does not show. */
export function visible(text: string): string {
  return oneLine(text, MAX_TEXT);
}

/** A text from elsewhere in an element that keeps its direction from the text around it. */
export function foreign(text: string): HTMLElement {
  return element('bdi', { class: 'foreign' }, visible(text));
}

/** The element of the page's fixed part. */
export function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}
