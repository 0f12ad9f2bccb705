import type { Panel, PanelType } from './panel.ts';

export interface Place {
  readonly h: number;
  readonly w: number;
  readonly x: number;
  readonly y: number;
}

interface PlacedPanel {
  readonly panel: Panel;
  readonly gridPos: Place;
}

const columns = 24;

const small: readonly PanelType[] = ['stat', 'gauge'];

/** From left to right, and on to the next row where the next one has no room. */
export function placePanels(panels: readonly Panel[]): PlacedPanel[] {
  const placed: PlacedPanel[] = [];
  let row = { x: 0, y: 0, height: 0 };
  for (const panel of panels) {
    const { type, width } = panel;
    const w = width ?? (small.includes(type) ? 4 : 8);
    const h = small.includes(type) ? 5 : 8;
    if (row.x + w > columns) row = { x: 0, y: row.y + row.height, height: 0 };
    placed.push({ panel, gridPos: { h, w, x: row.x, y: row.y } });
    row = { x: row.x + w, y: row.y, height: Math.max(row.height, h) };
  }
  return placed;
}
