import type { Annotation } from '../../model/annotation.ts'
import type { AnnotationId } from '../../model/ids.ts'
import { rectsTouch } from '../geometry/box.ts'
import { boundsOf } from '../geometry/shape.ts'
import type { Commit } from './tool.ts'

export type StackMove = 'front' | 'forward' | 'backward' | 'back'

const heightOf = ({ z }: Annotation): number => z ?? 0

/** The annotation painted at another height; 0 is left out, since it is what nothing said means. */
const atHeight = ({ z: _z, ...rest }: Annotation, z: number): Annotation => (z === 0 ? rest : { ...rest, z })

/** The next height that is past a neighbour's in the wanted way; past all of them for front and back. */
const heightPast = (heights: readonly number[], from: number, move: StackMove): number | null => {
  switch (move) {
    case 'front':
      return Math.max(...heights) >= from ? Math.max(...heights) + 1 : null
    case 'back':
      return Math.min(...heights) <= from ? Math.min(...heights) - 1 : null
    case 'forward': {
      const above = heights.filter((height) => height >= from)
      return above.length === 0 ? null : Math.min(...above) + 1
    }
    case 'backward': {
      const below = heights.filter((height) => height <= from)
      return below.length === 0 ? null : Math.max(...below) - 1
    }
  }
}

/**
 * Paints the chosen shapes above or below others: past everything, or past the nearest of those they touch. They keep
 * their own order. Null when they stand there already.
 */
export const restack = (
  annotations: readonly Annotation[],
  ids: readonly AnnotationId[],
  move: StackMove,
): Commit | null => {
  const chosen = annotations.filter(({ id, shape }) => ids.includes(id) && boundsOf(shape) !== null)
  const bounds = chosen.flatMap(({ shape }) => boundsOf(shape) ?? [])
  const isAll = move === 'front' || move === 'back'
  const others = annotations.filter(({ id, shape }) => {
    const around = boundsOf(shape)
    return around !== null && !ids.includes(id) && (isAll || bounds.some((one) => rectsTouch(one, around)))
  })
  if (chosen.length === 0 || others.length === 0) return null
  const edge = move === 'front' || move === 'forward' ? Math.min : Math.max
  const from = edge(...chosen.map(heightOf))
  const to = heightPast(others.map(heightOf), from, move)
  if (to === null) return null
  const names: Readonly<Record<StackMove, string>> = {
    front: 'bring to the front',
    forward: 'bring forward',
    backward: 'send backward',
    back: 'send to the back',
  }
  const put = chosen.map((one) => atHeight(one, heightOf(one) - from + to))
  return { label: names[move], put, remove: [] }
}
