import { button, element } from './dom';
import { countText } from './formats';
import type { CopiedLines } from './selection-texts';

/** Copies the lines; where the browser refuses that, shows them to be copied by hand. Says what was done. */
export async function copyLines({ lines, unnamed }: CopiedLines, name: string): Promise<string> {
  const left = unnamed === 0 ? '' : ` ${countText(unnamed, 'row')} left out, which cannot be named as ${name}.`;
  if (lines.length === 0) {
    return `Nothing to copy.${left}`;
  }
  const text = `${lines.join('\n')}\n`;
  try {
    await navigator.clipboard.writeText(text);
    return `Copied ${countText(lines.length, 'line')} as ${name}.${left}`;
  } catch {
    showLines(text, name);
    return `The browser does not let this page copy; copy the ${countText(lines.length, 'line')} shown.${left}`;
  }
}

function showLines(text: string, name: string) {
  const lines = element('textarea', { readonly: true, rows: 12, 'aria-label': `Lines as ${name}` });
  lines.value = text;
  const dialog = element(
    'dialog',
    { 'aria-label': name },
    element('p', {}, `Copy these lines as ${name}:`),
    lines,
    button('Close', () => dialog.close()),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  lines.select();
}
