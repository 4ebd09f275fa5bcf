import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, saved, seen } from '../helpers/review-page.ts'

const COUNT = 60
const WORD = 'word '

test('in a long list of objects the active row is always in sight: walked to by key, scrolled away from, or just added', async () => {
  const objects = Array.from({ length: COUNT }, (_, i) => {
    return { id: `s${i}`, label: 'thing', score: (i + 1) / 100, span: [i * WORD.length, i * WORD.length + 4] }
  })
  await using desk = await browserDesk({
    prepare: cases([{ key: 't1', kind: 'text', text: WORD.repeat(COUNT + 4), prediction: { objects } }]),
  })
  const { page } = desk
  await seen(page)
  const list = page.getByRole('listbox', { name: 'Objects of the case' })
  /** Places of the rows that are wholly to be seen. */
  const inSight = (): Promise<readonly number[]> =>
    list.evaluate((element) => {
      const frame = element.getBoundingClientRect()
      return [...element.querySelectorAll('[role="option"]')].flatMap((row) => {
        const { top, bottom } = row.getBoundingClientRect()
        return top >= frame.top - 1 && bottom <= frame.bottom + 1 ? [Number(row.getAttribute('aria-posinset'))] : []
      })
    })
  const from = (first: number): readonly number[] => Array.from({ length: 8 }, (_, i) => first + i)
  const scrollTo = (top: number): Promise<void> => list.evaluate((element, to) => element.scrollTo({ top: to }), top)
  await list.focus()
  await page.keyboard.press('End')
  await expect.poll(inSight).toEqual(from(COUNT - 7))
  await scrollTo(0)
  await expect.poll(inSight).toEqual(from(1))
  await page.keyboard.press('ArrowUp')
  await expect.poll(inSight).toEqual(from(COUNT - 8))
  await page.keyboard.press('Home')
  await expect.poll(inSight).toEqual(from(1))
  // Half a row further than a row's edge: the row is brought wholly into sight.
  await scrollTo(315)
  await expect.poll(inSight).toEqual(from(12).slice(0, 7))
  await page.keyboard.press('ArrowDown')
  await expect.poll(inSight).toEqual(from(2))
  await page.locator('#case-desk').focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await page.keyboard.press('1')
  await expect.poll(inSight).toEqual(from(COUNT - 6))
  await saved(page)
  await page.keyboard.press('x')
  await expect.poll(inSight).toEqual(from(COUNT - 7))
  expect(desk.problems).toEqual([])
})
