import type { Annotation, Relation } from '../model/annotation.ts'
import type { Json } from '../model/json.ts'
import type { Prediction } from '../model/prediction.ts'
import { comparedRecords, compareWork } from './compare.ts'
import { type About, withoutInputs } from './compare-about.ts'
import { sameAttribute } from './same-value.ts'

/** Whether an annotation is the class of the whole case. */
const isClass = ({ shape }: Annotation): boolean => shape.kind === 'case' && shape.turn === undefined

/** One thing that was done to every object of a label (or to the class) and can be done to another case's. */
export type Transfer =
  | { readonly what: 'class' | 'label'; readonly from: string; readonly to: string }
  | {
      readonly what: 'attribute'
      readonly on: 'class' | 'label'
      readonly label: string
      readonly name: string
      readonly value: Json | null
    }

export type TransferPlan = {
  readonly transfers: readonly Transfer[]
  /** How many edits stay with their case: boundaries, added and removed objects, relations, and what was done to some objects of a label only. */
  readonly left: number
}

type Work = { readonly annotations: readonly Annotation[]; readonly relations: readonly Relation[] }
type Pair = { readonly was: Annotation; readonly is: Annotation }

/**
 * What of a correction can be done to other cases: the class changed, all objects of one label given another, the same
 * attribute set on all of a label. Places are a case's own, and so is what corrects its input.
 */
export function planTransfer(prediction: Prediction, work: Work, about: About = {}): TransferPlan {
  const { objects, relations } = compareWork(prediction, work, about)
  const judged = withoutInputs(prediction.annotations, work.annotations, about)
  const records = comparedRecords(prediction.annotations, judged, about.fields)
  const pairs = records.flatMap(({ predicted, corrected }): Pair[] =>
    predicted && corrected ? [{ was: predicted, is: corrected }] : [],
  )
  const byLabel = Map.groupBy(pairs, ({ was }) => `${isClass(was) ? 'class' : 'label'} ${was.label}`)
  const [transfers, used]: [Transfer[], Set<Pair>] = [[], new Set()]
  for (const group of byLabel.values()) {
    const [first] = group
    if (!first) continue
    const on = isClass(first.was) ? 'class' : 'label'
    const { label } = first.was
    const labels = new Set(group.map(({ is }) => is.label))
    if (labels.size === 1 && first.is.label !== label) {
      transfers.push({ what: on, from: label, to: first.is.label })
      for (const pair of group) used.add(pair)
    }
    if (labels.size !== 1) continue
    for (const [name, value] of changedAttributes(first)) {
      if (!group.every((pair) => changedTo(pair, name, value))) continue
      transfers.push({ what: 'attribute', on, label: first.is.label, name, value })
      for (const pair of group) used.add(pair)
    }
  }
  const own = new Set([...used].map(({ was }) => was.id))
  const stays = objects.filter(({ state, predictedId }) => {
    if (state === 'confirmed' || state === 'wrong-relation') return false
    const moved = state === 'wrong-label' || state === 'wrong-attribute'
    return !(moved && predictedId && own.has(predictedId))
  })
  return { transfers, left: stays.length + relations.filter(({ state }) => state !== 'confirmed').length }
}

function changedAttributes({ was, is }: Pair): readonly (readonly [string, Json | null])[] {
  const names = new Set([...Object.keys(was.attributes), ...Object.keys(is.attributes)])
  return [...names].flatMap((name) =>
    sameAttribute(was.attributes[name], is.attributes[name]) ? [] : [[name, is.attributes[name] ?? null] as const],
  )
}

const changedTo = ({ was, is }: Pair, name: string, value: Json | null): boolean =>
  sameAttribute(is.attributes[name], value) && !sameAttribute(was.attributes[name], value)

export type Transferred = {
  readonly annotations: readonly Annotation[]
  /** What changed, and on how many objects; a transfer that found nothing to do is not among them. */
  readonly done: readonly { readonly transfer: Transfer; readonly count: number }[]
}

/** The same done to another case's annotations. A score is the model's word on its own label and leaves with it. */
export function transferTo(annotations: readonly Annotation[], { transfers }: TransferPlan): Transferred {
  let now = annotations
  const done: { transfer: Transfer; count: number }[] = []
  for (const transfer of transfers) {
    let count = 0
    now = now.map((annotation) => {
      const after = transferred(annotation, transfer)
      if (after !== annotation) count++
      return after
    })
    if (count > 0) done.push({ transfer, count })
  }
  return { annotations: now, done }
}

function transferred(annotation: Annotation, transfer: Transfer): Annotation {
  if (transfer.what === 'attribute') {
    const { on, label, name, value } = transfer
    if (isClass(annotation) !== (on === 'class') || annotation.label !== label) return annotation
    if (sameAttribute(annotation.attributes[name], value)) return annotation
    const { [name]: _, ...others } = annotation.attributes
    return { ...annotation, attributes: value === null ? others : { ...others, [name]: value } }
  }
  if (isClass(annotation) !== (transfer.what === 'class') || annotation.label !== transfer.from) return annotation
  const { score: _, ...rest } = annotation
  return { ...rest, label: transfer.to }
}
