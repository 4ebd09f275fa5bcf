import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { seeded } from '../helpers/seeded.ts'
import { type Bench, percentile } from './row.ts'

const PHOTOS = 40
const WIDTH = 4000
const HEIGHT = 3000

/** Twelve-megapixel JPEGs with a photo's detail, each unlike the others, and twelve predicted boxes on each. */
const writePhotos = async (folder: string): Promise<string> => {
  mkdirSync(folder)
  const random = seeded(1)
  const lines = [JSON.stringify({ secondLook: 1, model: { name: 'shelf', version: '1' } })]
  for (let i = 0; i < PHOTOS; i++) {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
    await sharp({ create: { width: WIDTH / 4, height: HEIGHT / 4, channels: 3, background: '#888', noise } })
      .tint({ r: (i * 37) % 256, g: (i * 91) % 256, b: 120 })
      .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
      .jpeg({ quality: 85 })
      .toFile(join(folder, `${i}.jpg`))
    const objects = Array.from({ length: 12 }, (_, n) => ({
      id: `o${n}`,
      label: n % 2 ? 'person' : 'shelf',
      score: 0.2 + 0.6 * random(),
      box: [random() * 3000, random() * 2000, 200 + random() * 700, 200 + random() * 700],
    }))
    lines.push(JSON.stringify({ key: `p${i}`, kind: 'image', image: `${i}.jpg`, prediction: { objects } }))
  }
  const file = join(folder, 'cases.jsonl')
  writeFileSync(file, `${lines.join('\n')}\n`)
  return file
}

/** Watches from here on: how long after the next key press a case was on the screen; null until it is. */
const watch = (page: Page) =>
  page.evaluateHandle(() => {
    const seen: { ms: number | null } = { ms: null }
    let pressed: number | null = null
    const press = (): void => {
      pressed = performance.now()
    }
    addEventListener('keydown', press, { capture: true, once: true })
    new PerformanceObserver((list, observer) => {
      const [mark] = list.getEntriesByName('case-painted')
      if (mark === undefined || pressed === null) return
      observer.disconnect()
      seen.ms = mark.startTime - pressed
    }).observe({ type: 'mark' })
    return seen
  })

/** From the key press on a verdict to the next case's photo on the screen, in the real review screen. */
export const bench: Bench = {
  name: 'review',
  run: async () => {
    await using desk = await browserDesk({
      prepare: async (call, folder) => {
        await call('project.create', { name: 'bench' })
        const file = await writePhotos(join(folder, 'photos'))
        await call('import.start', { files: [{ from: 'path', path: file }] })
        await idle(call)
      },
    })
    const { page } = desk
    await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
    const samples: number[] = []
    for (let i = 0; i < PHOTOS - 2; i++) {
      // As a person would: the next verdict comes once this case has been looked at.
      await page.waitForTimeout(700)
      const watched = await watch(page)
      await page.keyboard.press('a')
      const painted = await page.waitForFunction(({ ms }) => ms, watched)
      samples.push((await painted.jsonValue()) ?? Number.NaN)
    }
    const p95 = percentile(samples, 0.95)
    return [
      { name: 'review.next-case.p50', value: percentile(samples, 0.5), unit: 'ms', target: '', pass: null },
      { name: 'review.next-case.p95', value: p95, unit: 'ms', target: '≤ 100', pass: p95 <= 100 },
    ]
  },
}
