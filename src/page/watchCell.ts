import type { CellMessage, LiveLog } from '../report/html/liveMessage.ts';
import { unpackData } from '../report/html/packData.ts';
import { cellParts } from './cellParts.ts';
import { element } from './element.ts';
import type { Panel } from './panel.ts';
import type { Spot } from './rows.ts';

/** Shows in the panel what a cell of a run that goes on does, and in the end all about it; what this returns ends that. */
export function watchCell(spot: Spot, panel: Panel): () => void {
  const phase = element('p', { class: 'verdict', role: 'status' }, 'Asking ...');
  const title = element('h3', {}, '');
  const log = element('pre', { tabindex: '0', hidden: true });
  panel.show(spot, [phase, title, log]);
  const source = new EventSource(`cell${spot.place}`);
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    // The server of this very page wrote it.
    const message = JSON.parse(data) as CellMessage;
    if ('cell' in message) {
      source.close();
      const known = unpackData(message.cell);
      const [cell = spot.cell] = known.cells;
      panel.show(spot, cellParts({ ...spot, place: 0, cell }, known, { isLive: true }));
    } else {
      phase.textContent = `This cell is ${message.phase}.`;
      title.textContent = message.log === null ? '' : `End of the log of ${message.log.name}`;
      showLog(log, message.log);
    }
  });
  return () => source.close();
}

/** Whoever reads at the end stays at the end. */
function showLog(pre: HTMLElement, log: LiveLog | null): void {
  const isAtEnd = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
  pre.hidden = log === null;
  pre.textContent = log?.text ?? '';
  if (isAtEnd) {
    pre.scrollTop = pre.scrollHeight;
  }
}
