import { button, element } from './dom';
import { countText } from './formats';
import type { HoldList } from './selection';

/** Copies the lines; where the browser refuses that, shows them to be copied by hand. Says what was done. */
export async function copyHoldList({ lines, unnamed }: HoldList): Promise<string> {
  const left =
    unnamed === 0
      ? ''
      : ` ${countText(unnamed, 'row')} left out: a hold list cannot name ${unnamed === 1 ? 'it' : 'them'}.`;
  if (lines.length === 0) {
    return `Nothing to copy.${left}`;
  }
  const text = `${lines.join('\n')}\n`;
  try {
    await navigator.clipboard.writeText(text);
    return `Copied ${countText(lines.length, 'line')} for a hold list.${left}`;
  } catch {
    showLines(text);
    return `The browser does not let this page copy; copy the ${countText(lines.length, 'line')} shown.${left}`;
  }
}

function showLines(text: string) {
  const lines = element('textarea', { readonly: true, rows: 12, 'aria-label': 'Lines of the hold list' });
  lines.value = text;
  const dialog = element(
    'dialog',
    { 'aria-label': 'Hold list' },
    element('p', {}, 'Copy these lines into the hold list:'),
    lines,
    button('Close', () => dialog.close()),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  lines.select();
}
