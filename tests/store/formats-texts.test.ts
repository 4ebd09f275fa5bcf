import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { CaseId } from '../../shared/model/ids.ts'
import { type Desk, paths, temporaryDesk } from '../helpers/desk.ts'
import { fileWith, importing, nativeFile } from '../helpers/importing.ts'
import { roundTrips, type Said } from '../helpers/text-batches.ts'

const Record = z.looseObject({ key: z.string(), text: z.string().optional(), turns: z.unknown().optional() })
const Truth = z.looseObject({ key: z.string(), objects: z.array(z.unknown()) })

const linesOf = (sample: string, name: string): readonly unknown[] =>
  readFileSync(join(paths.samplesDir, sample, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** A desk with a sample's first cases and what is true of them. */
const sampleDesk = async (sample: string): Promise<Desk> => {
  const desk = await temporaryDesk()
  const cases = new Map(
    linesOf(sample, 'cases.jsonl')
      .slice(1, 41)
      .map((record) => [Record.parse(record).key, Record.parse(record)]),
  )
  const records = linesOf(sample, 'truth.jsonl').flatMap((line) => {
    const { key, objects } = Truth.parse(line)
    const { text, turns } = cases.get(key) ?? {}
    return text === undefined && turns === undefined ? [] : [{ key, text, turns, truth: { objects } }]
  })
  const report = await importing(desk, { files: [nativeFile(desk, records)], role: 'truth', as: desk.caller.personId })
  expect(report.counts).toMatchObject({ truthsAdded: 40, setAside: 0 })
  return desk
}

const only = (said: Said, keep: (object: string) => boolean): Said =>
  new Map([...said].map(([text, objects]) => [text, objects.filter(keep)]))

const isClass = (object: string): boolean => object.endsWith(',null,null]')
const isBroken = (object: string): boolean => object.includes('[[')

const KEPT = {
  spacy: (object: string) => !isBroken(object),
  prodigy: (object: string) => !isBroken(object),
  'label-studio': (object: string) => !isBroken(object),
  brat: (object: string) => !isClass(object),
  webanno: (object: string) => !isClass(object) && !isBroken(object),
} as const

const FORMATS = ['spacy', 'prodigy', 'label-studio', 'brat', 'webanno'] as const

test('notes in every format of texts, imported elsewhere, say the same but for what was announced', async () => {
  await using desk = await sampleDesk('clinical-coding')
  const { before, after } = await roundTrips(desk, FORMATS)
  const broken = [...before.values()].flat().filter(isBroken).length
  const classes = [...before.values()].flat().filter(isClass).length
  expect(Math.min(broken, classes)).toBeGreaterThan(5)
  for (const format of FORMATS) {
    const trip = after.get(format)
    expect([format, trip?.report.verified.differences]).toEqual([format, []])
    expect([format, trip?.said]).toEqual([format, only(before, KEPT[format])])
    const lost = new Map(trip?.report.losses.map(({ what, count }) => [what, count]))
    expect([format, lost.get('discontinuous spans') ?? 0]).toEqual([format, format === 'brat' ? 0 : broken])
    const classless = format === 'brat' || format === 'webanno'
    expect([format, lost.get('classes of the whole case') ?? 0]).toEqual([format, classless ? classes : 0])
  }
})

test('offsets in another unit are honoured by whoever imports the file', async () => {
  await using desk = await sampleDesk('clinical-coding')
  const { before, after } = await roundTrips(desk, ['spacy', 'prodigy'], { offsets: 'utf8' })
  const whole = only(before, (object) => !isBroken(object))
  expect([...after.values()].map(({ said }) => said)).toEqual([whole, whole])
})

test('conversations as Label Studio tasks, imported elsewhere, keep their turns and classes', async () => {
  await using desk = await sampleDesk('support-assistant')
  const { before, after } = await roundTrips(desk, ['label-studio'])
  expect(after.get('label-studio')?.said).toEqual(before)
})

test('percent of Label Studio are of the image at hand, where the file does not say its size', async () => {
  await using desk = await temporaryDesk()
  const picture = sharp({ create: { width: 200, height: 100, channels: 3, background: '#444' } })
  fileWith(desk, 'pictures/a b.png', await picture.png().toBuffer())
  const value = { x: 10, y: 10, width: 50, height: 50, rotation: 0, rectanglelabels: ['cart'] }
  const result = [{ id: 'r', type: 'rectanglelabels', from_name: 'tool', to_name: 'image', value }]
  const task = { id: 1, data: { image: '/data/local-files/?d=a%20b.png' }, annotations: [{ result }] }
  const file = fileWith(
    desk,
    'tasks.json',
    JSON.stringify([task, { ...task, id: 2, data: { image: 'gone.png' } }], null, 2),
  )
  const images = [{ from: 'path', path: join(desk.folder, 'pictures') }] as const
  const report = await importing(desk, { files: [file], images: [...images], role: 'truth' })
  expect(report).toMatchObject({ formats: ['label-studio'], counts: { truthsAdded: 1, setAside: 1 } })
  expect(report.rejects.map(({ reason }) => reason)).toEqual(['no-size'])
  const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 5 })
  const opened = await desk.call('review.open', { caseId: rows[0]?.caseId ?? CaseId.parse('') })
  expect(opened.case.content.image).toMatchObject({ name: 'a b.png', width: 200, height: 100 })
  const to = join(desk.folder, 'batch')
  await desk.work('export.start', { format: 'native', to })
  expect(readFileSync(join(to, 'reviews.jsonl'), 'utf8')).toContain('"box":[20,10,100,50]')
})

test('a unit is refused where the format fixes it', async () => {
  await using desk = await temporaryDesk()
  await expect(desk.call('export.preview', { format: 'brat', offsets: 'utf8' })).rejects.toThrow('bad-input')
})
