import { parse } from 'yaml'
import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Point, Shape } from '../../model/shape.ts'
import type { Size } from '../geometry/box.ts'
import { checkString, isJsonObject } from './json-line.ts'
import { failureOf, isBlank, type Read, type ReadFailure, type Role, RowProblem } from './read-row.ts'
import { MOST_OUTSIDE, YOLO_TASKS, type YoloTask } from './yolo-shape.ts'

/** What data.yaml says of every label file beside it. */
export type YoloData = {
  /** By class number; a number may be missing. */
  readonly names: ReadonlyMap<number, string>
  /** Null: told by the number of columns. */
  readonly task: YoloTask | null
  /** How many keypoints an object has, and whether each has a visibility; null where there are none. */
  readonly keypoints: { readonly count: number; readonly dims: 2 | 3 } | null
  readonly joints: ReadonlyMap<number, readonly string[]>
}

const MOST_CLASSES = 100_000
const MOST_KEYPOINTS = 1000

const bad = (what: string, remedy: string): RowProblem => new RowProblem('bad-data-yaml', what, remedy)

const numbered = (value: unknown): readonly (readonly [number, unknown])[] =>
  Array.isArray(value)
    ? value.map((each, index) => [index, each] as const)
    : isJsonObject(value)
      ? Object.entries(value).map(([number, each]) => [Number(number), each] as const)
      : []

const keypointsOf = (shape: unknown): YoloData['keypoints'] => {
  if (shape === undefined || shape === null) return null
  const [count, dims] = Array.isArray(shape) ? shape : []
  if (Number.isInteger(count) && count > 0 && count <= MOST_KEYPOINTS && (dims === 2 || dims === 3))
    return { count, dims }
  throw bad('kpt_shape is not [number of keypoints, 2 or 3].', 'Write kpt_shape: [17, 3], for example.')
}

/** Reads data.yaml. Aliases, with which a small file could become endless, are not followed. Throws RowProblem `bad-data-yaml`. */
export const readYoloData = (text: string): YoloData => {
  let value: unknown
  try {
    value = parse(text, { maxAliasCount: 0 })
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'
    throw bad(`The file is not YAML: ${why.slice(0, 200)}`, 'Write it as YOLO describes data.yaml.')
  }
  if (!isJsonObject(value)) throw bad('The file holds no members.', 'Write names: and the folders of images.')
  const names = new Map<number, string>()
  for (const [number, name] of numbered(value.names)) {
    if (typeof name !== 'string' && typeof name !== 'number')
      throw bad(`The name of class ${number} is not a text.`, 'Give each class a name.')
    const label = String(name)
    if (!Number.isInteger(number) || number < 0 || names.size >= MOST_CLASSES)
      throw bad(`Class ${number} has no whole number from 0.`, 'Write names as a list, or by numbers from 0.')
    checkString(label)
    names.set(number, label)
  }
  if (names.size === 0) throw bad('The file names no classes.', 'Write names: with one name for each class.')
  const joints = new Map<number, readonly string[]>()
  for (const [number, of] of numbered(value.kpt_names)) if (Array.isArray(of)) joints.set(number, of.map(String))
  return {
    names,
    task: YOLO_TASKS.find((task) => task === value.task) ?? null,
    keypoints: keypointsOf(value.kpt_shape),
    joints,
  }
}

/** One image and its label file; null: it has none, and nothing is on it. */
export type YoloInput = {
  readonly data: YoloData
  /** The image's path below `images/`; the case's key. */
  readonly image: string
  readonly labels: { readonly name: string; readonly text: string } | null
  /** Of the oriented image; null where it is not at hand. */
  readonly size: Size | null
  readonly role: Role
}

/** The image's row, and before it the lines that were set aside. */
export const readYoloImage = (input: YoloInput): readonly Read[] => {
  const { data, image, labels, size, role } = input
  const failures: Read[] = []
  const annotations: Annotation[] = []
  if (size === null) {
    const why = `The image ${image.slice(0, 200)} is not there, and YOLO’s coordinates are shares of its size.`
    const problem = new RowProblem('missing-image', why, 'Give the folder that holds the images.')
    return [{ is: 'failure', failure: failureOf(problem, null, image) }]
  }
  let objects = 0
  for (const [index, line] of (labels?.text ?? '')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === '') continue
    objects += 1
    try {
      annotations.push(...objectOf(line, `o${objects}`, data, size))
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error
      failures.push({ is: 'failure', failure: inFile(failureOf(error, index + 1, line), labels?.name ?? image) })
    }
  }
  const said = { annotations, relations: [] }
  const row = {
    line: null,
    excerpt: image,
    case: { key: image, kind: 'image' as const, image: { name: image }, meta: {} },
    ...(role === 'truth' ? { truth: said } : {}),
    ...(role === 'prediction' ? { prediction: said } : {}),
  }
  return [...failures, { is: 'row', row }]
}

const inFile = (failure: ReadFailure, name: string): ReadFailure => ({
  ...failure,
  message: `${name}: ${failure.message}`,
})

const COLUMNS = 'Write the class’s number, then its place as YOLO’s task orders it, in shares of the image from 0 to 1.'

const numbersOf = (line: string): readonly number[] =>
  line
    .trim()
    .split(/\s+/)
    .map((cell) => {
      const value = Number(cell)
      if (!Number.isFinite(value))
        throw new RowProblem('not-a-number', `“${cell.slice(0, 40)}” is not a number.`, COLUMNS)
      return value
    })

const objectOf = (line: string, id: string, data: YoloData, size: Size): readonly Annotation[] => {
  const [number = -1, ...rest] = numbersOf(line)
  const label = data.names.get(number)
  if (label === undefined)
    throw new RowProblem('unknown-class', `data.yaml names no class ${number}.`, 'Add it to names in data.yaml.')
  if (isBlank(label))
    throw new RowProblem('no-label', `data.yaml gives class ${number} no name.`, 'Give it one under names.')
  const { shape, joints, score } = placeOf(rest, data, size)
  if (score !== undefined && (score < 0 || score > 1))
    throw new RowProblem('score-out-of-range', `The score ${score} does not lie in 0–1.`, 'Write scores from 0 to 1.')
  const scored = score === undefined ? {} : { score }
  const empty = shape.kind === 'box' && (shape.w === 0 || shape.h === 0)
  const place: Annotation = {
    id: AnnotationId.parse(id),
    label,
    shape,
    ...scored,
    attributes: {},
    ...(empty ? { flags: ['empty'] } : {}),
  }
  const named = joints.map((joint, index) => ({
    name: data.joints.get(number)?.[index] ?? `joint ${index + 1}`,
    ...joint,
  }))
  // Where a class says fewer names than there are keypoints, the rest belongs to other classes.
  const own = named.slice(0, data.joints.get(number)?.length ?? named.length)
  if (!own.some(({ visibility }) => visibility > 0)) return [place]
  const skeleton: Shape = { kind: 'skeleton', joints: own }
  return [place, { id: AnnotationId.parse(`${id}-keypoints`), label, shape: skeleton, ...scored, attributes: {} }]
}

type Joint = { readonly x: number; readonly y: number; readonly visibility: number }
type Place = { readonly shape: Shape; readonly joints: readonly Joint[]; readonly score: number | undefined }

const placeOf = (values: readonly number[], data: YoloData, size: Size): Place => {
  const points = data.keypoints
  const task = data.task ?? (points === null ? null : 'pose')
  const columns = values.length
  if (task === 'pose' && points !== null && columns >= 4 + points.count * points.dims) {
    const end = 4 + points.count * points.dims
    if (columns > end + 1) throw wrongColumns(columns + 1)
    const joints = jointsOf(values.slice(4, end), points.dims, size)
    return { shape: boxOf(values, size), joints, score: values[end] }
  }
  if (columns === 4 || columns === 5) return { shape: boxOf(values, size), joints: [], score: values[4] }
  if (columns < 6 || task === 'detect' || task === 'pose' || (task === 'obb' && columns > 9))
    throw wrongColumns(columns + 1)
  const scored = columns % 2 === 1
  const ring = ringOf(scored ? values.slice(0, -1) : values, size)
  const turned = ring.length === 4 && task !== 'segment' ? rotatedBox(ring) : null
  const shape: Shape = turned ?? { kind: 'polygon', parts: [[[...ring]]] }
  return { shape, joints: [], score: scored ? values.at(-1) : undefined }
}

const wrongColumns = (columns: number): RowProblem =>
  new RowProblem('bad-columns', `The line has ${columns} numbers, which is no object of this task.`, COLUMNS)

/** A share of the image as pixels. Throws where it is no share. */
const pixels = (share: number, of: number): number => {
  if (share >= -MOST_OUTSIDE - 1e-6 && share <= 1 + MOST_OUTSIDE + 1e-6) return share * of
  throw new RowProblem(
    'not-normalised',
    `${share} is no share of the image’s size.`,
    'Divide x by the width and y by the height of the image as it is looked at.',
  )
}

const boxOf = ([cx = 0, cy = 0, w = 0, h = 0]: readonly number[], { width, height }: Size): Shape => {
  if (w < 0 || h < 0) throw new RowProblem('bad-box', 'The box has a negative width or height.', COLUMNS)
  const [wide, high] = [pixels(w, width), pixels(h, height)]
  return { kind: 'box', x: pixels(cx, width) - wide / 2, y: pixels(cy, height) - high / 2, w: wide, h: high }
}

const ringOf = (values: readonly number[], { width, height }: Size): readonly Point[] => {
  const ring: Point[] = []
  for (let at = 0; at < values.length; at += 2)
    ring.push([pixels(values[at] ?? 0, width), pixels(values[at + 1] ?? 0, height)])
  return ring
}

const jointsOf = (values: readonly number[], dims: 2 | 3, { width, height }: Size): readonly Joint[] => {
  const joints: Joint[] = []
  for (let at = 0; at < values.length; at += dims) {
    const [x, y] = [pixels(values[at] ?? 0, width), pixels(values[at + 1] ?? 0, height)]
    // Without a visibility, the corner of the image means that there is none; predictions carry a confidence there.
    const seen = dims === 3 ? (values[at + 2] ?? 0) : x === 0 && y === 0 ? 0 : 2
    joints.push({ x, y, visibility: Math.max(0, Math.min(2, Math.round(seen))) })
  }
  return joints
}

/** Corners that others rounded may be this many pixels away from a right angle. */
const SQUARE = 0.5

/** Four corners, in either order around, as a rotated box; null where they are no rectangle. */
const rotatedBox = ([a, b, c, d]: readonly Point[]): Shape | null => {
  if (!a || !b || !c || !d) return null
  const across = [b[0] - a[0], b[1] - a[1]] as const
  const down = [c[0] - b[0], c[1] - b[1]] as const
  const [w, h] = [Math.hypot(...across), Math.hypot(...down)]
  const skew = Math.abs(across[0] * down[0] + across[1] * down[1]) / Math.max(w, h, 1e-9)
  const gap = Math.hypot(a[0] + c[0] - b[0] - d[0], a[1] + c[1] - b[1] - d[1])
  if (skew > SQUARE || gap > SQUARE) return null
  if (across[0] * down[1] - across[1] * down[0] < 0) return rotatedBox([a, d, c, b])
  const angle = w >= h ? Math.atan2(across[1], across[0]) : Math.atan2(-down[0], down[1])
  return {
    kind: 'rotated-box',
    cx: (a[0] + b[0] + c[0] + d[0]) / 4,
    cy: (a[1] + b[1] + c[1] + d[1]) / 4,
    w,
    h,
    angle: (angle * 180) / Math.PI,
  }
}
