import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import { type BoxState, boxTool } from './box-tool.ts'
import { type PanState, panTool } from './pan-tool.ts'
import { type SelectState, selectTool } from './select-tool.ts'
import type { Commit, Draft, Step, ToolContext, ToolEffect, ToolInput, ToolName } from './tool.ts'

/** What the hand holds: a tool in some state, and the draft it shows. */
export type Hand = { readonly draft: Draft | null } & (
  | { readonly tool: 'select'; readonly state: SelectState }
  | { readonly tool: 'box'; readonly state: BoxState }
  | { readonly tool: 'pan'; readonly state: PanState }
)

export const takeTool = (tool: ToolName): Hand => {
  switch (tool) {
    case 'select':
      return { tool, state: selectTool.idle, draft: null }
    case 'box':
      return { tool, state: boxTool.idle, draft: null }
    case 'pan':
      return { tool, state: panTool.idle, draft: null }
  }
}

/** What one input did: the hand after it, and what the desk must do about it, in this order. */
export type Outcome = {
  readonly hand: Hand
  readonly commits: readonly Commit[]
  /** The new selection; null leaves it as it is. */
  readonly selection: readonly AnnotationId[] | null
  readonly pan: Point
}

/** The one interpreter of tool effects. `commit` is the only door to history; dropping the hand drops the draft. */
export const interpret = (hand: Hand, input: ToolInput, context: ToolContext): Outcome => {
  const { next, effects } = step(hand, input, context)
  let after: Hand = next
  let selection: readonly AnnotationId[] | null = null
  let pan: Point = [0, 0]
  const commits: Commit[] = []
  for (const effect of effects) {
    switch (effect.type) {
      case 'draft':
        after = { ...after, draft: effect.draft }
        break
      case 'commit':
        commits.push(effect.commit)
        break
      case 'select':
        selection = effect.ids
        break
      case 'use-tool':
        after = takeTool(effect.tool)
        break
      case 'pan':
        pan = [pan[0] + effect.by[0], pan[1] + effect.by[1]]
        break
    }
  }
  return { hand: after, commits, selection, pan }
}

const step = (
  hand: Hand,
  input: ToolInput,
  context: ToolContext,
): { readonly next: Hand; readonly effects: readonly ToolEffect[] } => {
  const held = <T extends ToolName, State>(tool: T, after: Step<State>) => ({
    next: { tool, state: after.state, draft: hand.draft },
    effects: after.effects,
  })
  switch (hand.tool) {
    case 'select':
      return held('select', selectTool.on(hand.state, input, context))
    case 'box':
      return held('box', boxTool.on(hand.state, input, context))
    case 'pan':
      return held('pan', panTool.on(hand.state, input, context))
  }
}
