import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parquet } from '../../electron/backend/jobs/export-parquet.ts'
import { createReading } from '../../electron/backend/jobs/import-read.ts'
import { findSources } from '../../electron/backend/jobs/import-sources.ts'
import { guessTableColumns, readClassNames, readTableRow } from '../../shared/domain/formats/parquet-read.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { writtenBatch } from '../helpers/export-batch.ts'
import { itemOf } from '../helpers/export-items.ts'
import { annotationsArbitrary, IMAGE } from '../helpers/shape-arbitrary.ts'

/** The truth of each row, as an import reads the file. */
const truthsIn = async (folder: string): Promise<readonly (readonly Annotation[])[]> => {
  const file = { path: join(folder, 'train-00000-of-00001.parquet'), name: 'a.parquet' }
  const { files } = findSources([file], [], undefined)
  const reader = createReading(files, { role: 'truth', columns: undefined, instances: null, sizeOf: async () => null })
  const truths: (readonly Annotation[])[] = []
  for (const source of reader.rows)
    for await (const reads of reader.read(source, { bytes: 0 }))
      for (const read of reads) truths.push(read.is === 'row' ? (read.row.truth?.annotations ?? []) : [])
  return truths
}

test('whatever is drawn reads back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(annotationsArbitrary, { maxLength: 5 }),
      fc.string({ unit: 'grapheme' }),
      async (all, name) => {
        const image = { sha256: 'a'.repeat(64), name: 'a.jpg', ...IMAGE }
        const items = all.map((reviewed, index) =>
          itemOf({
            case: { key: `k${index}`, kind: 'image', content: { image }, meta: { name } },
            predicted: null,
            reviewed,
          }),
        )
        let truths: readonly (readonly Annotation[])[] = []
        const read = await writtenBatch({ format: 'parquet' }, parquet, items, async (folder) => {
          truths = await truthsIn(folder)
        })
        expect(read.differences).toEqual([])
        // JSON knows one zero.
        expect(truths).toEqual(JSON.parse(JSON.stringify(all)))
      },
    ),
    { numRuns: 30 },
  )
})

const row = (cells: Readonly<Record<string, unknown>>, columns = {}, classes = '') =>
  readTableRow(cells, 1, {
    columns: { meta: [], ...columns },
    classes: readClassNames(classes),
    role: 'truth',
  })

test('hostile cells set their row aside, or stay out of it, and never break the reading', () => {
  const reason = (cells: Readonly<Record<string, unknown>>, columns = {}) => {
    const read = row(cells, columns)
    return read.is === 'failure' ? read.failure.reason : read.is
  }
  const objects = (object: Readonly<Record<string, unknown>>) => ({
    image: { bytes: null, path: 'a.jpg' },
    objects: [object],
  })
  expect([
    reason(objects({ bbox: [0, 0, Number.NaN, 1], label: 'a' })),
    reason(objects({ bbox: [0, 0, 1], label: 'a' })),
    reason(objects({ bbox: 'box', label: 'a' })),
    reason(objects({ bbox: [0, 0, 1, 1] })),
    reason(objects({ bbox: [0, 0, 1, 1], label: 'a', score: 2 })),
    reason(objects({ bbox: [0n, 0n, 1n, 1n], label: 'a\ud800' })),
    reason({ image: { bytes: null, path: null } }),
    reason({ image: { bytes: null, path: 'a\ud800.jpg' } }),
    reason({ text: 'a\0b' }, { text: 'text' }),
    reason({ text: new Uint8Array([255, 254]) }, { text: 'text' }),
    reason(
      { text: 'a', score: Number.POSITIVE_INFINITY, more: [1n, new Date(Number.NaN)] },
      { text: 'text', meta: ['score', 'more'] },
    ),
  ]).toEqual([
    'bad-box',
    'bad-box',
    'bad-box',
    'no-label',
    'score-out-of-range',
    'lone-surrogate',
    'missing-image',
    'lone-surrogate',
    'nul',
    'no-content',
    'row',
  ])
  expect(readClassNames('{"info":{"features":[[[[')).toEqual(new Map())
  expect(
    guessTableColumns(['image', 'caption'], [{ image: { bytes: null, path: 'a' }, caption: 'a cat on a mat' }]),
  ).toEqual({
    text: 'caption',
    meta: [],
  })
})
