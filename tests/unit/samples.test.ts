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
import { ROOT } from '../helpers/desk.ts'

const folderOf = (name: string): string => new URL(`resources/samples/${name}/`, ROOT).pathname
const linesOf = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).trimEnd().split('\n')
const casesOf = async (name: string): Promise<SampleCase[]> =>
  (await linesOf(join(folderOf(name), 'cases.jsonl'))).slice(1).map((line) => JSON.parse(line))
const truthsOf = async (name: string): Promise<SampleTruth[]> =>
  (await linesOf(join(folderOf(name), 'truth.jsonl'))).map((line) => JSON.parse(line))

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

  test('has a right answer for every case, and mistakes of every kind beside cases without one', async () => {
    const truths = await truthsOf(name)
    expect(truths.map(({ key }) => key)).toEqual((await casesOf(name)).map(({ key }) => key))
    expect(new Set(truths.flatMap(({ mistakes }) => mistakes))).toEqual(new Set(MISTAKES))
    const without = truths.filter(({ mistakes }) => mistakes.length === 0).length / truths.length
    expect(without).toBeGreaterThan(0.15)
    expect(without).toBeLessThan(0.7)
  })

  test('scores cases with mistakes lower than cases without one', async () => {
    const truths = new Map((await truthsOf(name)).map((truth) => [truth.key, truth]))
    const lowest = { right: [] as number[], wrong: [] as number[] }
    for (const { key, prediction } of await casesOf(name)) {
      const scores = [
        ...prediction.objects.map(({ score }) => score ?? 1),
        ...Object.values(prediction.class === undefined ? {} : { c: prediction.scores?.[prediction.class] ?? 1 }),
      ]
      if (scores.length > 0)
        lowest[truths.get(key)?.mistakes.length === 0 ? 'right' : 'wrong'].push(Math.min(...scores))
    }
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    expect(mean(lowest.right) - mean(lowest.wrong)).toBeGreaterThan(0.1)
  })
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
