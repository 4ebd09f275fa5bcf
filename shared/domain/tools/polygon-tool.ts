import { pointsTool } from './points-tool.ts'

/**
 * Draws a polygon: clicks set corners, a drag draws free-hand; a click on the first corner, a double click or Enter closes
 * it, Backspace takes the last step back.
 */
export const polygonTool = pointsTool({
  draws: 'polygon',
  count: null,
  closes: true,
  snaps: true,
  drag: 'trail',
  shape: (points) => (points.length < 3 ? null : { kind: 'polygon', parts: [[[...points]]] }),
})
