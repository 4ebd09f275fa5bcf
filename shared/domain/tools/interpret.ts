import type { AnnotationId } from '../../model/ids.ts'
import type { Point } from '../../model/shape.ts'
import type { Commit, Refusal, Stack, ToolContext, ToolInput } from './tool.ts'
import { type Hand, type HandOf, TOOLS, type ToolName } from './tools.ts'

const take = <N extends ToolName>(tool: N): HandOf<N> => ({ tool, state: TOOLS[tool].idle, draft: null })

/** A tool fresh in the hand. */
export const takeTool = (tool: ToolName): Hand => take(tool)

/** What one input did: the hand after it, and what the desk must do about it, in this order. */
export type Outcome = {
  readonly hand: Hand
  readonly commits: readonly Commit[]
  /** The new selection; null leaves it as it is. */
  readonly selection: readonly AnnotationId[] | null
  /** Which of several shapes under the pointer a click chose; null where there was no choice. */
  readonly stack: Stack | null
  readonly pan: Point
  /** Why the gesture came to nothing, where the hand should be told. */
  readonly refused: Refusal | null
}

const step = <N extends ToolName>(hand: HandOf<N>, input: ToolInput, context: ToolContext) => {
  const { state, effects } = TOOLS[hand.tool].on(hand.state, input, context)
  return { hand: state === hand.state ? hand : { ...hand, state }, effects }
}

/** The one interpreter of tool effects. `commit` is the only door to history; dropping the hand drops the draft. */
export const interpret = (hand: Hand, input: ToolInput, context: ToolContext): Outcome => {
  const { hand: next, effects } = step(hand, input, context)
  let after: Hand = next
  let selection: Outcome['selection'] = null
  let stack: Stack | null = null
  let refused: Refusal | null = null
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
        stack = effect.stack ?? null
        break
      case 'put-away':
        after = takeTool('select')
        break
      case 'pan':
        pan = [pan[0] + effect.by[0], pan[1] + effect.by[1]]
        break
      case 'refuse':
        refused = effect.why
        break
    }
  }
  return { hand: after, commits, selection, stack, pan, refused }
}
