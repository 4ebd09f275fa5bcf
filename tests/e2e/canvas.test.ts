import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'

const object = (id: string, label: string, score: number, box: readonly number[]) => ({ id, label, score, box })

/** A grey photo of 1600 × 1200 with four boxes, two of them as good as the same. */
const prepare = async (call: BrowserDesk['call'], folder: string): Promise<void> => {
  await call('project.create', { name: 'canvas' })
  await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#808080' } })
    .png()
    .toFile(join(folder, 'photo.png'))
  const objects = [
    object('a', 'person', 0.3, [200, 200, 400, 300]),
    object('b', 'cart', 0.9, [900, 700, 400, 300]),
    object('c', 'spill', 0.8, [100, 900, 200, 100]),
    object('d', 'spill', 0.8, [101, 900, 200, 101]),
  ]
  const lines = [
    { secondLook: 1, model: { name: 'shelf', version: '1' } },
    { key: 'photo', kind: 'image', image: 'photo.png', prediction: { objects } },
  ]
  const file = join(folder, 'cases.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await call('import.start', { files: [{ from: 'path', path: file }] })
  await idle(call)
}

type Rgba = readonly [number, number, number, number]

/** The colour of a layer of a stage at an image point. Layers: 0 photo, 1 finished shapes, 2 what is selected, 3 the frame. */
const pixel = (page: Page, stage: string, layer: number, x: number, y: number): Promise<Rgba> =>
  page.evaluate(
    ([id, at, imageX, imageY]) => {
      const host = document.getElementById(id)
      const canvas = host?.querySelectorAll('canvas')[at]
      const pen = canvas?.getContext('2d')
      if (!host || !canvas || !pen) throw new Error('there is no such layer')
      const fit = Math.min((host.clientWidth - 32) / 1600, (host.clientHeight - 32) / 1200)
      const left = (host.clientWidth - 1600 * fit) / 2
      const top = (host.clientHeight - 1200 * fit) / 2
      const [px, py] = [Math.round(left + imageX * fit), Math.round(top + imageY * fit)]
      // The strongest pixel nearby: a line is thin, and dashed where the model drew it.
      const { data } = pen.getImageData(px - 6, py - 6, 13, 13)
      let best = 0
      for (let i = 4; i < data.length; i += 4)
        if (
          (data[i + 3] ?? 0) + (data[i] ?? 0) + (data[i + 1] ?? 0) >
          (data[best + 3] ?? 0) + (data[best] ?? 0) + (data[best + 1] ?? 0)
        )
          best = i
      return [data[best] ?? 0, data[best + 1] ?? 0, data[best + 2] ?? 0, data[best + 3] ?? 0] as const
    },
    [stage, layer, x, y] as const,
  )

const alpha = async (page: Page, stage: string, layer: number, x: number, y: number): Promise<number> =>
  (await pixel(page, stage, layer, x, y))[3]

const painted = async (page: Page): Promise<void> => {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null)))))
}

/** More than this is a line, not what smoothing leaves beside one. */
const LINE = 150

test('prediction, work and differences are seen apart and side by side, coloured as asked, and nothing of it is stored', async () => {
  await using desk = await browserDesk({ prepare })
  const { page } = desk
  const press = async (keys: string): Promise<void> => {
    await page.keyboard.press(keys)
    await painted(page)
  }
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.waitForTimeout(300)
  await page.locator('#case-desk').focus()
  await expect.poll(() => alpha(page, 'case-desk', 1, 200, 350)).toBeGreaterThan(LINE)

  // Taken away: gone from the work, there in the prediction, and shown as a difference.
  await press('t')
  await press('x')
  await press('Escape')
  await expect.poll(() => alpha(page, 'case-desk', 1, 200, 350)).toBe(0)
  await press('Alt+p')
  await expect.poll(() => alpha(page, 'case-desk', 1, 200, 350)).toBeGreaterThan(LINE)
  await page.getByText('The prediction', { exact: true }).first().waitFor()
  await press('Alt+d')
  await expect.poll(() => alpha(page, 'case-desk', 1, 200, 350)).toBeGreaterThan(LINE)
  await expect.poll(() => alpha(page, 'case-desk', 1, 900, 850)).toBe(0)
  await press('Alt+s')
  await expect.poll(() => alpha(page, 'case-desk-prediction', 1, 200, 350)).toBeGreaterThan(LINE)
  await expect.poll(() => alpha(page, 'case-desk', 1, 200, 350)).toBe(0)
  await expect.poll(() => alpha(page, 'case-desk', 1, 900, 850)).toBeGreaterThan(LINE)
  await press('Alt+s')

  // Colours change with what they stand for; fills fill; lines grow faint.
  const before = await pixel(page, 'case-desk', 1, 900, 850)
  await press('Alt+k')
  await press('Alt+k')
  await press('Alt+k')
  await expect.poll(() => pixel(page, 'case-desk', 1, 900, 850)).not.toEqual(before)
  await expect.poll(() => alpha(page, 'case-desk', 1, 1100, 850)).toBe(0)
  await press('Alt+u')
  await expect.poll(() => alpha(page, 'case-desk', 1, 1100, 850)).toBeGreaterThan(30)
  const menu = page.getByRole('button', { name: 'View', exact: true })
  await menu.click()
  await page.getByRole('radio', { name: 'Colour by label' }).check()
  await page.getByRole('checkbox', { name: /^Rulers in pixels/ }).check()
  await page.keyboard.press('Escape')
  await painted(page)
  const kept = await page.evaluate(() => localStorage.getItem('second-look.preferences') ?? '')
  expect(JSON.parse(kept).state.seeing).toMatchObject({
    view: 'correction',
    colourBy: 'label',
    fill: 0.2,
    rulers: true,
  })
  expect(desk.problems).toEqual([])
}, 60_000)

test('a zoomed picture has a map that moves it; a sweep shows what was looked at and keeps it with the work', async () => {
  await using desk = await browserDesk({ prepare })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.waitForTimeout(300)
  await page.locator('#case-desk').focus()
  const map = page.getByRole('img', { name: 'Map of the picture with the part in sight' })
  expect(await map.count()).toBe(0)
  await page.keyboard.press('i')
  await map.waitFor()
  const box = await map.boundingBox()
  if (!box) throw new Error('the map has no place')
  await page.mouse.click(box.x + box.width / 8, box.y + box.height / 8)
  await page.mouse.move(box.x - 300, box.y - 200)
  const status = await page.getByText(/^\d+, \d+ px$/).textContent()
  expect(Number(status?.split(',')[0])).toBeLessThan(500)

  await page.locator('#case-desk').focus()
  await page.keyboard.press('Alt+a')
  const bar = page.getByRole('region', { name: 'Sweep' })
  await bar.waitFor()
  const text = (): Promise<string> => bar.innerText()
  const [, of] = /of (\d+) parts/.exec(await text()) ?? []
  // A sign of life, and time that passes: what is in sight counts as looked at.
  await page.mouse.move(600, 300)
  await page.waitForFunction(() =>
    /: [1-9]\d* of/.test(document.querySelector('section[aria-label="Sweep"]')?.textContent ?? ''),
  )
  await page.keyboard.press('Alt+e')
  await page.mouse.move(610, 310)
  await page.waitForFunction(() =>
    /: [2-9]\d* of/.test(document.querySelector('section[aria-label="Sweep"]')?.textContent ?? ''),
  )
  await page.keyboard.press('Alt+a')
  await bar.waitFor({ state: 'detached' })
  await page.keyboard.press('u')
  const { rows } = await desk.call('queue.next', { limit: 1 })
  const [row] = rows
  if (!row) throw new Error('the queue is empty')
  const coverage = async () => (await desk.call('review.open', { caseId: row.caseId })).worksheet.coverage
  await expect.poll(async () => (await coverage())?.ms.filter((ms) => ms > 0).length).toBeGreaterThanOrEqual(2)
  expect((await coverage())?.ms.length).toBe(Number(of))
  expect(desk.problems).toEqual([])
}, 60_000)
