import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, saved, seen } from '../helpers/review-page.ts'

const photo = (key: string, score: number) => ({
  key,
  kind: 'image',
  image: 'photo.jpg',
  prediction: { objects: [{ id: 'o1', label: 'car', score, box: [200, 60, 50, 40] }] },
})

test('a note loses no letter to another window, to an input method, to a crash; none of its letters judges the case', async () => {
  await using desk = await browserDesk({ prepare: cases([photo('p1', 0.1), photo('p2', 0.2)]) })
  const { page, call } = desk
  const caseId = await seen(page)
  const note = page.getByRole('textbox', { name: 'Note' })
  const stored = async () => (await call('review.open', { caseId })).worksheet
  await note.click()
  await page.keyboard.type('Glare on')
  // What a window that is left tells its focused field.
  await note.dispatchEvent('focusout')
  await expect.poll(async () => (await stored()).note).toBe('Glare on')
  await page.keyboard.type(' half of it')
  // Enter that takes a word of an input method ends no note.
  await note.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true })
  await page.keyboard.type(', far')
  await page.reload()
  await seen(page)
  await expect.poll(async () => (await stored()).note).toBe('Glare on half of it, far')
  expect(await note.inputValue()).toBe('Glare on half of it, far')
  await saved(page)
  expect(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('second-look.note'))),
  ).toEqual([])
  await page.locator('#case-desk').focus()
  await page.keyboard.press('z')
  await expect.poll(async () => note.inputValue()).toBe('Glare on')
  expect((await stored()).verdict).toBe(null)
  expect(desk.problems).toEqual([])
})
