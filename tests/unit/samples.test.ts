import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { detect } from '../../resources/samples/make/detector.ts'
import { MISTAKES, type SampleCase, type SampleTruth } from '../../resources/samples/make/records.ts'
import { seeded } from '../../resources/samples/make/seeded.ts'
import { createScene } from '../../resources/samples/make/shelf-scene.ts'
import { makeTicketRouting } from '../../resources/samples/make/ticket-routing.ts'
import { SAMPLES } from '../../shared/contract/projects.ts'
import { createNativeReader } from '../../shared/domain/formats/native-read.ts'
import { taxonomyProblems } from '../../shared/domain/taxonomy/problems.ts'
import { TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { ROOT } from '../helpers/desk.ts'

const folderOf = (name: string): string => new URL(`resources/samples/${name}/`, ROOT).pathname
const linesOf = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).trimEnd().split('\n')
const casesOf = async (name: string): Promise<SampleCase[]> =>
  (await linesOf(join(folderOf(name), 'cases.jsonl'))).slice(1).map((line) => JSON.parse(line))
const truthsOf = async (name: string): Promise<SampleTruth[]> =>
  (await linesOf(join(folderOf(name), 'truth.jsonl'))).map((line) => JSON.parse(line))

/** The mistakes met in any sample. */
const all = new Set<string>()
/** What a model can know of itself: its score is low where it errs so. */
const SCORED: readonly string[] = [
  'missed',
  'spurious',
  'wrong-label',
  'wrong-boundary',
  'duplicate',
  'wrong-value',
  'low-score-accepted',
]

describe.each(SAMPLES)('the sample %s', (name) => {
  test('is read by the native reader without a failure or a warning', async () => {
    const reader = createNativeReader('prediction')
    const reads = (await linesOf(join(folderOf(name), 'cases.jsonl'))).flatMap((line, i) => reader.line(line, i + 1))
    expect(reads.filter((read) => read.is !== 'row')).toEqual([])
    const about = JSON.parse(await readFile(join(folderOf(name), 'sample.json'), 'utf8'))
    expect({ name: about.name, cases: about.cases, titled: about.title !== '' && about.about !== '' }).toEqual({
      name,
      cases: reads.length,
      titled: true,
    })
  })

  test('has a right answer for every case, and mistakes of several kinds beside cases without one', async () => {
    const truths = await truthsOf(name)
    expect(truths.map(({ key }) => key)).toEqual((await casesOf(name)).map(({ key }) => key))
    const made = new Set(truths.flatMap(({ mistakes }) => mistakes))
    expect([...made].filter((mistake) => !MISTAKES.includes(mistake))).toEqual([])
    expect(made.size).toBeGreaterThanOrEqual(3)
    for (const mistake of made) all.add(mistake)
    const without = truths.filter(({ mistakes }) => mistakes.length === 0).length / truths.length
    expect(without).toBeGreaterThan(0.15)
    expect(without).toBeLessThan(0.75)
  })

  test('has from 40 to 400 cases, a taxonomy that knows every label, and nothing that contradicts itself', async () => {
    const cases = await casesOf(name)
    expect(cases.length >= 40 && cases.length <= 400).toBe(true)
    const taxonomy = TaxonomyDraft.parse(JSON.parse(await readFile(join(folderOf(name), 'taxonomy.json'), 'utf8')))
    expect(taxonomyProblems(taxonomy)).toEqual([])
    const known = new Set(taxonomy.labels.map((label) => label.name))
    const used = [...cases.map(({ prediction }) => prediction), ...(await truthsOf(name))].flatMap((said) => [
      ...(said.class === undefined ? [] : [said.class]),
      ...said.objects.map(({ label }) => label),
    ])
    expect(used.filter((label) => !known.has(label))).toEqual([])
  })

  test('scores cases with mistakes lower than cases without one', async () => {
    const truths = new Map((await truthsOf(name)).map((truth) => [truth.key, truth]))
    const lowest = { right: [] as number[], wrong: [] as number[] }
    for (const { key, prediction } of await casesOf(name)) {
      const scores = [
        // A ranked item's score is its place, not how sure the model was.
        ...prediction.objects.filter(({ item }) => !item).map(({ score }) => score ?? 1),
        ...Object.values(prediction.class === undefined ? {} : { c: prediction.scores?.[prediction.class] ?? 1 }),
      ]
      const errs = truths.get(key)?.mistakes.some((mistake) => SCORED.includes(mistake)) ?? false
      if (scores.length > 0) lowest[errs ? 'wrong' : 'right'].push(Math.min(...scores))
    }
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    expect(mean(lowest.right) - mean(lowest.wrong)).toBeGreaterThan(0.02)
  })
})

test('every kind of mistake stands in some sample', () => {
  expect([...all].sort()).toEqual([...MISTAKES].sort())
})

test('the pictures are there, of the size the file says, and small', async () => {
  const folder = folderOf('retail-shelf')
  let total = 0
  for (const { image = '', size } of await casesOf('retail-shelf')) {
    const file = join(folder, image)
    const { size: bytes } = await stat(file)
    const { width, height } = await sharp(file).metadata()
    expect({ image, size: [width, height], small: bytes <= 120_000 }).toEqual({ image, size, small: true })
    total += bytes
  }
  expect(total).toBeLessThanOrEqual(6_000_000)
  expect(await readdir(join(folder, 'images'))).toHaveLength(60)
})

test('making the ticket sample again gives the same bytes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'second-look-sample-'))
  try {
    await makeTicketRouting(folder)
    for (const file of ['cases.jsonl', 'truth.jsonl', 'sample.json'])
      expect(await readFile(join(folder, file), 'utf8')).toBe(
        await readFile(join(folderOf('ticket-routing'), file), 'utf8'),
      )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('describing a drawn scene again gives the same boxes', async () => {
  const cases = await casesOf('retail-shelf')
  for (const number of [2, 17]) {
    const { objects } = detect(createScene(number), seeded(`retail-shelf/detector/${number}`))
    expect(objects).toEqual(cases[number]?.prediction.objects)
  }
})

test('the tickets hold what real ones hold: emoji, Windows line ends, other scripts', async () => {
  const all = (await casesOf('ticket-routing')).map(({ text }) => text ?? '').join('\u0000')
  expect(
    [/\p{Extended_Pictographic}/u, /\r\n/, /\p{Script=Arabic}/u, /\p{Script=Hiragana}/u, /ß|ö|é/].map((one) =>
      one.test(all),
    ),
  ).toEqual([true, true, true, true, true])
})
