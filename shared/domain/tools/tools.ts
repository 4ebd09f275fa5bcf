import { boxTool } from './box-tool.ts'
import { brushTool, eraserTool } from './brush-tool.ts'
import { ellipseTool } from './ellipse-tool.ts'
import { extremeBoxTool } from './extreme-box-tool.ts'
import { fillTool } from './fill-tool.ts'
import { panTool } from './pan-tool.ts'
import { pointTool } from './point-tool.ts'
import { polygonTool } from './polygon-tool.ts'
import { polylineTool } from './polyline-tool.ts'
import { reshapeTool } from './reshape-tool.ts'
import { rotatedBoxTool } from './rotated-box-tool.ts'
import { selectTool } from './select-tool.ts'
import { skeletonTool } from './skeleton-tool.ts'
import { splitTool } from './split-tool.ts'
import type { Draft, Tool } from './tool.ts'

/** Every tool by its name. Adding one is its file and a line here. */
const ALL = {
  select: selectTool,
  pan: panTool,
  box: boxTool,
  'extreme-box': extremeBoxTool,
  'rotated-box': rotatedBoxTool,
  ellipse: ellipseTool,
  polygon: polygonTool,
  polyline: polylineTool,
  point: pointTool,
  skeleton: skeletonTool,
  brush: brushTool,
  eraser: eraserTool,
  fill: fillTool,
  split: splitTool,
  reshape: reshapeTool,
} as const

export type ToolName = keyof typeof ALL
type States = { readonly [N in ToolName]: (typeof ALL)[N]['idle'] }

export const TOOLS: { readonly [N in ToolName]: Tool<States[N]> } = ALL

/** What the hand holds: a tool in some state, and the draft it shows. */
export type HandOf<N extends ToolName> = {
  readonly [K in N]: { readonly tool: K; readonly state: States[K]; readonly draft: Draft | null }
}[N]
export type Hand = HandOf<ToolName>
