import type { Annotation } from '../../../../shared/model/annotation.ts'
import type { AnnotationId } from '../../../../shared/model/ids.ts'
import type { ObjectState } from '../../../../shared/model/review.ts'
import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'
import type { ColourBy, Seeing } from '../../../app/seeing.ts'
import type { Chip, Look, Part } from '../../../canvas/look.ts'
import type { Painting } from '../../../canvas/scene.ts'
import { type LabelStyle, labelStyle, scoreColor, scoreText, UNKNOWN_LABEL } from '../../../ui/label-style.ts'
import { styleOf } from '../labels/labels.ts'

/** How the work compares with the prediction. */
export type Found = {
  /** Of both the predicted and the corrected record. What has none is as predicted. */
  readonly states: ReadonlyMap<Annotation, ObjectState>
  /** Predicted records that were changed, and that were taken away. */
  readonly was: readonly Annotation[]
  readonly gone: ReadonlySet<Annotation>
}

type Options = Pick<Seeing, 'colourBy' | 'chips' | 'view'> & {
  readonly taxonomy: Taxonomy | null
  readonly confirmed: ReadonlySet<AnnotationId>
  readonly found: Found
  /** Painted as what the prediction said. */
  readonly behind: ReadonlySet<Annotation>
}

const HUES = 12
/** Hues for what became of an object; the chip's sign says the same without colour. */
const STATE_HUES: Readonly<Record<ObjectState, number>> = {
  confirmed: 2,
  'wrong-label': 1,
  'wrong-boundary': 0,
  'wrong-label-and-boundary': 5,
  duplicate: 6,
  spurious: 3,
  missing: 4,
  'wrong-attribute': 7,
  'wrong-relation': 9,
}
export const STATE_SIGNS: Readonly<Record<ObjectState, string>> = {
  confirmed: '',
  'wrong-label': '≠ ',
  'wrong-boundary': '↔ ',
  'wrong-label-and-boundary': '≠↔ ',
  duplicate: '− ',
  spurious: '− ',
  missing: '+ ',
  'wrong-attribute': '≠ ',
  'wrong-relation': '≠ ',
}

const plain = (hue: number, dash = 0): LabelStyle => labelStyle({ hue, tone: 0, dash })

/** A hue and a pattern of its own for each object, the same whenever it is opened. */
const instanceOf = (id: string): number => {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) >>> 0
  return hash % (HUES * 4)
}

/** The cividis of the score, brightened at its dark end so that the line stands out on the dark stage. */
const scoreStyle = (tenth: number): LabelStyle => {
  const color = scoreColor(tenth / 10)
  const line = `color-mix(in oklab, ${color}, white ${tenth < 5 ? 45 : 10}%)`
  return { ...UNKNOWN_LABEL, line, chip: line, dash: tenth < 5 ? [2, 3] : [] }
}

/** What colours a shape, as a short key: shapes with the same key look alike. */
const colourKey = (annotation: Annotation, colourBy: ColourBy, state: ObjectState): string | number => {
  switch (colourBy) {
    case 'label':
      return annotation.label
    case 'instance':
      return instanceOf(annotation.fromObjectId ?? annotation.id)
    case 'verdict':
      return state
    case 'score':
      return annotation.score === undefined ? -1 : Math.round(annotation.score * 10)
  }
}

const coloured = (key: string | number, { colourBy, taxonomy }: Options): LabelStyle => {
  switch (colourBy) {
    case 'label':
      return styleOf(taxonomy, String(key))
    case 'instance':
      return plain(Number(key) % HUES, Math.floor(Number(key) / HUES))
    case 'verdict':
      return plain(STATE_HUES[key as ObjectState])
    case 'score':
      return Number(key) < 0 ? UNKNOWN_LABEL : scoreStyle(Number(key))
  }
}

/** How each shape looks. Looks are made once and shared, so that thousands of shapes are painted with a few pens. */
export const createLooks = (options: Options): Pick<Painting, 'look' | 'chip' | 'edges'> => {
  const { colourBy, chips, view, taxonomy, confirmed, found, behind } = options
  const made = new Map<string | number, Map<string, Look>>()
  const signed = view === 'difference' || view === 'side' || colourBy === 'verdict'
  const stateOf = (annotation: Annotation): ObjectState => found.states.get(annotation) ?? 'confirmed'
  const partOf = (annotation: Annotation, state: ObjectState): Part => {
    if (behind.has(annotation)) return found.gone.has(annotation) ? 'gone' : 'was'
    if (view === 'prediction') return 'predicted'
    return state !== 'confirmed' || confirmed.has(annotation.id) ? 'yours' : 'predicted'
  }
  const look = (annotation: Annotation): Look => {
    const state = stateOf(annotation)
    const part = partOf(annotation, state)
    const key = colourKey(annotation, colourBy, state)
    const sign = signed ? STATE_SIGNS[state] : ''
    const alike = made.get(key) ?? new Map<string, Look>()
    if (alike.size === 0) made.set(key, alike)
    const name = sign === '' ? part : `${part}${sign}`
    const known = alike.get(name)
    if (known) return known
    const style = coloured(key, options)
    const fresh: Look = { style, part, sign }
    alike.set(name, fresh)
    return fresh
  }
  const edges = new Map(
    (taxonomy?.labels ?? []).flatMap((one) => (one.skeleton ? [[one.name, one.skeleton.edges]] : [])),
  )
  const chip = (annotation: Annotation): Chip | null => {
    if (!chips || (behind.has(annotation) && !found.gone.has(annotation))) return null
    const { label, score } = annotation
    return score === undefined ? { text: label, score: null } : { text: `${label} ${scoreText(score)}`, score }
  }
  return { look, chip, edges: (label) => edges.get(label) ?? [] }
}
