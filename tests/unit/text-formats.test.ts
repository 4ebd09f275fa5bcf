import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brat } from '../../electron/backend/jobs/export-brat.ts'
import type { FormatWork } from '../../electron/backend/jobs/export-format.ts'
import { labelStudio } from '../../electron/backend/jobs/export-label-studio.ts'
import { prodigy } from '../../electron/backend/jobs/export-prodigy.ts'
import { spacy } from '../../electron/backend/jobs/export-spacy.ts'
import { webanno } from '../../electron/backend/jobs/export-webanno.ts'
import { readBrat } from '../../shared/domain/formats/brat-read.ts'
import { createLossTally, type ExportItem } from '../../shared/domain/formats/export-item.ts'
import { FORMATS } from '../../shared/domain/formats/formats.ts'
import { readLabelStudioTask } from '../../shared/domain/formats/label-studio-read.ts'
import { readProdigyLine } from '../../shared/domain/formats/prodigy-read.ts'
import type { Read, ReadAnnotations } from '../../shared/domain/formats/read-row.ts'
import { readSpacyLine } from '../../shared/domain/formats/spacy-read.ts'
import { readWebAnno } from '../../shared/domain/formats/webanno-read.ts'
import { type ExportFormat, OFFSET_UNITS, type OffsetUnit } from '../../shared/model/format.ts'
import { writtenBatch } from '../helpers/export-batch.ts'
import { itemOf } from '../helpers/export-items.ts'
import { filesBelow } from '../helpers/files-below.ts'
import { type SaidOfText, saidOfText } from '../helpers/text-arbitrary.ts'

/** What one reader of a batch finds, in the batch's order. */
type Reader = (files: ReadonlyMap<string, string>) => readonly Read[] | Promise<readonly Read[]>

const lines = (text = ''): readonly string[] => text.split('\n').filter((line) => line !== '')

const TEXT_FORMATS: readonly (readonly [ExportFormat, OffsetUnit | undefined, FormatWork, Reader])[] = [
  ['webanno', undefined, webanno, (files) => [...files].flatMap(([name, file]) => readWebAnno(file, name, 'truth'))],
  [
    'brat',
    undefined,
    brat,
    (files) =>
      [...files.keys()]
        .filter((name) => name.endsWith('.txt'))
        .flatMap((name) => {
          const ann = files.get(name.replace('.txt', '.ann')) ?? null
          return readBrat({ name, text: files.get(name) ?? '', ann }, 'truth')
        }),
  ],
  [
    'label-studio',
    undefined,
    labelStudio,
    async (files) => {
      const tasks: unknown = JSON.parse(files.get('tasks.json') ?? '[]')
      const reads = (Array.isArray(tasks) ? tasks : []).map((task) =>
        readLabelStudioTask(task, 'truth', () => Promise.resolve(null)),
      )
      return (await Promise.all(reads)).flat()
    },
  ],
  ...OFFSET_UNITS.map(
    (unit) =>
      [
        'spacy',
        unit,
        spacy,
        (files: ReadonlyMap<string, string>) =>
          lines(files.get('docs.jsonl')).map((line, index) => readSpacyLine(line, index + 1, 'truth')),
      ] as const,
  ),
  ...OFFSET_UNITS.map(
    (unit) =>
      [
        'prodigy',
        unit,
        prodigy,
        (files: ReadonlyMap<string, string>) =>
          lines(files.get('tasks.jsonl')).flatMap((line, index) => readProdigyLine(line, index + 1, 'truth')),
      ] as const,
  ),
]

/** Losses that leave an answer's objects and relations as they are. */
const HARMLESS = new Set(['metadata', 'case keys', 'the source’s tokens'])

/** What is said, whatever the objects are called and in whatever order they stand. */
const plainly = ({ annotations, relations }: ReadAnnotations): readonly string[] => {
  const said = new Map(
    annotations.map(({ id, label, shape, attributes }) => [
      String(id),
      JSON.stringify([label, shape.kind === 'span' ? shape.ranges : shape.kind, Object.entries(attributes).sort()]),
    ]),
  )
  const joined = relations.map(({ type, from, to }) => JSON.stringify([type, said.get(from), said.get(to)]))
  return [...said.values(), ...joined].sort()
}

const itemFrom = ({ text, annotations, relations }: SaidOfText, key: string): ExportItem =>
  itemOf({
    case: { kind: 'text', key, content: { text } },
    predicted: null,
    reviewed: annotations,
    review: { relations },
  })

const lossesOf = (item: ExportItem, format: ExportFormat, offsets: OffsetUnit | undefined): readonly string[] => {
  const tally = createLossTally()
  FORMATS[format].tally(item, tally, { format, tags: 'bio', offsets })
  return tally.list().map(({ what }) => what)
}

test.each(TEXT_FORMATS)(
  '%s (offsets %s): what is read is what was written; without an announced loss it is exactly what was said',
  async (format, offsets, work, read) => {
    const items = fc
      .sample(saidOfText, { numRuns: 300, seed: 7 })
      .map((said, index) => itemFrom(said, `case ${index}.txt`))
    let files: ReadonlyMap<string, string> = new Map()
    const back = await writtenBatch({ format, offsets }, work, items, (folder) => {
      files = filesBelow(folder)
    })
    const found = await read(files)
    expect(back.differences).toEqual([])
    expect(back.items).toBeGreaterThan(0)
    expect(found.filter((each) => each.is === 'failure')).toEqual([])
    const rows = new Map(found.flatMap((each) => (each.is === 'row' ? [[each.row.case.key, each.row]] : [])))
    const lossless = items.filter((item) => lossesOf(item, format, offsets).every((loss) => HARMLESS.has(loss)))
    expect(lossless.filter((item) => item.review.annotations.length > 1).length).toBeGreaterThan(20)
    for (const item of lossless) {
      const row = rows.get(item.case.key)
      expect(row?.case.text).toBe(item.case.content.text)
      expect(plainly(row?.truth ?? { annotations: [], relations: [] })).toEqual(plainly(item.review))
    }
  },
)
