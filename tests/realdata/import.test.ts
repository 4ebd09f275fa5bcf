import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasRealdata, REALDATA, temporaryDesk } from '../helpers/desk.ts'
import { importing, NOTHING } from '../helpers/importing.ts'

// Real data is not part of the project: where it is not there, these tests are skipped and counted as such.
const realTest = test.skipIf(!hasRealdata)
const file = (name: string) => ({ from: 'path' as const, path: join(REALDATA, name) })

realTest('detections come in whole with their photos, and a second time change nothing', async () => {
  await using desk = await temporaryDesk()
  const options = {
    files: [file('voc-detections/detections.json')],
    instances: file('voc-detections/instances.json'),
    images: [file('voc-detections/images')],
    model: 'voc@1',
  }
  const first = await importing(desk, options)
  expect(first.rejects).toEqual([])
  expect(first.counts).toEqual({ ...NOTHING, rows: 52, casesAdded: 52, predictionsAdded: 52, assetsAdded: 52 })
  expect(first.taxonomy?.version).toBe(1)
  const second = await importing(desk, options)
  expect(second.counts).toEqual({ ...NOTHING, rows: 52, casesKnown: 52, predictionsKnown: 52 })
  expect(second.taxonomy).toBe(null)
})

realTest('an instances file beside the results gives images and labels, and its own boxes stay out', async () => {
  await using desk = await temporaryDesk()
  const report = await importing(desk, { files: [file('voc-detections')] })
  expect({ counts: report.counts, rejects: report.rejects, formats: report.formats }).toEqual({
    counts: { ...NOTHING, rows: 52, casesAdded: 52, predictionsAdded: 52, assetsAdded: 52 },
    rejects: [],
    formats: ['coco'],
  })
})

realTest('three systems and the gold tags meet on the same 1,287 posts', async () => {
  await using desk = await temporaryDesk()
  const systems = await importing(desk, {
    files: [
      file('wnut17/systems/arcada.conll'),
      file('wnut17/systems/drexel_cci.conll'),
      file('wnut17/systems/uh_ritual.conll'),
    ],
  })
  expect(systems.rejects).toEqual([])
  expect(systems.counts).toEqual({ ...NOTHING, rows: 3861, casesAdded: 1287, casesKnown: 2574, predictionsAdded: 3861 })
  const gold = await importing(desk, { files: [file('wnut17/gold.conll')], role: 'truth', as: 'gold' })
  expect(gold.counts).toEqual({ ...NOTHING, rows: 1287, casesKnown: 1287, truthsAdded: 1287 })
  const again = await importing(desk, { files: [file('wnut17/gold.conll')], role: 'truth', as: 'gold' })
  expect(again.counts).toEqual({ ...NOTHING, rows: 1287, casesKnown: 1287 })
  const stats = await desk.call('project.stats', {})
  expect(stats.models).toEqual([
    { model: 'arcada', predictions: 1287 },
    { model: 'drexel_cci', predictions: 1287 },
    { model: 'uh_ritual', predictions: 1287 },
  ])
})

realTest('Prodigy exports come in whole, spans and answers both', async () => {
  await using desk = await temporaryDesk()
  const brands = await importing(desk, { files: [file('prodigy/fashion_brands.jsonl')] })
  expect({ counts: brands.counts, rejects: brands.rejects }).toEqual({
    counts: { ...NOTHING, rows: 500, casesAdded: 500, predictionsAdded: 500 },
    rejects: [],
  })
  const issues = await importing(desk, { files: [file('prodigy/docs_issues.jsonl')], role: 'truth', as: 'annotator' })
  expect({ counts: issues.counts, rejects: issues.rejects, warnings: issues.warnings }).toEqual({
    counts: { ...NOTHING, rows: 500, casesAdded: 500, truthsAdded: 165, warnings: 335 },
    rejects: [],
    warnings: ['Tasks answered “reject” say what is not so; they came in without a truth. (335 times)'],
  })
})

realTest('13,083 questions come in whole, equal ones too', async () => {
  await using desk = await temporaryDesk()
  const preview = await desk.call('import.preview', { files: [file('banking77/train.csv')] })
  expect(preview.columns).toEqual({ text: 'text', label: 'category', meta: [] })
  const train = await importing(desk, { files: [file('banking77/train.csv')], feed: 'train' })
  const test = await importing(desk, { files: [file('banking77/test.csv')], feed: 'test' })
  expect({ train: [train.counts, train.rejects], test: [test.counts, test.rejects] }).toEqual({
    train: [{ ...NOTHING, rows: 10_003, casesAdded: 10_003, predictionsAdded: 10_003 }, []],
    test: [{ ...NOTHING, rows: 3080, casesAdded: 3080, predictionsAdded: 3080 }, []],
  })
})
