/** How much a message may say. */
export interface Room {
  readonly maxAlerts: number;
  /** Of each text. */
  readonly maxTextBytes: number;
  readonly maxLabels: number;
}

const rooms: readonly Room[] = [
  { maxAlerts: 30, maxTextBytes: 1024, maxLabels: 24 },
  { maxAlerts: 30, maxTextBytes: 256, maxLabels: 8 },
  { maxAlerts: 10, maxTextBytes: 256, maxLabels: 8 },
  { maxAlerts: 10, maxTextBytes: 128, maxLabels: 4 },
  { maxAlerts: 5, maxTextBytes: 128, maxLabels: 4 },
  { maxAlerts: 3, maxTextBytes: 96, maxLabels: 2 },
  { maxAlerts: 1, maxTextBytes: 64, maxLabels: 1 },
];

interface FitOptions<T> {
  readonly size: (rendered: T) => number;
  readonly max: number;
}

/** The fullest rendering that is not too large. */
export function renderToFit<T>(render: (room: Room) => T, { size, max }: FitOptions<T>): T {
  let rendered = render({ maxAlerts: 0, maxTextBytes: 64, maxLabels: 0 });
  for (const room of rooms) {
    const fuller = render(room);
    if (size(fuller) <= max) {
      rendered = fuller;
      break;
    }
  }
  return rendered;
}
