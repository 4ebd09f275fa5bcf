import { rectsTouch, type Size } from '../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../shared/domain/geometry/shape.ts'
import { indexShapes } from '../../shared/domain/spatial-index/shape-index.ts'
import { changesOf } from '../../shared/domain/tools/commits.ts'
import { interpret, type Outcome, takeTool } from '../../shared/domain/tools/interpret.ts'
import type { Draft, Press, ToolContext, ToolInput } from '../../shared/domain/tools/tool.ts'
import type { Hand, ToolName } from '../../shared/domain/tools/tools.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Change } from '../../shared/model/review.ts'

/** Annotations after changes, each put back in its place by id; new ones at the end. */
export const applyTo = (annotations: readonly Annotation[], changes: readonly Change[]): readonly Annotation[] => {
  let result = [...annotations]
  for (const change of changes) {
    const id = change.id.slice('annotation:'.length)
    const after = change.after === null ? [] : [change.after as Annotation]
    const place = result.findIndex((annotation) => annotation.id === id)
    result = place < 0 ? [...result, ...after] : [...result.slice(0, place), ...after, ...result.slice(place + 1)]
  }
  return result
}

export type Driver = {
  readonly annotations: readonly Annotation[]
  readonly selection: readonly string[]
  readonly draft: Draft | null
  readonly hand: Hand
  readonly commits: readonly { readonly label: string; readonly changes: readonly Change[] }[]
  readonly panned: readonly [number, number]
  /** What the last input came to beside records: which of a stack was chosen, why it was refused. */
  readonly last: Pick<Outcome, 'stack' | 'refused'>
  down(x: number, y: number, held?: Held): Driver
  move(x: number, y: number, held?: Held): Driver
  up(x?: number, y?: number, held?: Held): Driver
  hover(x: number, y: number, held?: Held): Driver
  click(x: number, y: number, held?: Held): Driver
  arrow(dx: number, dy: number, size?: boolean): Driver
  release(): Driver
  enter(): Driver
  back(): Driver
  delete(): Driver
  abort(): Driver
  cancel(): Driver
  use(tool: ToolName): Driver
  input(input: ToolInput): Driver
}

/** What else is held while the pointer acts; `true` is Shift. */
type Held = boolean | Partial<Pick<Press, 'shift' | 'alt' | 'mod' | 'pointer'>>

type Start = {
  readonly annotations?: readonly Annotation[]
  readonly selection?: readonly string[]
  readonly image?: Size
  readonly pixel?: number
  readonly context?: Partial<ToolContext>
  /** What the hand holds at first, where it is no fresh tool. */
  readonly hand?: Hand
}

/** A hand that speaks pointer verbs to a tool, over real records: `drive('box').down(0, 0).move(9, 9).up()`. */
export const drive = (tool: ToolName, start: Start = {}): Driver => {
  const image = start.image ?? { width: 100, height: 100 }
  const pixel = start.pixel ?? 1
  let minted = 0
  const step = (
    now: Pick<Driver, 'annotations' | 'selection' | 'hand' | 'commits' | 'panned' | 'last'> & {
      at: readonly [number, number]
    },
  ): Driver => {
    const context = (): ToolContext => {
      const index = indexShapes(now.annotations)
      return {
        annotations: now.annotations,
        selection: now.selection.map((id) => AnnotationId.parse(id)),
        locked: new Set(),
        pinned: new Set(),
        image,
        skeleton: null,
        following: false,
        brush: { tip: 'round', size: 5 },
        find: (id) => now.annotations.find((annotation) => annotation.id === id),
        visible: { x: 0, y: 0, w: image.width, h: image.height },
        pixel,
        label: 'thing',
        hits: index.at,
        within: (rect) =>
          now.annotations
            .filter((annotation) => {
              const bounds = boundsOf(annotation.shape)
              return bounds !== null && rectsTouch(bounds, rect)
            })
            .map((annotation) => annotation.id),
        newId: () => AnnotationId.parse(`new-${minted++}`),
        ...start.context,
      }
    }
    const input = (event: ToolInput): Driver => {
      const outcome = interpret(now.hand, event, context())
      let annotations = now.annotations
      const commits = [...now.commits]
      for (const commit of outcome.commits) {
        const changes = changesOf((id) => annotations.find((one) => one.id === id) ?? null, commit)
        commits.push({ label: commit.label, changes })
        annotations = applyTo(annotations, changes)
      }
      return step({
        annotations,
        commits,
        selection: outcome.selection ?? now.selection,
        hand: outcome.hand,
        panned: [now.panned[0] + outcome.pan[0], now.panned[1] + outcome.pan[1]],
        last: { stack: outcome.stack, refused: outcome.refused },
        at: 'at' in event ? [event.at[0], event.at[1]] : now.at,
      })
    }
    const pointer =
      (type: 'down' | 'move' | 'up' | 'hover') =>
      (x: number, y: number, held: Held = false) =>
        input({
          type,
          at: [x, y],
          stage: [x / pixel, y / pixel],
          shift: held === true,
          alt: false,
          mod: false,
          pointer: 'mouse',
          ...(typeof held === 'object' ? held : {}),
        })
    return {
      annotations: now.annotations,
      selection: now.selection,
      draft: now.hand.draft,
      hand: now.hand,
      commits: now.commits,
      panned: now.panned,
      input,
      last: now.last,
      down: pointer('down'),
      move: pointer('move'),
      up: (x = now.at[0], y = now.at[1], held = false) => pointer('up')(x, y, held),
      hover: pointer('hover'),
      click: (x, y, held = false) => pointer('down')(x, y, held).up(x, y, held),
      arrow: (dx, dy, size = false) => input({ type: 'arrow', by: [dx, dy], size }),
      release: () => input({ type: 'arrow-end' }),
      enter: () => input({ type: 'enter' }),
      back: () => input({ type: 'back' }),
      delete: () => input({ type: 'delete' }),
      abort: () => input({ type: 'abort' }),
      cancel: () => input({ type: 'cancel' }),
      use: (next) => step({ ...now, hand: takeTool(next) }),
    }
  }
  return step({
    annotations: start.annotations ?? [],
    selection: start.selection ?? [],
    hand: start.hand ?? takeTool(tool),
    commits: [],
    panned: [0, 0],
    last: { stack: null, refused: null },
    at: [0, 0],
  })
}
