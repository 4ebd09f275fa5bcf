import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { makePdf } from '../helpers/pdf.ts'
import { cases, saved, seen } from '../helpers/review-page.ts'

const word = (text: string, x: number, y: number) => ({ text, x, y, size: 16 })
const SCAN = makePdf([
  { words: [word('Example Ltd', 60, 760), word('Invoice 2041', 380, 760), word('Date 03/04/2026', 60, 700)] },
  { width: 842, height: 595, words: [word('Total 1,234.50', 60, 500)] },
])

const field = (id: string, label: string, value: string | null, score: number, box?: readonly number[], page = 0) => ({
  ...{ id, label, score },
  field: { value, ...(box ? { box, page } : {}) },
})
const scan = {
  key: 'scan',
  kind: 'document',
  pages: [{ image: 'scan.pdf' }],
  prediction: {
    objects: [
      field('total', 'total', '1,234.50', 0.31, [110, 160, 240, 50], 1),
      field('date', 'date', '03/04/2026', 0.35, [110, 250, 280, 50]),
      field('number', 'number', '2041', 0.9, [740, 130, 240, 50]),
      field('supplier', 'supplier', 'Exampel Ltd', 0.8, [110, 130, 220, 50]),
      field('paid', 'paid', 'perhaps', 0.7),
    ],
  },
}
const photo = {
  key: 'photo',
  kind: 'document',
  pages: [{ image: 'one.png' }, { image: 'two.png' }],
  text: 'What the scanner read.',
  prediction: { objects: [field('s', 'supplier', 'Second', 0.4, [20, 20, 100, 30], 1)] },
}

const schema = async (call: BrowserDesk['call']) => {
  const { taxonomy } = await call('taxonomy.get', {})
  if (!taxonomy) throw new Error('labels were imported')
  const draft = draftOf(taxonomy)
  const fields = (
    [
      ['supplier', 'text'],
      ['number', 'text'],
      ['date', 'date'],
      ['total', 'amount'],
      ['paid', 'boolean'],
      ['currency', 'text'],
    ] as const
  ).map(([name, kind]) => ({ name, kind, required: name === 'currency', definition: '' }))
  await call('taxonomy.publish', { draft: { ...draft, fields }, summary: 'fields' })
}

/** Whether the stage shows dark ink on paper within a part of it, from 0 to 1. */
const inkIn = (page: Page, [x, y, w, h]: readonly [number, number, number, number]): Promise<boolean> =>
  page.evaluate(
    ([fx, fy, fw, fh]) => {
      const canvas = document.querySelector<HTMLCanvasElement>('#case-desk canvas')
      const pen = canvas?.getContext('2d')
      if (!canvas || !pen) return false
      const [cw, ch] = [canvas.width, canvas.height]
      const { data } = pen.getImageData(cw * fx, ch * fy, Math.max(1, cw * fw), Math.max(1, ch * fh))
      let [dark, light] = [0, 0]
      for (let i = 0; i < data.length; i += 4) {
        const grey = data[i] ?? 0
        if (grey < 60 && (data[i + 3] ?? 0) === 255) dark += 1
        if (grey > 240) light += 1
      }
      return dark > 5 && light > 100
    },
    [x, y, w, h] as const,
  )

test('a PDF is read page by page: fields and boxes lead to each other, values are read, corrected, placed and added by keys', async () => {
  await using desk = await browserDesk({
    prepare: async (call, folder) => {
      writeFileSync(join(folder, 'scan.pdf'), SCAN)
      for (const [name, background] of [['one.png', '#fff'] as const, ['two.png', '#ddd'] as const])
        await sharp({ create: { width: 300, height: 400, channels: 3, background } })
          .png()
          .toFile(join(folder, name))
      await cases([scan, photo])(call, folder)
      await schema(call)
    },
  })
  const { page, call, problems } = desk
  page.setDefaultTimeout(10_000)
  const caseId = await seen(page)
  const fields = page.getByRole('region', { name: 'Fields' })
  const names = () => fields.locator('[data-field-stop]').allTextContents()
  const line = (name: string) =>
    fields.getByRole('listitem').filter({ has: page.getByRole('button', { name, exact: true }) })
  const selected = () => fields.locator('[aria-pressed="true"]').textContent()
  await page.getByText('A required field is missing: currency.').waitFor()
  // The page is painted, with the model's fields in the order it is read.
  await expect.poll(() => inkIn(page, [0, 0, 1, 1])).toBe(true)
  expect(await names()).toEqual(['supplier', 'number', 'date', 'total', 'paid', 'currency'])
  await line('total').getByText('1,234.50').waitFor()
  await line('paid').getByText('Write yes or no.').waitFor()
  await line('paid').getByText('no place').waitFor()
  expect(await violations(page)).toEqual([])

  // A field leads to its page and box.
  await page.getByRole('button', { name: /^total$/ }).click()
  await page.getByText('Page 2 of 2').first().waitFor()
  await expect.poll(() => page.getByRole('button', { name: /^Page 2,/ }).getAttribute('aria-pressed')).toBe('true')
  await expect.poll(() => inkIn(page, [0.2, 0.3, 0.6, 0.4])).toBe(true)
  await page.keyboard.press('Alt+PageUp')
  await page.getByText('Page 1 of 2').first().waitFor()

  // A date that may be two days says so, and takes the one that is meant.
  await line('date')
    .getByRole('button', { name: /3 Apr 2026|Apr 3, 2026/ })
    .click()
  await line('date').getByText('2026-04-03').waitFor()
  await line('supplier').getByRole('button', { name: 'supplier', exact: true }).click()
  await page.keyboard.press('F2')
  await page.getByRole('textbox', { name: 'Value of supplier' }).fill('Example Ltd')
  // Tab goes on to the next field as read, Enter takes the value.
  await page.keyboard.press('Tab')
  await page.getByRole('textbox', { name: 'Value of number' }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(selected).toBe('number')
  // Enter on a field confirms it and goes on to the least confident that waits.
  await page.keyboard.press('Enter')
  await line('number').getByText('Confirmed').waitFor()
  await expect.poll(selected).toBe('total')
  await page.keyboard.press('v')
  await line('total').getByText('Confirmed').waitFor()
  await expect.poll(selected).toBe('paid')
  await page.keyboard.press('x')
  await line('paid').getByText('Removed').waitFor()

  // What is missing is given by its key.
  await page.keyboard.press('Alt+n')
  await page.getByRole('textbox', { name: 'Value of currency' }).fill('EUR')
  await page.keyboard.press('Enter')
  await page.getByText('A required field is missing').waitFor({ state: 'detached' })
  await expect.poll(selected).toBe('currency')
  // Its place is drawn on the page in sight.
  await page.keyboard.press('Alt+j')
  const stage = await page.locator('#case-desk').boundingBox()
  if (!stage) throw new Error('no page')
  const at = (x: number, y: number) => [stage.x + stage.width * x, stage.y + stage.height * y] as const
  await page.mouse.move(...at(0.4, 0.4))
  await page.mouse.down()
  await page.mouse.move(...at(0.6, 0.5), { steps: 4 })
  await page.mouse.up()
  await line('currency').getByText('no place').waitFor({ state: 'detached' })
  // A press on a box selects its field.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.mouse.click(...at(0.5, 0.4))
  await expect.poll(selected).toBe('currency')

  await saved(page)
  const { worksheet, case: of } = await call('review.open', { caseId })
  expect({
    pages: of.content.pages?.map(({ width, height, pageIndex }) => [width, height, pageIndex]),
    said: worksheet.annotations.map(({ label, shape }) =>
      shape.kind === 'field' ? [label, shape.value, shape.box?.page ?? null] : [label, shape.kind],
    ),
  }).toEqual({
    pages: [
      [1190, 1684, 0],
      [1684, 1190, 1],
    ],
    said: [
      ['total', '1,234.50', 1],
      ['date', '2026-04-03', 0],
      ['number', '2041', 0],
      ['supplier', 'Example Ltd', 0],
      ['currency', 'EUR', 1],
    ],
  })

  // The next one has pages that are pictures and its text beside them.
  await page.keyboard.press('s')
  await page.keyboard.press('s')
  await seen(page, caseId)
  await page.getByText('What the scanner read.').waitFor()
  await expect.poll(() => page.getByRole('toolbar', { name: 'Pages' }).getByRole('button').count()).toBe(2)
  await page.getByRole('button', { name: 'supplier', exact: true }).click()
  await page.getByText('Page 2 of 2').first().waitFor()
  expect(problems).toEqual([])
}, 60_000)
