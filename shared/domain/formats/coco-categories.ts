import type { Annotation } from '../../model/annotation.ts'
import type { Json } from '../../model/json.ts'
import type { Label } from '../../model/taxonomy.ts'
import { sameJson } from '../same-json.ts'
import type { LossTally } from './export-item.ts'

/** A label as COCO numbers it, with its joints and the lines between them (from 1, as COCO counts keypoints). */
export type CocoCategory = {
  readonly id: number
  readonly name: string
  readonly keypoints: readonly string[]
  readonly edges: readonly (readonly [number, number])[]
}

export type KnownLabel = Pick<Label, 'name' | 'skeleton'>

const edgesOf = (label: KnownLabel | undefined, keypoints: readonly string[]): CocoCategory['edges'] =>
  (label?.skeleton?.edges ?? [])
    .map(([from, to]) => [keypoints.indexOf(from) + 1, keypoints.indexOf(to) + 1] as const)
    .filter(([from, to]) => from > 0 && to > 0)

/**
 * Collects what the categories need while items go by: labels in use, and their skeletons' joints, in the order of the
 * label's template, so that a joint keeps its place in later batches; others behind them as they are first seen.
 */
export const createCategoryCollector = (templates: readonly KnownLabel[] = []) => {
  const templateOf = new Map(
    templates.map(({ name, skeleton }) => [name, (skeleton?.joints ?? []).map((joint) => joint.name)]),
  )
  const joints = new Map<string, string[]>()
  const skeletons = new Map<
    string,
    { readonly names: readonly string[]; readonly label: string; example: string; count: number }
  >()
  const addSkeleton = (label: string, names: readonly string[], example: string): void => {
    const found = JSON.stringify([label, names])
    const known = skeletons.get(found)
    if (known === undefined) skeletons.set(found, { names, label, example, count: 1 })
    else known.count += 1
  }
  return {
    add: (annotations: readonly Annotation[], example: string): void => {
      for (const { label, shape } of annotations) {
        const known = joints.get(label) ?? []
        joints.set(label, known)
        if (shape.kind !== 'skeleton') continue
        const names = shape.joints.map(({ name }) => name)
        if (known.length === 0) known.push(...(templateOf.get(label) ?? []))
        for (const name of names) if (!known.includes(name)) known.push(name)
        addSkeleton(label, names, example)
      }
    },
    /**
     * One category for each of these labels, numbered by its place there: as long as the list only grows, the number of
     * a label stays the same in later batches. Labels that it does not know follow, by name.
     */
    list: (labels: readonly KnownLabel[]): readonly CocoCategory[] => {
      const known = new Map(labels.map((label) => [label.name, label]))
      const rest = [...joints.keys()].filter((label) => !known.has(label)).sort()
      return [...known.keys(), ...rest].map((name, index) => {
        const keypoints = joints.get(name) ?? []
        return { id: index + 1, name, keypoints, edges: edgesOf(known.get(name), keypoints) }
      })
    },
    /** Says which skeletons a format changes that writes every joint of a category for each of its objects. */
    tally: (tally: LossTally): void => {
      for (const { names, label, example, count } of skeletons.values())
        if (!sameJson(names, joints.get(label)))
          tally.add('skeletons without all joints of their label, or in another order (filled up)', example, count)
    },
  }
}

/** The `categories` entry. */
export const cocoCategory = ({ id, name, keypoints, edges }: CocoCategory): Json =>
  keypoints.length === 0
    ? { id, name }
    : { id, name, keypoints: [...keypoints], skeleton: edges.map(([from, to]) => [from, to]) }
