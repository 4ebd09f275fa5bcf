import type { Annotation } from '../../model/annotation.ts'
import { AnnotationId } from '../../model/ids.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { cocoShapes } from './coco-shape.ts'
import { cocoTemplate } from './coco-skeleton.ts'
import { checkStrings, isJsonObject } from './json-line.ts'
import { failureOf, type Read, type ReadImage, type Role, RowProblem, readingRow } from './read-row.ts'

/** NaN and Infinity outside strings; Python writes them, JSON has no such thing. */
const BARE_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/** A COCO document as JSON. NaN and Infinity become null, so that only the entries that hold them are set aside. */
export const parseCoco = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!/\b(?:NaN|Infinity)\b/.test(text)) throw error
    return JSON.parse(text.replace(BARE_NUMBERS, (found) => (found.startsWith('"') ? found : 'null')))
  }
}

export type CocoKind = 'instances' | 'results'

/** Results are a list of boxes with image ids; instances are a document with images. Null: neither. */
export const cocoKind = (document: unknown): CocoKind | null => {
  if (Array.isArray(document))
    return document.length === 0 || (isJsonObject(document[0]) && 'image_id' in document[0]) ? 'results' : null
  return isJsonObject(document) && Array.isArray(document.images) ? 'instances' : null
}

export type CocoInput = {
  readonly instances: JsonObject
  /** Null: the annotations of the instances themselves are read. */
  readonly results: readonly Json[] | null
  readonly role: Role
}

type Category = { readonly name: string; readonly joints: readonly string[]; readonly lines: readonly Json[] }
type ImageEntry = { readonly entry: JsonObject; readonly name: string; readonly annotations: Annotation[] }

/**
 * One row for each image, in the order of the instances file, an image nothing was found in among them. What is wrong
 * with one entry sets aside that entry alone.
 */
export function* readCoco(input: CocoInput): Generator<Read> {
  const categories = new Map<number, Category>()
  for (const entry of list(input.instances.categories)) {
    const failed = addCategory(entry, categories)
    if (failed) yield failed
  }
  const images = new Map<number, ImageEntry>()
  const names = new Set<string>()
  for (const entry of list(input.instances.images)) {
    const failed = addImage(entry, images, names)
    if (failed) yield failed
  }
  const ids = new Set<string>()
  for (const entry of input.results ?? list(input.instances.annotations)) {
    const failed = addAnnotation(entry, images, categories, input.results === null ? ids : null)
    if (failed) yield failed
  }
  yield* skeletonsOf(categories, images)
  for (const image of images.values()) yield { is: 'row', row: rowOf(image, input.role) }
}

/** What the categories say of the skeletons that are there. */
function* skeletonsOf(
  categories: ReadonlyMap<number, Category>,
  images: ReadonlyMap<number, ImageEntry>,
): Generator<Read> {
  const seen = new Map<string, Extract<Annotation['shape'], { kind: 'skeleton' }>['joints'][]>()
  for (const { annotations } of images.values())
    for (const { label, shape } of annotations)
      if (shape.kind === 'skeleton') seen.set(label, [...(seen.get(label) ?? []), shape.joints])
  for (const { name, joints, lines } of categories.values()) {
    const own = seen.get(name)
    const skeleton = own === undefined || joints.length === 0 ? null : cocoTemplate(joints, lines, own)
    if (skeleton !== null) yield { is: 'skeleton', label: name, skeleton }
  }
}

const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

/** Runs one entry; what is wrong with it is answered as a failure. */
const trying = (entry: Json, work: (entry: JsonObject) => void): Read | null => {
  try {
    if (!isJsonObject(entry))
      throw new RowProblem('not-an-object', 'The entry is not an object.', 'See the COCO format.')
    checkStrings(entry)
    work(entry)
    return null
  } catch (error) {
    if (!(error instanceof RowProblem)) throw error
    return { is: 'failure', failure: failureOf(error, null, JSON.stringify(entry)) }
  }
}

const idOf = (entry: JsonObject, key: string): number => {
  const id = entry[key]
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id
  throw new RowProblem(
    'bad-id',
    `${key} is ${JSON.stringify(id ?? null)}, not a whole number.`,
    `Give the entry a whole number as ${key}.`,
  )
}

const addCategory = (entry: Json, categories: Map<number, Category>): Read | null =>
  trying(entry, (category) => {
    const id = idOf(category, 'id')
    const name = category.name
    if (typeof name !== 'string' || name.trim() === '')
      throw new RowProblem('bad-category', `Category ${id} has no name.`, 'Give each category a name.')
    if (categories.has(id))
      throw new RowProblem(
        'duplicate-id',
        `Two categories have the id ${id}; the first counts.`,
        'Give each category an id of its own.',
      )
    const joints = list(category.keypoints).map(String)
    categories.set(id, { name, joints, lines: list(category.skeleton) })
  })

const addImage = (entry: Json, images: Map<number, ImageEntry>, names: Set<string>): Read | null =>
  trying(entry, (image) => {
    const id = idOf(image, 'id')
    const name = image.file_name
    if (typeof name !== 'string' || name === '')
      throw new RowProblem('bad-image', `Image ${id} has no file_name.`, 'Give each image its file_name.')
    if (images.has(id))
      throw new RowProblem(
        'duplicate-id',
        `Two images have the id ${id}; the first counts.`,
        'Give each image an id of its own.',
      )
    if (names.has(name))
      throw new RowProblem(
        'duplicate-key',
        `Two images have the file_name ${name}; the first counts.`,
        'List each file once.',
      )
    names.add(name)
    images.set(id, { entry: image, name, annotations: [] })
  })

const addAnnotation = (
  entry: Json,
  images: ReadonlyMap<number, ImageEntry>,
  categories: ReadonlyMap<number, Category>,
  ids: Set<string> | null,
): Read | null =>
  trying(entry, (annotation) => {
    const image = images.get(idOf(annotation, 'image_id'))
    if (!image)
      throw new RowProblem(
        'unknown-image',
        `No image has the id ${annotation.image_id}.`,
        'Give the instances file these results were made from.',
      )
    const category = categories.get(idOf(annotation, 'category_id'))
    if (!category)
      throw new RowProblem(
        'unknown-category',
        `No category has the id ${annotation.category_id}.`,
        'Give the instances file these results were made from, with all its categories.',
      )
    const score = scoreOf(annotation)
    const shapes = cocoShapes(annotation, category.joints)
    const id = ids && annotation.id !== undefined ? String(annotation.id) : `o${image.annotations.length + 1}`
    if (ids?.has(id))
      throw new RowProblem(
        'duplicate-id',
        `Two annotations have the id ${id}; the first counts.`,
        'Give each annotation an id of its own.',
      )
    ids?.add(id)
    for (const [index, shape] of shapes.entries())
      image.annotations.push({
        id: AnnotationId.parse(index === 0 ? id : `${id}-keypoints`),
        label: category.name,
        shape,
        ...(score === undefined ? {} : { score }),
        attributes: attributesOf(annotation),
        ...(shape.kind === 'box' && (shape.w === 0 || shape.h === 0) ? { flags: ['empty'] } : {}),
      })
  })

const scoreOf = (annotation: JsonObject): number | undefined => {
  if (!Object.hasOwn(annotation, 'score')) return undefined
  const score = annotation.score
  if (typeof score !== 'number')
    throw new RowProblem(
      'not-a-number',
      `The score is ${JSON.stringify(score ?? null)}, not a number.`,
      'Leave the score out where it is unknown.',
    )
  if (score < 0 || score > 1)
    throw new RowProblem('score-out-of-range', `The score ${score} does not lie in 0–1.`, 'Write scores from 0 to 1.')
  return score
}

const READ = new Set([
  'id',
  'image_id',
  'category_id',
  'bbox',
  'area',
  'segmentation',
  'keypoints',
  'num_keypoints',
  'score',
])

/** `iscrowd` 0 is what every annotation has; everything else that COCO does not name is an attribute. */
const attributesOf = (annotation: JsonObject): Record<string, Json> => {
  const attributes: Record<string, Json> = isJsonObject(annotation.attributes) ? { ...annotation.attributes } : {}
  for (const [key, value] of Object.entries(annotation))
    if (!READ.has(key) && key !== 'attributes' && !(key === 'iscrowd' && value === 0)) attributes[key] = value
  return attributes
}

const IMAGE_READ = new Set(['file_name', 'width', 'height', 'id'])

const rowOf = (image: ImageEntry, role: Role) => {
  const { width, height } = image.entry
  const declared: ReadImage = {
    name: image.name,
    ...(typeof width === 'number' && typeof height === 'number' ? { width, height } : {}),
  }
  const meta: Record<string, Json> = {}
  for (const [key, value] of Object.entries(image.entry)) if (!IMAGE_READ.has(key)) meta[key] = value
  meta.coco_id = image.entry.id ?? null
  const said = { annotations: image.annotations, relations: [] }
  return {
    line: null,
    excerpt: JSON.stringify(image.entry),
    case: { key: image.name, kind: 'image' as const, image: declared, meta },
    ...(role === 'truth' ? { truth: said } : {}),
    ...(role === 'prediction' ? { prediction: said } : {}),
  }
}

/** A folder's image as a case, keyed by its path below the folder. */
export const readImageFile = (name: string): Read =>
  readingRow(null, name, () => ({
    line: null,
    excerpt: name,
    case: { key: name, kind: 'image', image: { name }, meta: {} },
  }))
