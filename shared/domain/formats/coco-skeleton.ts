import type { Json } from '../../model/json.ts'
import type { Shape } from '../../model/shape.ts'
import { SkeletonTemplate } from '../../model/taxonomy.ts'

type Joints = Extract<Shape, { kind: 'skeleton' }>['joints']

/** The labelled joints of a skeleton by name, in 0..1 of the rectangle around them. */
const placesIn = (joints: Joints): ReadonlyMap<string, { readonly x: number; readonly y: number }> => {
  const seen = joints.filter(({ visibility }) => visibility > 0)
  const share = (values: readonly number[]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)]
    return (value: number): number => (most > least ? (value - least) / (most - least) : 0.5)
  }
  const [across, down] = [share(seen.map(({ x }) => x)), share(seen.map(({ y }) => y))]
  return new Map(seen.map(({ name, x, y }) => [name, { x: across(x), y: down(y) }]))
}

const labelled = (joints: Joints): number => joints.filter(({ visibility }) => visibility > 0).length

const isPair = (pair: Json): pair is [number, number] =>
  Array.isArray(pair) && pair.length === 2 && pair.every((end) => typeof end === 'number')

/**
 * The template of a label's skeletons: its category's keypoints and the lines between them (pairs counted from 1). COCO says
 * no places for them: they stand as in the object with the most labelled joints, those it lacks in a row across the middle.
 * Null where the names are no template's: none, blank, or the same twice.
 */
export const cocoTemplate = (
  names: readonly string[],
  lines: readonly Json[],
  seen: readonly Joints[],
): SkeletonTemplate | null => {
  if (new Set(names).size < names.length || names.some((name) => name.trim() === '')) return null
  const fullest = seen.reduce<Joints>((best, each) => (labelled(each) > labelled(best) ? each : best), [])
  const places = placesIn(fullest)
  const edges = lines.filter(isPair).flatMap(([from, to]): [string, string][] => {
    const [start, end] = [names[from - 1], names[to - 1]]
    return start === undefined || end === undefined ? [] : [[start, end]]
  })
  const joints = names.map((name, index) => ({
    name,
    ...(places.get(name) ?? { x: (index + 1) / (names.length + 1), y: 0.5 }),
  }))
  return SkeletonTemplate.safeParse({ joints, edges }).data ?? null
}
