import { pointsTool } from './points-tool.ts'

/** Draws a line through points; a double click or Enter ends it. */
export const polylineTool = pointsTool({
  draws: 'polyline',
  count: null,
  closes: false,
  snaps: true,
  drag: 'trail',
  shape: (points) => (points.length < 2 ? null : { kind: 'polyline', points: [...points] }),
})
