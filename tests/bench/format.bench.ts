import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brat } from '../../electron/backend/jobs/export-brat.ts'
import { coco } from '../../electron/backend/jobs/export-coco.ts'
import { conll } from '../../electron/backend/jobs/export-conll.ts'
import { cvat } from '../../electron/backend/jobs/export-cvat.ts'
import { createBatchFolder } from '../../electron/backend/jobs/export-folder.ts'
import type { FormatWork } from '../../electron/backend/jobs/export-format.ts'
import { labelStudio } from '../../electron/backend/jobs/export-label-studio.ts'
import { labelme } from '../../electron/backend/jobs/export-labelme.ts'
import { masks } from '../../electron/backend/jobs/export-masks.ts'
import { native } from '../../electron/backend/jobs/export-native.ts'
import { parquet } from '../../electron/backend/jobs/export-parquet.ts'
import { prodigy } from '../../electron/backend/jobs/export-prodigy.ts'
import { spacy } from '../../electron/backend/jobs/export-spacy.ts'
import { voc } from '../../electron/backend/jobs/export-voc.ts'
import { webanno } from '../../electron/backend/jobs/export-webanno.ts'
import { yolo } from '../../electron/backend/jobs/export-yolo.ts'
import { createReading } from '../../electron/backend/jobs/import-read.ts'
import { findSources } from '../../electron/backend/jobs/import-sources.ts'
import type { ExportItem } from '../../shared/domain/formats/export-item.ts'
import { textRange } from '../../shared/domain/text-offsets.ts'
import type { ExportFormat } from '../../shared/model/format.ts'
import { batchContext } from '../helpers/export-batch.ts'
import { itemOf } from '../helpers/export-items.ts'
import { seeded } from '../helpers/seeded.ts'
import type { Bench, Row } from './row.ts'

const SIZE = { width: 640, height: 480 }
const OBJECTS = 8
const LABELS = ['person', 'cart', 'shelf', 'sign']

type Measured = { readonly format: ExportFormat; readonly work: FormatWork; readonly images: number }
/** The same for formats of texts. */
type MeasuredTexts = { readonly format: ExportFormat; readonly work: FormatWork; readonly texts: number }

/** Where each image has files of its own, most of the time goes into flushing them: fewer tell as much. */
const MEASURED: readonly Measured[] = [
  { format: 'native', work: native, images: 2000 },
  { format: 'coco', work: coco, images: 2000 },
  { format: 'yolo-detect', work: yolo('detect'), images: 200 },
  { format: 'voc', work: voc, images: 200 },
  { format: 'cvat', work: cvat, images: 2000 },
  { format: 'labelme', work: labelme, images: 200 },
  { format: 'parquet', work: parquet, images: 2000 },
  { format: 'masks', work: masks('flat'), images: 40 },
  { format: 'masks-objects', work: masks('objects'), images: 40 },
]

const MEASURED_TEXTS: readonly MeasuredTexts[] = [
  { format: 'conll', work: conll, texts: 2000 },
  { format: 'prodigy', work: prodigy, texts: 2000 },
  { format: 'spacy', work: spacy, texts: 2000 },
  { format: 'label-studio', work: labelStudio, texts: 2000 },
  { format: 'brat', work: brat, texts: 100 },
  { format: 'webanno', work: webanno, texts: 200 },
]

const WORDS = ['Ada', 'paid', 'Zürich', 'in', '3.50', '👍', 'the', 'shelf', 'was', 'empty']

/** Texts of some sixty words with spans of two, as a newsroom's or a ward's notes would fill a batch. */
const textsOf = (count: number): readonly ExportItem[] => {
  const random = seeded(7)
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: 60 }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '')
    const text = `${index} ${words.join(' ')}`
    const starts = words.map((_, nr) => `${index} ${words.slice(0, nr).join(' ')}`.length + (nr === 0 ? 0 : 1))
    return itemOf({
      case: { key: `note-${index}.txt`, kind: 'text', content: { text } },
      predicted: null,
      reviewed: Array.from({ length: OBJECTS }, (_, nr) => {
        const start = starts[nr * 7] ?? 0
        const end = start + `${words[nr * 7]} ${words[nr * 7 + 1]}`.length
        const shape = { kind: 'span', ranges: [textRange(text, start, end)] }
        return { id: `o${nr + 1}`, label: LABELS[nr % LABELS.length], shape, attributes: {} }
      }),
    })
  })
}

/** Images with boxes and outlines, as a shop's cameras would fill a batch. */
const itemsOf = (count: number): readonly ExportItem[] => {
  const random = seeded(7)
  const at = (most: number): number => Math.round(random() * most * 100) / 100
  return Array.from({ length: count }, (_, index) =>
    itemOf({
      case: {
        key: `cam/${index}.jpg`,
        kind: 'image',
        content: { image: { sha256: index.toString(16).padStart(64, '0'), name: `cam/${index}.jpg`, ...SIZE } },
      },
      predicted: null,
      reviewed: Array.from({ length: OBJECTS }, (_, nr) => {
        const [x, y] = [at(500), at(400)]
        const ring = [
          [x, y],
          [x + 60, y + 10],
          [x + 50, y + 70],
          [x + 5, y + 60],
        ]
        return {
          id: `o${nr + 1}`,
          label: LABELS[(index + nr) % LABELS.length],
          shape: nr % 2 === 0 ? { kind: 'box', x, y, w: 80, h: 60 } : { kind: 'polygon', parts: [[ring]] },
          attributes: {},
        }
      }),
    }),
  )
}

type Spent = { readonly writing: number; readonly reading: number }

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

/** What the same items take as one plain JSON file: the least that any format can do. */
const plain = async (items: readonly ExportItem[], parent: string): Promise<Spent> => {
  const path = join(parent, 'plain.json')
  const said = items.map(({ case: one, review }) => ({ ...one.content.image, annotations: review.annotations }))
  const writing = await seconds(async () => writeFileSync(path, JSON.stringify(said)))
  return { writing, reading: await seconds(async () => JSON.parse(readFileSync(path, 'utf8'))) }
}

/** Writes a batch, and reads its rows as an import does. */
const timed = async (
  { format, work }: Pick<Measured, 'format' | 'work'>,
  items: readonly ExportItem[],
  parent: string,
): Promise<Spent> => {
  const folder = createBatchFolder(join(parent, format), 'bench')
  const context = batchContext({ format }, items, folder)
  const writing = await seconds(() => work.write(context))
  await folder.publish()
  let rows = 0
  const reading = await seconds(async () => {
    const { files } = findSources([{ path: join(parent, format), name: format }], [], undefined)
    const sizeOf = () => Promise.resolve(SIZE)
    const reader = createReading(files, { role: 'truth', columns: undefined, instances: null, sizeOf })
    for (const source of reader.rows)
      for await (const reads of reader.read(source, { bytes: 0 })) rows += reads.filter(({ is }) => is === 'row').length
  })
  if (rows !== items.length) throw new Error(`${format}: ${rows} of ${items.length} rows were read`)
  return { writing, reading }
}

/** Rows a second of each format; of those of images also how many times as long as plain JSON it takes. */
export const bench: Bench = {
  name: 'format',
  run: async () => {
    const parent = mkdtempSync(join(tmpdir(), 'second-look-formats-'))
    const rows: Row[] = []
    const add = (name: string, value: number, unit: string): number =>
      rows.push({ name: `format.${name}`, value, unit, target: '', pass: null })
    try {
      for (const measured of MEASURED) {
        const { format, images } = measured
        const items = itemsOf(images)
        const least = await plain(items, parent)
        const spent = await timed(measured, items, parent)
        add(`${format}.write`, images / spent.writing, 'images/s')
        add(`${format}.write-to-json`, spent.writing / least.writing, 'times')
        add(`${format}.read`, images / spent.reading, 'images/s')
        add(`${format}.read-to-json`, spent.reading / least.reading, 'times')
      }
      for (const measured of MEASURED_TEXTS) {
        const { format, texts } = measured
        const spent = await timed(measured, textsOf(texts), parent)
        add(`${format}.write`, texts / spent.writing, 'texts/s')
        add(`${format}.read`, texts / spent.reading, 'texts/s')
      }
      return rows
    } finally {
      rmSync(parent, { recursive: true, force: true })
    }
  },
}
