import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { fitView, toStage } from '../../shared/domain/geometry/view.ts'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { LabelId } from '../../shared/model/ids.ts'
import type { Point, Shape } from '../../shared/model/shape.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const IMAGE = { width: 400, height: 300 }
const photo = (key: string, score: number) => ({
  key,
  kind: 'image',
  image: 'photo.jpg',
  size: [400, 300],
  prediction: { objects: [{ id: `${key}-o`, label: 'box', score, box: [300, 200, 60, 40] }] },
})

/** Two photos and a taxonomy with a label for boxes and one for skeletons. */
const prepare = async (call: BrowserDesk['call'], folder: string) => {
  await cases([photo('one', 0.3), photo('two', 0.4)])(call, folder)
  const { taxonomy } = await call('taxonomy.get', {})
  if (!taxonomy) throw new Error('labels were imported')
  const draft = draftOf(taxonomy)
  const [first] = draft.labels
  if (!first) throw new Error('a label was imported')
  const pose = {
    ...first,
    id: LabelId.parse('l_00000000000000aa'),
    name: 'pose',
    key: '2',
    shapes: ['skeleton'],
    skeleton: {
      joints: [
        { name: 'head', x: 0.5, y: 0 },
        { name: 'foot', x: 0.5, y: 1 },
      ],
      edges: [['head', 'foot'] as [string, string]],
    },
  }
  await call('taxonomy.publish', { draft: { ...draft, labels: [first, pose] }, summary: 'adds poses' })
}

/** A mouse that speaks image pixels. */
const handOn = async (page: Page) => {
  const box = await page.locator('#case-desk').boundingBox()
  if (!box) throw new Error('the picture is on the desk')
  const view = fitView(IMAGE, box)
  const place = (at: Point): Point => {
    const [x, y] = toStage(view, at)
    return [box.x + x, box.y + y]
  }
  return {
    place,
    click: async (...points: readonly Point[]) => {
      for (const at of points) await page.mouse.click(...place(at))
    },
    drag: async (...points: readonly Point[]) => {
      const [first, ...rest] = points
      if (!first) return
      await page.mouse.move(...place(first))
      await page.mouse.down()
      for (const at of rest) await page.mouse.move(...place(at), { steps: 3 })
      await page.mouse.up()
    },
    press: async (...keys: readonly string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    },
  }
}

const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, member) => (typeof member === 'number' ? Math.round(member) : member))

test('every shape is drawn, edited, copied to another case and taken back with a real pointer', async () => {
  await using desk = await browserDesk({ prepare })
  const { page, call } = desk
  const first = await seen(page)
  const hand = await handOn(page)
  const added = async (caseId = first): Promise<readonly Shape[]> => {
    await saved(page)
    const { worksheet } = await call('review.open', { caseId })
    const predicted = new Set(worksheet.annotations.filter((one) => one.fromObjectId).map(({ id }) => id))
    const shapes = worksheet.annotations.filter(({ id }) => !predicted.has(id)).map(({ shape }) => shape)
    return (rounded(shapes) as Shape[]).sort((a, b) => (a.kind < b.kind ? -1 : 1))
  }
  /** What was added stands in the project a moment after it stands on the screen. */
  const stored = (read: () => Promise<unknown>) => expect.poll(read)

  await page.locator('#case-desk').focus()
  await hand.press('Shift+J')
  await hand.click([40, 20], [20, 40], [60, 45], [42, 70])
  await hand.press('Shift+O')
  await hand.drag([80, 20], [100, 40], [140, 60])
  await hand.press('Shift+R')
  await hand.click([160, 20], [200, 20], [190, 50])
  await hand.press('Shift+L')
  await hand.click([220, 20], [260, 30])
  await hand.press('Enter')
  await hand.press('Shift+Y')
  await hand.click([280, 30])
  await hand.press('Escape', 'Shift+P')
  await hand.click([20, 100], [100, 100], [100, 160], [150, 280])
  await hand.press('Backspace')
  await hand.click([20, 160], [20, 100])
  await hand.press('Escape', '2', 'Shift+K')
  await hand.drag([150, 100], [170, 120], [190, 180])
  await stored(() => added()).toEqual([
    { kind: 'box', x: 20, y: 20, w: 40, h: 50 },
    { kind: 'ellipse', cx: 110, cy: 40, rx: 30, ry: 20, angle: 0 },
    { kind: 'point', x: 280, y: 30 },
    {
      kind: 'polygon',
      parts: [
        [
          [
            [20, 100],
            [100, 100],
            [100, 160],
            [20, 160],
          ],
        ],
      ],
    },
    {
      kind: 'polyline',
      points: [
        [220, 20],
        [260, 30],
      ],
    },
    { kind: 'rotated-box', cx: 180, cy: 35, w: 40, h: 30, angle: 0 },
    {
      kind: 'skeleton',
      joints: [
        { name: 'head', x: 170, y: 100, visibility: 2 },
        { name: 'foot', x: 170, y: 180, visibility: 2 },
      ],
    },
  ])

  // The skeleton just drawn: its head by pointer, its foot by keys, and hidden.
  await hand.drag([170, 100], [175, 104], [180, 110])
  await hand.press("'", 'ArrowRight', 'ArrowRight', 'Shift+D', 'Escape')
  // The polygon: a corner is pulled, an edge is bent, the new corner taken away again.
  await hand.click([60, 130])
  await hand.drag([100, 160], [110, 165], [120, 170])
  await hand.drag([60, 100], [60, 92], [60, 90])
  await hand.press('Backspace')
  // The ellipse turns by its keys.
  await hand.click([110, 40])
  await hand.press('Shift+]')
  await stored(async () => {
    const edited = await added()
    return ['skeleton', 'polygon', 'ellipse'].map((name) => edited.find(({ kind }) => kind === name))
  }).toEqual([
    {
      kind: 'skeleton',
      joints: [
        { name: 'head', x: 180, y: 110, visibility: 2 },
        { name: 'foot', x: 172, y: 180, visibility: 1 },
      ],
    },
    {
      kind: 'polygon',
      parts: [
        [
          [
            [20, 100],
            [100, 100],
            [120, 170],
            [20, 160],
          ],
        ],
      ],
    },
    { kind: 'ellipse', cx: 110, cy: 40, rx: 30, ry: 20, angle: 15 },
  ])

  // A pair is grouped, moved as one, duplicated, and pasted onto the next case.
  await hand.click([40, 45])
  await page.keyboard.down('Shift')
  await hand.click([180, 35])
  await page.keyboard.up('Shift')
  await hand.press('Control+g', 'Escape')
  await hand.click([40, 45])
  await hand.press('Control+ArrowDown', 'Control+c', 'Control+d')
  await stored(async () => (await added()).filter(({ kind }) => kind === 'box' || kind === 'rotated-box').length).toBe(
    4,
  )
  expect(await violations(page)).toEqual([])

  await hand.press('k')
  const second = await seen(page, first)
  await hand.press('Control+v')
  await stored(() => added(second)).toEqual([
    { kind: 'box', x: 20, y: 30, w: 40, h: 50 },
    { kind: 'rotated-box', cx: 180, cy: 45, w: 40, h: 30, angle: 0 },
  ])

  await hand.press('z')
  await page
    .getByText(/^Undone: paste/)
    .first()
    .waitFor()
  expect(await added(second)).toEqual([])
  for (let left = 40; left > 0; left--) {
    const { undo } = await call('review.history', {})
    if (!undo) break
    await page.keyboard.press('z')
    await page.waitForFunction((label) => document.body.innerText.includes(`Undone: ${label}`), undo.label)
    await saved(page)
  }
  expect(await added()).toEqual([])
  expect(desk.problems).toEqual([])
})

test('two fingers zoom the picture, one draws; the strip of tools is walked with arrows and folds away', async () => {
  await using desk = await browserDesk({ prepare, hasTouch: true })
  const { page, context, call } = desk
  const first = await seen(page)
  const hand = await handOn(page)
  const touches = await context.newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: readonly Point[]) =>
    touches.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map((at, id) => {
        const [x, y] = hand.place(at)
        return { x, y, id }
      }),
    })

  await page.getByRole('button', { name: 'Select', exact: true }).focus()
  await hand.press('ArrowDown', 'ArrowDown', 'Enter')
  await expect
    .poll(() => page.getByRole('button', { name: 'Box', exact: true }).getAttribute('aria-pressed'))
    .toBe('true')
  await touch('touchStart', [50, 50])
  await touch('touchMove', [80, 80])
  await touch('touchMove', [110, 90])
  await touch('touchEnd')
  const drawn = async () =>
    (await call('review.open', { caseId: first })).worksheet.annotations.filter((one) => !one.fromObjectId)
  await expect
    .poll(async () => rounded((await drawn()).map(({ shape }) => shape)))
    .toEqual([{ kind: 'box', x: 50, y: 50, w: 60, h: 40 }])
  const { worksheet } = await call('review.open', { caseId: first })

  const zoom = () => page.locator('footer').getByText(/%$/).last().innerText()
  const before = await zoom()
  await touch('touchStart', [200, 150])
  await touch('touchStart', [200, 150], [250, 150])
  await touch('touchMove', [150, 150], [300, 150])
  await touch('touchEnd')
  await expect.poll(async () => Number.parseInt(await zoom(), 10)).toBeGreaterThan(2 * Number.parseInt(before, 10))
  const after = await call('review.open', { caseId: first })
  expect(after.worksheet.annotations).toEqual(worksheet.annotations)

  await page.getByRole('button', { name: 'Hide the tools' }).click()
  await expect.poll(() => page.getByRole('button', { name: 'Box', exact: true }).count()).toBe(0)
  await page.getByRole('button', { name: 'Show the tools' }).click()
  expect(desk.problems).toEqual([])
})

test('what is locked keeps its label and its place, a slider leaves other keys alone, and a copy is pasted in another window', async () => {
  await using desk = await browserDesk({ prepare })
  const { page, call } = desk
  const caseId = await seen(page)
  const objects = async () => (await call('review.open', { caseId })).worksheet.annotations
  const start = await objects()
  await page.locator('#case-desk').focus()
  await page.keyboard.press('t')
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.locator('#case-desk').focus()
  for (const key of ['x', '2', 'Shift+Q', 'Control+]', 'Shift+]', 'ArrowRight', 'Control+x']) {
    await page.keyboard.press(key)
    await said(page, /^It is locked/)
    await page.keyboard.press('Shift+;')
    await said(page, /^Outlines/)
  }
  await saved(page)
  expect(await objects()).toEqual(start)

  await page.keyboard.press('Control+c')
  const other = await desk.newPage()
  await seen(other)
  await other.locator('#case-desk').focus()
  await other.keyboard.press('Control+v')
  await expect.poll(async () => (await objects()).map(({ shape }) => shape.kind)).toEqual(['box', 'box'])

  await page.bringToFront()
  await page.keyboard.press('Shift+M')
  await page.getByRole('slider', { name: /Size/ }).focus()
  await page.keyboard.press('Home')
  await page.getByText('1 px', { exact: true }).waitFor()
  await page.keyboard.press('Period')
  await page.getByText('2 px', { exact: true }).waitFor()
  expect(desk.problems).toEqual([])
})

test('the pressed wheel, or Space, moves the picture while an outline is being drawn', async () => {
  await using desk = await browserDesk({ prepare })
  const { page, call } = desk
  const caseId = await seen(page)
  const hand = await handOn(page)
  await page.locator('#case-desk').focus()
  await hand.press('Shift+P')
  await hand.click([20, 100], [100, 100])
  const dragBy = async (button: 'left' | 'middle', dx: number, dy: number) => {
    const [x, y] = hand.place([200, 200])
    await page.mouse.move(x, y)
    await page.mouse.down({ button })
    await page.mouse.move(x + dx, y + dy, { steps: 2 })
    await page.mouse.up({ button })
  }
  await dragBy('middle', 40, 30)
  await page.keyboard.down('Space')
  await dragBy('left', 20, 10)
  await page.keyboard.up('Space')
  const [x, y] = hand.place([60, 160])
  await page.mouse.click(x + 60, y + 40)
  await hand.press('Enter')
  await expect
    .poll(async () => rounded((await call('review.open', { caseId })).worksheet.annotations.at(-1)?.shape))
    .toEqual({
      kind: 'polygon',
      parts: [
        [
          [
            [20, 100],
            [100, 100],
            [60, 160],
          ],
        ],
      ],
    })
  expect(desk.problems).toEqual([])
})
