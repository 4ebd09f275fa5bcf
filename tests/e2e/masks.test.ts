import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { areaOfParts } from '../../shared/domain/geometry/polygon.ts'
import { maskBounds, pixelsIn, spansOf } from '../../shared/domain/mask/runs.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

/** Moves the real pointer in pixels of the picture, which is 400 × 300 and fitted. */
const pointerOn = async (page: Page) => {
  const box = await page.locator('#case-desk').boundingBox()
  if (!box) throw new Error('no picture is on the desk')
  const scale = Math.min((box.width - 32) / 400, (box.height - 32) / 300)
  const place = (x: number, y: number): [number, number] => [
    box.x + (box.width - 400 * scale) / 2 + x * scale,
    box.y + (box.height - 300 * scale) / 2 + y * scale,
  ]
  return {
    click: (x: number, y: number) => page.mouse.click(...place(x, y)),
    drag: async (...path: readonly (readonly [number, number])[]) => {
      const [first = [0, 0], ...rest] = path
      await page.mouse.move(...place(...first))
      await page.mouse.down()
      for (const at of rest) await page.mouse.move(...place(...at), { steps: 3 })
      await page.mouse.up()
    },
    place,
  }
}

const read = async ({ call, page }: BrowserDesk, caseId: CaseId): Promise<readonly Annotation[]> => {
  await saved(page)
  return (await call('review.open', { caseId })).worksheet.annotations
}

/** What matters of an object: its kind, label, how many pixels it has (outlines: rounded), its parts and holes. */
const summary = ({ label, shape }: Annotation) => {
  if (shape.kind === 'mask') return { label, kind: 'mask', area: pixelsIn(spansOf(shape)), bounds: maskBounds(shape) }
  if (shape.kind !== 'polygon') return { label, kind: shape.kind }
  return {
    label,
    kind: 'polygon',
    area: Math.round(areaOfParts(shape.parts)),
    rings: shape.parts.map((part) => part.length),
  }
}

const palette = async (page: Page, name: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder(/./).last().fill(name)
  await page.getByRole('dialog').getByText(name, { exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

test('a mask is painted, erased and filled, becomes an outline and a mask again, is split and merged, and all of it is undone', async () => {
  await using desk = await browserDesk({
    prepare: cases([
      {
        key: 'one',
        kind: 'image',
        image: 'photo.jpg',
        prediction: { objects: [{ id: 'o', label: 'spot', score: 0.3, box: [5, 5, 20, 20] }] },
      },
    ]),
  })
  const { page } = desk
  const caseId = await seen(page)
  const hand = await pointerOn(page)
  const start = await read(desk, caseId)
  const added = async () => (await read(desk, caseId)).filter((one) => one.fromObjectId === undefined).map(summary)
  /** The backend is asked until it says so: a gesture is sent after it is seen. */
  const becomes = (objects: Awaited<ReturnType<typeof added>>) => expect.poll(added).toEqual(objects)

  await page.locator('#case-desk').focus()
  await page.keyboard.press('Shift+M')
  await page.getByRole('button', { name: 'Square tip' }).click()
  await page.getByRole('slider', { name: /Size/ }).press('Home')
  await page.locator('#case-desk').focus()
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('Period')
  await page.getByText('10 px').waitFor()
  expect(await violations(page)).toEqual([])
  await page.locator('#case-desk').focus()
  // A square ring, its middle line from 100 to 200: 110 wide outside, 90 inside.
  await hand.drag([100, 100], [200, 100], [200, 200], [100, 200], [100, 100])
  const ring = {
    label: 'spot',
    kind: 'mask',
    area: 110 * 110 - 90 * 90,
    bounds: { x: 95, y: 95, w: 110, h: 110 },
  }
  await becomes([ring])

  await page.keyboard.press('Shift+N')
  await hand.drag([85, 150], [120, 150])
  await becomes([{ ...ring, area: 110 * 110 - 90 * 90 - 100 }])
  await page.keyboard.press('Shift+F')
  await hand.click(150, 150)
  await said(page, /open to the edge/)
  await page.keyboard.press('Shift+M')
  await hand.drag([100, 140], [100, 160])
  await page.keyboard.press('Shift+F')
  await hand.click(150, 150)
  await becomes([{ ...ring, area: 110 * 110 }])
  await page.keyboard.press('Escape')

  await palette(page, 'Turn the mask into an outline')
  await said(page, 'The outline of 4 points covers 100.0 % of the mask, IoU 1.000')
  await page.keyboard.press('Enter')
  await becomes([{ label: 'spot', kind: 'polygon', area: 110 * 110, rings: [1] }])
  await palette(page, 'Turn the outline into a mask')
  await said(page, 'The mask covers 100.0 % of the outline, IoU 1.000')
  await page.getByRole('button', { name: 'Take it' }).click()
  await becomes([{ ...ring, area: 110 * 110 }])

  await page.keyboard.press('Shift+S')
  await hand.drag([170, 60], [170, 260])
  const half = (x: number, w: number) => ({ ...ring, area: w * 110, bounds: { x, y: 95, w, h: 110 } })
  await becomes([half(95, 75), half(170, 35)])
  await page.keyboard.press('Shift+B')
  await becomes([{ ...ring, area: 110 * 110 }])

  for (let steps = 8; steps > 0; steps -= 1) {
    await page.keyboard.press('z')
    await said(page, /^Undone: /)
    await saved(page)
  }
  await expect.poll(() => read(desk, caseId)).toEqual(start)
  expect(desk.problems).toEqual([])
})
