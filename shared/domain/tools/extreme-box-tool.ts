import { toBox, unite } from '../geometry/box.ts'
import { pointsTool } from './points-tool.ts'

/** Draws a box by its object's four outermost points, in any order (Papadopoulos et al., "Extreme clicking", 2017). */
export const extremeBoxTool = pointsTool({
  draws: 'box',
  count: 4,
  closes: false,
  snaps: false,
  drag: 'carry',
  shape: (points) => {
    const around = unite(points.map(([x, y]) => ({ x, y, w: 0, h: 0 })))
    return around && points.length > 1 ? toBox(around) : null
  },
})
