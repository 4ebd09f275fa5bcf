import { rectsTouch, type Size } from '../../shared/domain/geometry/box.ts'
import { boundsOf } from '../../shared/domain/geometry/shape.ts'
import { indexShapes } from '../../shared/domain/spatial-index/shape-index.ts'
import { changesOf } from '../../shared/domain/tools/commits.ts'
import { type Hand, interpret, takeTool } from '../../shared/domain/tools/interpret.ts'
import type { Draft, ToolContext, ToolInput, ToolName } from '../../shared/domain/tools/tool.ts'
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
  down(x: number, y: number, shift?: boolean): Driver
  move(x: number, y: number, shift?: boolean): Driver
  up(x?: number, y?: number, shift?: boolean): Driver
  click(x: number, y: number, shift?: boolean): Driver
  arrow(dx: number, dy: number, size?: boolean): Driver
  release(): Driver
  enter(): Driver
  delete(): Driver
  cancel(): Driver
  use(tool: ToolName): Driver
  input(input: ToolInput): Driver
}

type Start = {
  readonly annotations?: readonly Annotation[]
  readonly selection?: readonly string[]
  readonly image?: Size
  readonly pixel?: number
}

/** A hand that speaks pointer verbs to a tool, over real records: `drive('box').down(0, 0).move(9, 9).up()`. */
export const drive = (tool: ToolName, start: Start = {}): Driver => {
  const image = start.image ?? { width: 100, height: 100 }
  const pixel = start.pixel ?? 1
  let minted = 0
  const step = (
    now: Pick<Driver, 'annotations' | 'selection' | 'hand' | 'commits' | 'panned'> & { at: readonly [number, number] },
  ): Driver => {
    const context = (): ToolContext => {
      const index = indexShapes(now.annotations)
      return {
        annotations: now.annotations,
        selection: now.selection.map((id) => AnnotationId.parse(id)),
        image,
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
      }
    }
    const input = (event: ToolInput): Driver => {
      const outcome = interpret(now.hand, event, context())
      let annotations = now.annotations
      const commits = [...now.commits]
      for (const commit of outcome.commits) {
        const changes = changesOf(annotations, commit)
        commits.push({ label: commit.label, changes })
        annotations = applyTo(annotations, changes)
      }
      return step({
        annotations,
        commits,
        selection: outcome.selection ?? now.selection,
        hand: outcome.hand,
        panned: [now.panned[0] + outcome.pan[0], now.panned[1] + outcome.pan[1]],
        at: 'at' in event ? [event.at[0], event.at[1]] : now.at,
      })
    }
    const pointer = (type: 'down' | 'move' | 'up') => (x: number, y: number, shift: boolean) =>
      input({ type, at: [x, y], stage: [x / pixel, y / pixel], shift })
    return {
      annotations: now.annotations,
      selection: now.selection,
      draft: now.hand.draft,
      hand: now.hand,
      commits: now.commits,
      panned: now.panned,
      input,
      down: (x, y, shift = false) => pointer('down')(x, y, shift),
      move: (x, y, shift = false) => pointer('move')(x, y, shift),
      up: (x = now.at[0], y = now.at[1], shift = false) => pointer('up')(x, y, shift),
      click: (x, y, shift = false) => pointer('down')(x, y, shift).up(x, y, shift),
      arrow: (dx, dy, size = false) => input({ type: 'arrow', by: [dx, dy], size }),
      release: () => input({ type: 'arrow-end' }),
      enter: () => input({ type: 'enter' }),
      delete: () => input({ type: 'delete' }),
      cancel: () => input({ type: 'cancel' }),
      use: (next) => step({ ...now, hand: takeTool(next) }),
    }
  }
  return step({
    annotations: start.annotations ?? [],
    selection: start.selection ?? [],
    hand: takeTool(tool),
    commits: [],
    panned: [0, 0],
    at: [0, 0],
  })
}
