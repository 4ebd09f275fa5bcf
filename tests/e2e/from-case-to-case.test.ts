import { expect, test } from 'vitest'
import type { BrowserDesk } from '../helpers/browser-desk.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const photo = (key: string, score: number) => ({
  key,
  kind: 'image',
  image: 'photo.jpg',
  prediction: { objects: [{ id: 'o1', label: 'car', score, box: [200, 60, 50, 40] }] },
})
const prepared = cases([
  photo('p1', 0.2),
  photo('p2', 0.3),
  {
    key: 't1',
    kind: 'text',
    text: 'Ada lives here',
    prediction: { objects: [{ id: 's1', label: 'person', score: 0.1, span: [0, 3] }] },
  },
])

const added = async ({ page, call }: BrowserDesk, key: string) => {
  await saved(page)
  const { rows } = await call('queue.rows', {})
  const caseId = rows.find((row) => row.key === key)?.caseId
  if (caseId === undefined) throw new Error(`there is no case ${key}`)
  const { worksheet } = await call('review.open', { caseId })
  return worksheet.annotations.filter((one) => one.fromObjectId === undefined)
}

test('what words were called last is not what the next box is called', async () => {
  await using desk = await browserDesk({ prepare: prepared })
  const { page } = desk
  const text = await seen(page)
  const footer = page.locator('footer')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Shift+ArrowRight')
  await footer.getByText('label by typing').waitFor()
  expect(await footer.locator('kbd').first().textContent()).toBe('2')
  await page.keyboard.press('2')
  await page.keyboard.press('k')
  await seen(page, text)
  await page.keyboard.press('b')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  expect((await added(desk, 't1')).map(({ label }) => label)).toEqual(['person'])
  expect((await added(desk, 'p1')).map(({ label }) => label)).toEqual(['car'])
})

test('pasted twice into another case, neither copy hides the other, and a message of one case is not carried to the next', async () => {
  await using desk = await browserDesk({ prepare: prepared })
  const { page } = desk
  const rows = page.getByRole('listbox', { name: 'Cases' }).getByRole('option')
  const first = await seen(page)
  await rows.nth(1).click()
  const second = await seen(page, first)
  await page.locator('#case-desk').focus()
  await page.keyboard.press('t')
  await page.keyboard.press('Control+c')
  await said(page, '1 shape copied.')
  await rows.nth(2).click()
  await seen(page, second)
  await page.locator('#case-desk').focus()
  expect(await page.locator('p[data-tone]').count()).toBe(0)
  await page.keyboard.press('Control+v')
  await page.keyboard.press('Control+v')
  await page
    .getByText(/3 of 3|2 of 3/)
    .first()
    .waitFor()
  const places = (await added(desk, 'p2')).map(({ shape }) => (shape.kind === 'box' ? shape.x : null))
  expect(new Set(places).size).toBe(2)
  expect(places).toContain(200)
})
