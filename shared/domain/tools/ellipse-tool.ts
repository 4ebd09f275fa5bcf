import { rectTool } from './rect-tool.ts'

/** Draws the ellipse that fills a rectangle. */
export const ellipseTool = rectTool('ellipse', ({ x, y, w, h }) => ({
  kind: 'ellipse',
  cx: x + w / 2,
  cy: y + h / 2,
  rx: w / 2,
  ry: h / 2,
  angle: 0,
}))
