import { TOOLS, type ToolName } from './tools.ts'

/** Those a label's shapes choose from, the plainest of a kind first. */
const DRAWING = Object.keys(TOOLS)
  .map((name) => name as ToolName)
  .filter((name) => TOOLS[name].draws !== null)

/**
 * The tool to draw a label with: the last one used where the label is meant for what it draws (or says nothing of shapes
 * on an image), else the first tool that draws what the label is meant for.
 */
export const toolForLabel = (shapes: readonly string[], last: ToolName): ToolName => {
  const draws = (tool: ToolName): boolean => shapes.includes(TOOLS[tool].draws ?? '')
  return draws(last) ? last : (DRAWING.find(draws) ?? last)
}
