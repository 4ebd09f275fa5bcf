import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { deepGrey, pagedTiff, rampBmp, rampImage } from '../helpers/image-files.ts'

const [WIDTH, HEIGHT] = [640, 400]

/** What the stage's photo layer shows at a place of the picture, from 0 to 1 in each direction. */
const shownAt = (page: Page, x: number, y: number): Promise<number[]> =>
  page.evaluate(
    ([fx, fy]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#case-desk canvas')
      const pen = canvas?.getContext('2d')
      if (!canvas || !pen) return []
      // The picture is centred with a margin of 16 pixels, as it is fitted.
      const picture = (globalThis as unknown as { size?: [number, number] }).size ?? [640, 400]
      const ratio = devicePixelRatio
      const [w, h] = [canvas.width / ratio, canvas.height / ratio]
      const scale = Math.min((w - 32) / picture[0], (h - 32) / picture[1])
      const px = (w - picture[0] * scale) / 2 + fx * picture[0] * scale
      const py = (h - picture[1] * scale) / 2 + fy * picture[1] * scale
      return [...pen.getImageData(Math.floor(px * ratio), Math.floor(py * ratio), 1, 1).data]
    },
    [x, y] as const,
  )

const sized = (page: Page, width: number, height: number): Promise<void> =>
  page.evaluate(
    ([w, h]) => {
      Object.assign(globalThis, { size: [w, h] })
    },
    [width, height] as const,
  )

const near = (actual: readonly number[], expected: readonly number[], within = 6): boolean =>
  expected.every((value, at) => Math.abs((actual[at] ?? -999) - value) <= within)

const until = (page: Page, x: number, y: number, expected: readonly number[]) =>
  expect.poll(async () => near(await shownAt(page, x, y), expected)).toBe(true)

/** Moves the pointer over a place of the fitted picture and answers what the status bar says of the pixel. */
const pointAt = async (page: Page, x: number, y: number, size: readonly [number, number]): Promise<void> => {
  const box = await page.locator('#case-desk').boundingBox()
  if (!box) throw new Error('no picture')
  const scale = Math.min((box.width - 32) / size[0], (box.height - 32) / size[1])
  await page.mouse.move(
    box.x + (box.width - size[0] * scale) / 2 + (x + 0.5) * scale,
    box.y + (box.height - size[1] * scale) / 2 + (y + 0.5) * scale,
  )
}

const open = async (page: Page, name: string): Promise<void> => {
  await page
    .getByRole('option', { name: new RegExp(name.replace('.', '\\.')) })
    .first()
    .click()
  await page.getByRole('application', { name: new RegExp(name.replace('.', '\\.')) }).waitFor()
}

test('a TIFF of 16 bits, one of several pages, a BMP, an AVIF and a turned JPEG are shown, adjusted and read', async () => {
  await using desk = await browserDesk({
    prepare: async (call, folder) => {
      const photos = join(folder, 'photos')
      mkdirSync(photos)
      const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(photos, name), bytes)
      const ramp = () => rampImage(WIDTH, HEIGHT)
      put('deep.tiff', await deepGrey(WIDTH, HEIGHT, (x) => 1000 + x * 4))
      put(
        'pages.tif',
        pagedTiff([
          { width: WIDTH, height: HEIGHT, grey: 40 },
          { width: 300, height: 300, grey: 220 },
        ]),
      )
      put('plain.bmp', rampBmp(WIDTH, HEIGHT))
      put('small.avif', await ramp().avif({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer())
      put('turned.jpg', await ramp().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer())
      const cases = ['deep.tiff', 'pages.tif', 'plain.bmp', 'small.avif', 'turned.jpg'].map((image) => ({
        key: image,
        kind: 'image',
        image,
        prediction: {
          objects:
            image === 'pages.tif'
              ? [
                  { id: 'a', label: 'first', score: 0.3, box: [50, 50, 100, 100] },
                  { id: 'b', label: 'second', score: 0.3, box: [50, 50, 100, 100], page: 1 },
                ]
              : [{ id: 'a', label: 'thing', score: 0.3, box: [10, 10, 40, 40] }],
        },
      }))
      const lines = [{ secondLook: 1, model: { name: 'm', version: '1' } }, ...cases]
      put('cases.jsonl', Buffer.from(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`))
      await call('project.create', { name: 'images' })
      await call('import.start', { files: [{ from: 'path', path: join(photos, 'cases.jsonl') }] })
      await idle(call)
    },
  })
  const { page } = desk
  const status = page.locator('footer')

  await open(page, 'plain.bmp')
  await until(page, 0.75, 0.25, [191, 64, 128])
  await pointAt(page, 320, 100, [WIDTH, HEIGHT])
  await expect.poll(() => status.textContent()).toContain('R 128 G 64 B 128')

  await open(page, 'small.avif')
  await until(page, 0.75, 0.25, [191, 64, 128])
  // A quarter to the right: what was at the bottom left is at the top left.
  await open(page, 'turned.jpg')
  await sized(page, HEIGHT, WIDTH)
  await until(page, 0.25, 0.75, [191, 191, 128])
  await sized(page, WIDTH, HEIGHT)

  // 16 bits: shown between its darkest and brightest, and read as they are.
  await open(page, 'deep.tiff')
  await until(page, 0.5, 0.5, [128, 128, 128])
  await pointAt(page, 321, 200, [WIDTH, HEIGHT])
  await expect.poll(() => status.textContent()).toContain('2284')
  await page.getByRole('button', { name: 'Adjust' }).click()
  await page.getByRole('spinbutton', { name: 'Black at, as a number' }).fill('2280')
  await page.getByRole('spinbutton', { name: 'White at, as a number' }).fill('2290')
  await until(page, 0.25, 0.5, [0, 0, 0])
  await until(page, 0.75, 0.5, [255, 255, 255])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+i')
  await until(page, 0.25, 0.5, [255, 255, 255])
  // It stays for the project, whatever page is opened.
  await page.reload()
  await open(page, 'deep.tiff')
  await until(page, 0.25, 0.5, [255, 255, 255])
  await page.keyboard.press('Alt+Shift+w')
  await until(page, 0.5, 0.5, [128, 128, 128])
  // The right button drags the window: downwards to higher numbers, which darkens.
  const stage = await page.locator('#case-desk').boundingBox()
  const [x, y] = [(stage?.x ?? 0) + 200, (stage?.y ?? 0) + 200]
  await page.mouse.move(x, y)
  await page.mouse.down({ button: 'right' })
  await page.mouse.move(x, y + 300, { steps: 3 })
  await page.mouse.up({ button: 'right' })
  await expect.poll(async () => (await shownAt(page, 0.5, 0.5))[0]).toBeLessThan(100)
  await page.keyboard.press('Alt+Shift+w')
  await until(page, 0.5, 0.5, [128, 128, 128])

  await open(page, 'plain.bmp')
  await page.keyboard.press('Alt+h')
  await until(page, 0.75, 0.25, [191, 191, 191])
  await page.keyboard.press('Alt+h')
  await until(page, 0.75, 0.25, [64, 64, 64])
  await page.keyboard.press('Alt+Shift+w')
  await page.keyboard.press('Alt+b')
  await until(page, 0.75, 0.25, [217, 89, 154])
  await page.keyboard.press('Alt+Shift+w')
  await until(page, 0.75, 0.25, [191, 64, 128])

  await open(page, 'pages.tif')
  await until(page, 0.9, 0.9, [40, 40, 40])
  await expect.poll(() => status.textContent()).toContain('Page 1 of 2')
  await page.keyboard.press('Alt+PageDown')
  await sized(page, 300, 300)
  await until(page, 0.9, 0.9, [220, 220, 220])
  await expect.poll(() => status.textContent()).toContain('Page 2 of 2')
  // What is drawn here lies on this page.
  await page.keyboard.press('Shift+x')
  const box = await page.locator('#case-desk').boundingBox()
  if (!box) throw new Error('no picture')
  await page.mouse.move(box.x + box.width / 2 + 20, box.y + box.height / 2 + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2 + 90, box.y + box.height / 2 + 90, { steps: 4 })
  await page.mouse.up()
  const drawn = async () => {
    const { rows } = await desk.call('queue.rows', { scope: 'all', limit: 10 })
    const row = rows.find(({ key }) => key === 'pages.tif')
    if (!row) return []
    const { worksheet } = await desk.call('review.open', { caseId: row.caseId })
    return worksheet.annotations.map(({ shape }) => ('page' in shape ? shape.page : undefined))
  }
  await expect.poll(drawn).toEqual([undefined, 1, 1])
  expect(desk.problems).toEqual([])
}, 60_000)
