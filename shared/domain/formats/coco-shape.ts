import type { Json, JsonObject } from '../../model/json.ts'
import type { Shape } from '../../model/shape.ts'
import { runsOfString } from '../mask/coco-string.ts'
import { isJsonObject } from './json-line.ts'
import { RowProblem } from './read-row.ts'

/** The shapes of a COCO annotation: its outline, mask or box, and its keypoints beside it. At least one. */
export const cocoShapes = (annotation: JsonObject, joints: readonly string[]): readonly Shape[] => {
  const place = readSegmentation(annotation.segmentation) ?? readBox(annotation.bbox)
  const skeleton = readKeypoints(annotation.keypoints, joints)
  const shapes = [place, skeleton].filter((shape) => shape !== null)
  if (shapes.length === 0)
    throw new RowProblem(
      'bad-box',
      'The annotation has no bbox and no segmentation.',
      'Write bbox as [x, y, width, height].',
    )
  return shapes
}

const numbers = (value: Json): readonly number[] | null => {
  if (!Array.isArray(value)) return null
  const all: number[] = []
  for (const each of value) {
    if (typeof each !== 'number') return null
    all.push(each)
  }
  return all
}

const readBox = (bbox: Json | undefined): Shape | null => {
  if (bbox === undefined) return null
  const [x, y, w, h, ...more] = numbers(bbox) ?? []
  if (x === undefined || y === undefined || w === undefined || h === undefined || more.length > 0 || w < 0 || h < 0)
    throw new RowProblem(
      'bad-box',
      `The bbox ${JSON.stringify(bbox).slice(0, 100)} is not [x, y, width, height] with a width and height of 0 or more.`,
      'Write bbox as [x, y, width, height] in pixels.',
    )
  return { kind: 'box', x, y, w, h }
}

const badOutline = (what: string): RowProblem =>
  new RowProblem(
    'bad-shape',
    `The segmentation ${what}.`,
    'Write outlines as lists of x, y, x, y, … or run lengths with their size.',
  )

const readSegmentation = (segmentation: Json | undefined): Shape | null => {
  if (segmentation === undefined || segmentation === null) return null
  if (Array.isArray(segmentation)) return segmentation.length === 0 ? null : readOutlines(segmentation)
  if (isJsonObject(segmentation)) return readRuns(segmentation)
  throw badOutline('is neither outlines nor run lengths')
}

const readOutlines = (outlines: readonly Json[]): Shape => ({
  kind: 'polygon',
  parts: outlines.map((outline) => {
    const flat = numbers(outline)
    if (!flat || flat.length < 6 || flat.length % 2 !== 0) throw badOutline('has an outline of fewer than three points')
    const ring: [number, number][] = []
    for (let at = 0; at < flat.length; at += 2) ring.push([flat[at] ?? 0, flat[at + 1] ?? 0])
    return [ring]
  }),
})

const readRuns = (mask: JsonObject): Shape => {
  const [height, width] = numbers(mask.size ?? null) ?? []
  const given = mask.counts
  const counts = typeof given === 'string' ? runsOfString(given) : numbers(given ?? null)
  if (!height || !width || !counts || counts.some((run) => !Number.isInteger(run) || run < 0))
    throw badOutline('has no size or no run lengths')
  if (counts.reduce((sum, run) => sum + run, 0) !== width * height)
    throw badOutline('has run lengths that do not fill its size')
  return { kind: 'mask', width, height, counts: [...counts] }
}

const readKeypoints = (keypoints: Json | undefined, names: readonly string[]): Shape | null => {
  if (keypoints === undefined) return null
  const flat = numbers(keypoints)
  if (!flat || flat.length === 0 || flat.length % 3 !== 0)
    throw new RowProblem(
      'bad-shape',
      'The keypoints are not x, y, visibility for each joint.',
      'Write three numbers for each joint.',
    )
  const joints = []
  for (let at = 0; at < flat.length; at += 3)
    joints.push({
      name: names[at / 3] ?? `joint ${at / 3 + 1}`,
      x: flat[at] ?? 0,
      y: flat[at + 1] ?? 0,
      // Results carry a confidence where annotations carry 0, 1 or 2.
      visibility: Math.max(0, Math.min(2, Math.round(flat[at + 2] ?? 0))),
    })
  return joints.some((joint) => joint.visibility > 0) ? { kind: 'skeleton', joints } : null
}
