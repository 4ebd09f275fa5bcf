import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, saved, seen } from '../helpers/review-page.ts'

test('with a photo beside its ticket, F6 leads out of the text and back, marked words or not, and the hints follow', async () => {
  await using desk = await browserDesk({
    prepare: cases([
      {
        key: 'm1',
        kind: 'image',
        image: 'photo.jpg',
        text: 'The red car is late.',
        prediction: { objects: [{ id: 'o1', label: 'car', score: 0.1, box: [200, 60, 50, 40] }] },
      },
    ]),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const drawHint = page.locator('footer').getByText(/draw$/)
  await page.locator('#case-desk').focus()
  await drawHint.waitFor()
  await page.keyboard.press('F6')
  await expect.poll(() => drawHint.count()).toBe(0)
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.press('r')
  await page.keyboard.type('car')
  await page.keyboard.press('Enter')
  await page.keyboard.press('F6')
  await page.keyboard.press('b')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await saved(page)
  const { worksheet } = await call('review.open', { caseId })
  expect(worksheet.annotations.map(({ label, shape }) => `${label} ${shape.kind}`).toSorted()).toEqual([
    'car box',
    'car box',
    'car span',
  ])
})
