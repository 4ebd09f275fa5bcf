import { join } from 'node:path'
import { cocoShapes } from '../../../shared/domain/formats/coco-shape.ts'
import {
  boundsOf,
  type CocoCategory,
  type CocoImage,
  carriedBy,
  cocoAnnotations,
  cocoCategory,
  cocoImage,
  cocoOrigin,
  outline,
} from '../../../shared/domain/formats/coco-write.ts'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import { isJsonObject } from '../../../shared/domain/formats/json-line.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { Json, JsonObject } from '../../../shared/model/json.ts'
import type { Point, Shape } from '../../../shared/model/shape.ts'
import { readLines } from '../files/lines.ts'
import { copyImages, numberedImages } from './export-coco-images.ts'
import type { FileWriter } from './export-folder.ts'
import { createComparison, type FormatContext, type FormatWork, type ReadBack, singly } from './export-format.ts'

const FILE = 'instances.json'

const categoriesOf = ({ survey, taxonomy }: FormatContext): readonly CocoCategory[] =>
  survey.categories.list(taxonomy?.labels.map(({ name }) => name) ?? [])

const byLabel = (categories: readonly CocoCategory[]): ReadonlyMap<string, CocoCategory> =>
  new Map(categories.map((category) => [category.name, category]))

/** A member that is a list, one entry a line, so that a file of any size is written and read back entry by entry. */
const writeList = async (file: FileWriter, name: string, entries: Iterable<Json>, last: boolean): Promise<void> => {
  await file.write(`"${name}":[`)
  let first = true
  for (const entry of entries) {
    await file.write(`${first ? '\n' : ',\n'}${JSON.stringify(entry)}`)
    first = false
  }
  await file.write(`${first ? '' : '\n'}]${last ? '\n' : ',\n'}`)
}

function* map<T, U>(values: Iterable<T>, make: (value: T) => U): Generator<U> {
  for (const value of values) yield make(value)
}

function* numberedAnnotations(
  context: FormatContext,
  labels: ReadonlyMap<string, CocoCategory>,
): Generator<JsonObject> {
  let id = 1
  for (const { item, image } of numberedImages(context)) {
    for (const annotation of cocoAnnotations(item, image, labels)) {
      yield { id, ...annotation }
      id += 1
    }
  }
}

const write: FormatWork['write'] = async (context) => {
  const { batch, folder, taxonomy } = context
  const categories = categoriesOf(context)
  const file = await folder.file(FILE)
  const info = {
    description: 'Reviewed with Second Look',
    version: batch.id,
    date_created: batch.at,
    ...(taxonomy === null ? {} : { taxonomy: `${taxonomy.name}@${taxonomy.version}` }),
  }
  await file.write(`{\n"info":${JSON.stringify(info)},\n"licenses":[],\n`)
  await writeList(file, 'categories', map(categories, cocoCategory), false)
  await writeList(
    file,
    'images',
    map(numberedImages(context), ({ item, image }) => cocoImage(item, image)),
    false,
  )
  await writeList(file, 'annotations', numberedAnnotations(context, byLabel(categories)), false)
  const origins = map(numberedImages(context), ({ item, image }) => cocoOrigin(item, image, batch.id))
  await writeList(file, 'second_look', origins, true)
  await file.write('}\n')
  const written = await file.end()
  return batch.plan.options.images === 'copy' ? [written, ...(await copyImages(context))] : [written]
}

/** The entries of one list of the file, in order. Answers a sentence where its lines do not make up JSON. */
async function* entriesOf(path: string, name: string): AsyncGenerator<JsonObject | string> {
  let inside = false
  let owed = false
  for await (const line of singly(readLines(path, { bytes: 0 }))) {
    if ('problem' in line) {
      yield `${FILE} line ${line.number}: ${line.problem}`
      continue
    }
    if (!inside) {
      inside = line.text === `"${name}":[`
      continue
    }
    if (line.text === ']' || line.text === '],') {
      if (owed) yield `${FILE} line ${line.number}: an entry is missing`
      return
    }
    owed = line.text.endsWith(',')
    const value: unknown = JSON.parse(owed ? line.text.slice(0, -1) : line.text)
    yield isJsonObject(value) ? value : `${FILE} line ${line.number}: not an object`
  }
}

/** Shapes as a reader of COCO can understand them. */
const shapesAsRead = (shape: Shape, skeleton: Shape | undefined, { keypoints }: CocoCategory): readonly Shape[] => {
  const joints = (of: Extract<Shape, { kind: 'skeleton' }>): readonly Shape[] => {
    const byName = new Map(of.joints.map((joint) => [joint.name, joint]))
    const named = keypoints.map((name) => ({ x: 0, y: 0, visibility: 0, ...byName.get(name), name }))
    return named.some(({ visibility }) => visibility > 0) ? [{ kind: 'skeleton', joints: named }] : []
  }
  const beside = skeleton?.kind === 'skeleton' ? joints(skeleton) : []
  switch (shape.kind) {
    case 'box':
      return [{ kind: 'box', x: shape.x, y: shape.y, w: shape.w, h: shape.h }, ...beside]
    case 'polygon':
      return [{ kind: 'polygon', parts: shape.parts.map((part) => part.slice(0, 1)) }, ...beside]
    case 'rotated-box':
    case 'ellipse':
      return [{ kind: 'polygon', parts: [[[...outline(shape)]]] }, ...beside]
    case 'mask':
      return [{ kind: 'mask', width: shape.width, height: shape.height, counts: shape.counts }, ...beside]
    case 'skeleton': {
      const seen = shape.joints.filter(({ visibility }) => visibility > 0)
      const points = (seen.length > 0 ? seen : shape.joints).map(({ x, y }): Point => [x, y])
      const [x, y, w, h] = boundsOf(points)
      return [{ kind: 'box', x, y, w, h }, ...joints(shape)]
    }
    default:
      return []
  }
}

const sameAnnotation = (
  read: JsonObject,
  imageId: number,
  category: CocoCategory,
  expected: { readonly shapes: readonly Shape[]; readonly attributes: JsonObject },
): boolean => {
  const { iscrowd, ...attributes } = expected.attributes
  return (
    read.image_id === imageId &&
    read.category_id === category.id &&
    sameJson(read.iscrowd, iscrowd ?? 0) &&
    sameJson(read.attributes ?? {}, attributes) &&
    sameJson(cocoShapes(read, category.keypoints), expected.shapes)
  )
}

type Comparison = ReturnType<typeof createComparison>

const compareImages = async (context: FormatContext, path: string, { same }: Comparison): Promise<void> => {
  const images = entriesOf(path, 'images')
  const origins = entriesOf(path, 'second_look')
  for (const { item, image } of numberedImages(context)) {
    const [{ value: entry }, { value: origin }] = [await images.next(), await origins.next()]
    same(sameJson(entry, cocoImage(item, image)), () => `${item.case.key}: its image reads back differently`)
    const expected = cocoOrigin(item, image, context.batch.id)
    same(sameJson(origin, expected), () => `${item.case.key}: where it comes from reads back differently`)
  }
  for (const rest of [images, origins])
    if ((await rest.next()).value !== undefined) same(false, () => `${FILE} holds more images than the batch`)
}

const compareAnnotations = async (context: FormatContext, path: string, { same }: Comparison): Promise<void> => {
  const labels = byLabel(categoriesOf(context))
  const annotations = entriesOf(path, 'annotations')
  const compareOn = async (item: ExportItem, image: CocoImage): Promise<void> => {
    for (const { annotation, skeleton } of carriedBy(item, image.page)) {
      const category = labels.get(annotation.label)
      const { value: read } = await annotations.next()
      const shapes = category === undefined ? [] : shapesAsRead(annotation.shape, skeleton?.shape, category)
      same(
        category !== undefined &&
          isJsonObject(read) &&
          sameAnnotation(read, image.id, category, { shapes, attributes: annotation.attributes }),
        () => `${item.case.key}: ${annotation.label} ${annotation.id} reads back differently`,
      )
    }
  }
  for (const { item, image } of numberedImages(context)) await compareOn(item, image)
  if ((await annotations.next()).value !== undefined) same(false, () => `${FILE} holds more annotations than the batch`)
}

const readBack = async (context: FormatContext): Promise<ReadBack> => {
  const comparison = createComparison()
  const path = join(context.folder.path, FILE)
  const categories = entriesOf(path, 'categories')
  for (const category of categoriesOf(context)) {
    const { value: entry } = await categories.next()
    comparison.same(sameJson(entry, cocoCategory(category)), () => `category ${category.name} reads back differently`)
  }
  await compareImages(context, path, comparison)
  await compareAnnotations(context, path, comparison)
  return comparison.result()
}

/** COCO instances: one entry a line, image files copied beside them or only named. */
export const coco: FormatWork = { passes: 6, write, readBack }
