import { pointsTool } from './points-tool.ts'

/** Sets a point. */
export const pointTool = pointsTool({
  draws: 'point',
  count: 1,
  closes: false,
  snaps: true,
  drag: 'carry',
  shape: ([point]) => (point ? { kind: 'point', x: point[0], y: point[1] } : null),
})
