import type { GroupMark, Spec } from 'vega';

/** One diagram: lines of measured points. */
export interface Panel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Whether y grows by the same step everywhere; default: by the same factor. */
  readonly linear?: boolean;
  readonly points: readonly Point[];
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly series: string;
}

const COLORS = ['#0b7285', '#e8590c', '#868e96'];
const COLUMNS = 2;
const WIDTH = 340;
const HEIGHT = 220;

/** All panels in one picture, as SVG. */
export async function plot(panels: readonly Panel[]): Promise<string> {
  // Only whoever writes the document pays for loading it.
  const vega = await import('vega');
  const spec: Spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    background: 'white',
    padding: 12,
    config: {
      title: { fontSize: 13, offset: 10 },
      axis: { grid: true, gridColor: '#e9ecef', titleFontWeight: 'normal' },
    },
    layout: { columns: COLUMNS, padding: 36, bounds: 'full', align: 'all' },
    marks: panels.map(group),
  };
  const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
  return `${svg}\n`;
}

function group(panel: Panel, index: number): GroupMark {
  const data = `panel${index}`;
  const series = [...new Set(panel.points.map((point) => point.series))];
  const color = { scale: 'color', field: 'series' };
  const at = { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } };
  const domain = (field: string) => ({ data, field });
  return {
    type: 'group',
    title: panel.title,
    encode: { update: { width: { value: WIDTH }, height: { value: HEIGHT } } },
    data: [{ name: data, values: panel.points.map((point) => ({ ...point })) }],
    scales: [
      { name: 'x', type: 'log', range: [0, WIDTH], domain: domain('x') },
      panel.linear
        ? { name: 'y', type: 'linear', range: [HEIGHT, 0], domain: domain('y'), zero: true, nice: true }
        : { name: 'y', type: 'log', range: [HEIGHT, 0], domain: domain('y'), nice: true },
      { name: 'color', type: 'ordinal', domain: series, range: COLORS },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: panel.x, tickCount: 5, format: ',d' },
      { orient: 'left', scale: 'y', title: panel.y, tickCount: 5, format: panel.linear ? '.1f' : ',d' },
    ],
    legends: [
      {
        stroke: 'color',
        symbolType: 'stroke',
        orient: panel.linear ? 'bottom-left' : 'top-left',
        fillColor: 'white',
        labelLimit: 0,
      },
    ],
    marks: [
      {
        type: 'group',
        from: { facet: { name: `${data}series`, data, groupby: 'series' } },
        marks: [
          {
            type: 'line',
            from: { data: `${data}series` },
            encode: { update: { ...at, stroke: color, strokeWidth: { value: 2 } } },
          },
          {
            type: 'symbol',
            from: { data: `${data}series` },
            encode: { update: { ...at, fill: color, size: { value: 24 } } },
          },
        ],
      },
    ],
  };
}
