import { toBox } from '../geometry/box.ts'
import { rectTool } from './rect-tool.ts'

/** Draws a box. */
export const boxTool = rectTool('box', (rect) => toBox(rect))
