import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

/** Locks the least confident object. */
const lockFirst = async (page: Page): Promise<void> => {
  await page.locator('#case-desk').focus()
  await page.keyboard.press('t')
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.locator('#case-desk').focus()
}

const refused = (page: Page) => page.locator('p[data-tone=refused]').getByText(/^It is locked/)

test('a locked span keeps its ends, its pieces and its label, whatever key is pressed', async () => {
  await using desk = await browserDesk({
    prepare: cases([
      {
        key: 't1',
        kind: 'text',
        text: 'Ada Lovelace lives in London',
        prediction: { objects: [{ id: 's1', label: 'person', score: 0.1, span: [0, 12] }] },
      },
    ]),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const objects = async () => (await call('review.open', { caseId })).worksheet.annotations
  const start = await objects()
  await page.locator('#case-desk').focus()
  await page.keyboard.press('t')
  await page.keyboard.press('Comma')
  await saved(page)
  const shorter = await objects()
  expect(shorter).not.toEqual(start)
  await lockFirst(page)
  for (const key of ['Period', 'Comma', 'Alt+ArrowRight', 'v', 'x']) {
    await page.keyboard.press(key)
    await refused(page).waitFor()
    await page.keyboard.press('Equal')
    await said(page, /^What you drag over/)
  }
  await saved(page)
  expect(await objects()).toEqual(shorter)
  // Nothing here has a place in a picture to be hidden from or pinned to.
  const tools = page.getByRole('toolbar', { name: 'Selected objects' }).getByRole('button')
  expect(await tools.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
    'Lock',
    'Difficult',
    'Group',
    'Ungroup',
  ])
})

test('a ranked item goes by its title in the list of objects; a locked one keeps its place and its relevance', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => void (await call('project.create', { sample: 'recommendations' })),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const opened = await call('review.open', { caseId })
  await lockFirst(page)
  for (const key of ['Alt+ArrowUp', 'ArrowRight']) {
    await page.keyboard.press(key)
    await refused(page).waitFor()
    await page.keyboard.press('Shift+t')
    await page.keyboard.press('t')
  }
  await saved(page)
  expect((await call('review.open', { caseId })).worksheet).toEqual(opened.worksheet)
  const titles = (opened.case.content.items ?? []).map(({ title }) => title)
  const rows = page.getByRole('listbox', { name: 'Objects of the case' }).getByRole('option')
  const texts = await rows.allTextContents()
  expect(texts.filter((text) => !titles.some((title) => text.includes(title)))).toEqual([])
})
