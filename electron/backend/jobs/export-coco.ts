import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type CocoCategory, cocoCategory } from '../../../shared/domain/formats/coco-categories.ts'
import { cocoShapes } from '../../../shared/domain/formats/coco-shape.ts'
import {
  carriedBy,
  cocoAnnotations,
  cocoCrowd,
  cocoImage,
  cocoOrigin,
  cocoShapesAsRead,
} from '../../../shared/domain/formats/coco-write.ts'
import { isJsonObject } from '../../../shared/domain/formats/json-line.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { Annotation } from '../../../shared/model/annotation.ts'
import type { Json, JsonObject } from '../../../shared/model/json.ts'
import type { Shape } from '../../../shared/model/shape.ts'
import { readLines } from '../files/lines.ts'
import { createImageCopier, type NumberedImage, numberedImages } from './export-coco-images.ts'
import type { FileWriter } from './export-folder.ts'
import {
  closing,
  createComparison,
  type FormatContext,
  type FormatWork,
  type ReadBack,
  singly,
} from './export-format.ts'

const FILE = 'instances.json'

const categoriesOf = ({ survey, labels }: FormatContext): readonly CocoCategory[] => survey.categories.list(labels)

const byLabel = (categories: readonly CocoCategory[]): ReadonlyMap<string, CocoCategory> =>
  new Map(categories.map((category) => [category.name, category]))

/** A list of entries, one a line, so that a file of any size is written and read back entry by entry. */
const createList = (file: FileWriter) => {
  let first = true
  return {
    add: async (entry: Json): Promise<void> => {
      await file.write(`${first ? '\n' : ',\n'}${JSON.stringify(entry)}`)
      first = false
    },
    end: (): string => (first ? ']' : '\n]'),
  }
}

/** A list that is written while another one is, and stands behind it: kept in a file of its own until then. */
const createLaterList = async ({ folder }: FormatContext, name: string) => {
  const file = await folder.file(name)
  const list = createList(file)
  return {
    add: list.add,
    /** Moves it behind what `target` holds already. */
    append: async (target: FileWriter): Promise<void> => {
      await file.end()
      const path = join(folder.path, name)
      for await (const chunk of createReadStream(path)) await target.bytes(chunk)
      rmSync(path)
      await target.write(list.end())
    },
  }
}

const infoOf = ({ batch, taxonomy }: FormatContext): Json => ({
  description: 'Reviewed with Second Look',
  version: batch.id,
  date_created: batch.at,
  ...(taxonomy === null ? {} : { taxonomy: `${taxonomy.name}@${taxonomy.version}` }),
})

const write: FormatWork['write'] = async (context) => {
  const categories = categoriesOf(context)
  const labels = byLabel(categories)
  const copier = createImageCopier(context)
  const file = await context.folder.file(FILE)
  await file.write(`{\n"info":${JSON.stringify(infoOf(context))},\n"licenses":[],\n"categories":[`)
  const known = createList(file)
  for (const category of categories) await known.add(cocoCategory(category))
  await file.write(`${known.end()},\n"images":[`)
  const images = createList(file)
  const annotations = await createLaterList(context, 'annotations.part')
  const origins = await createLaterList(context, 'second_look.part')
  let id = 0
  for (const { item, image } of numberedImages(context)) {
    await images.add(cocoImage(item, image))
    await origins.add(cocoOrigin(item, image, context.batch.id))
    for (const annotation of cocoAnnotations(item, image, labels)) {
      id += 1
      await annotations.add({ id, ...annotation })
    }
    await copier.copy(image)
  }
  await file.write(`${images.end()},\n"annotations":[`)
  await annotations.append(file)
  await file.write(',\n"second_look":[')
  await origins.append(file)
  await file.write('\n}\n')
  return [await file.end(), ...copier.files()]
}

const objectOf = (text: string): JsonObject | null => {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : null
  } catch {
    return null
  }
}

/** The entries of one list of the file, in order. Answers a sentence where its lines do not make up JSON. */
async function* entriesOf(path: string, name: string): AsyncGenerator<JsonObject | string> {
  let inside = false
  /** Whether the line before ended with a comma; null before the first entry. */
  let owed: boolean | null = null
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
      if (owed === true) yield `${FILE} line ${line.number}: an entry is missing`
      return
    }
    if (owed === false) yield `${FILE} line ${line.number}: a comma is missing before it`
    owed = line.text.endsWith(',')
    yield objectOf(owed ? line.text.slice(0, -1) : line.text) ?? `${FILE} line ${line.number}: not an object`
  }
}

const sameAnnotation = (
  read: JsonObject,
  imageId: number,
  category: CocoCategory,
  expected: { readonly shapes: readonly Shape[]; readonly annotation: Annotation },
): boolean => {
  const { iscrowd, attributes } = cocoCrowd(expected.annotation)
  return (
    read.image_id === imageId &&
    read.category_id === category.id &&
    read.iscrowd === iscrowd &&
    sameJson(read.attributes ?? {}, attributes) &&
    sameJson(cocoShapes(read, category.keypoints), expected.shapes)
  )
}

const compareAnnotations = async (
  { item, image }: NumberedImage,
  labels: ReadonlyMap<string, CocoCategory>,
  annotations: AsyncGenerator<JsonObject | string>,
  { same }: ReturnType<typeof createComparison>,
): Promise<void> => {
  for (const { annotation, skeleton } of carriedBy(item, image.page)) {
    const category = labels.get(annotation.label)
    const { value: read } = await annotations.next()
    const shapes =
      category === undefined ? [] : cocoShapesAsRead(annotation.shape, skeleton?.shape, category, image.image)
    same(
      category !== undefined && isJsonObject(read) && sameAnnotation(read, image.id, category, { shapes, annotation }),
      () => `${item.case.key}: ${annotation.label} ${annotation.id} reads back differently`,
    )
  }
}

const readBack = async (context: FormatContext): Promise<ReadBack> => {
  const comparison = createComparison()
  const { same } = comparison
  const path = join(context.folder.path, FILE)
  const labels = byLabel(categoriesOf(context))
  const categories = entriesOf(path, 'categories')
  const images = entriesOf(path, 'images')
  const annotations = entriesOf(path, 'annotations')
  const origins = entriesOf(path, 'second_look')
  const walks = [categories, images, annotations, origins]
  return closing(walks, async () => {
    for (const category of labels.values()) {
      const { value: entry } = await categories.next()
      same(sameJson(entry, cocoCategory(category)), () => `category ${category.name} reads back differently`)
    }
    for (const numbered of numberedImages(context)) {
      const { item, image } = numbered
      const [{ value: entry }, { value: origin }] = [await images.next(), await origins.next()]
      same(sameJson(entry, cocoImage(item, image)), () => `${item.case.key}: its image reads back differently`)
      const expected = cocoOrigin(item, image, context.batch.id)
      same(sameJson(origin, expected), () => `${item.case.key}: where it comes from reads back differently`)
      await compareAnnotations(numbered, labels, annotations, comparison)
    }
    for (const rest of walks)
      if ((await rest.next()).value !== undefined) same(false, () => `${FILE} holds more entries than the batch`)
    return comparison.result()
  })
}

/** COCO instances: one entry a line, image files copied beside them or only named. */
export const coco: FormatWork = { passes: 2, write, readBack }
