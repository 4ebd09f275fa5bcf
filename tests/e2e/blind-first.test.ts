import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const box = (id: string, score: number) => ({ id, label: 'car', score, box: [200, 60, 50, 40] })
const photo = (key: string, score: number) => ({
  key,
  kind: 'image',
  image: 'photo.jpg',
  prediction: { objects: [box('o1', score)] },
})

const away = async (page: Page): Promise<void> => {
  const before = await seen(page)
  await page.getByRole('listbox', { name: 'Cases' }).getByRole('option').last().click()
  const there = await seen(page, before)
  await page.keyboard.press('j')
  await seen(page, there)
  await page.locator('#case-desk').focus()
}

test('who leaves a case before the answer finds the prediction hidden still; after it the answer counts as blind', async () => {
  await using desk = await browserDesk({
    prepare: cases([photo('p1', 0.1), photo('p2', 0.2)], { blindFirst: true }),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const objects = page.getByRole('listbox', { name: 'Objects of the case' }).getByRole('option')
  const hidden = page.getByText('The prediction is hidden.')
  await page.keyboard.press('b')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await objects.first().waitFor()
  await away(page)
  await hidden.waitFor()
  expect(await objects.count()).toBe(1)
  await page.keyboard.press('Enter')
  await said(page, /^Your answer stands/)
  await away(page)
  await said(page, 'answered blind')
  await page.keyboard.press('f')
  await page.getByRole('region', { name: 'Causes' }).waitFor()
  await page.keyboard.press('f')
  await seen(page, caseId)
  await saved(page)
  const [filed] = (await call('review.open', { caseId })).reviews
  expect({ blind: filed?.blind, objects: filed?.annotations.length }).toEqual({ blind: true, objects: 1 })
})

test('a prediction that was shown without an answer is never hidden again, and what follows is not blind', async () => {
  await using desk = await browserDesk({
    prepare: cases([photo('p1', 0.1), photo('p2', 0.2)], { blindFirst: true }),
  })
  const { page } = desk
  await seen(page)
  await page.keyboard.press('Enter')
  await said(page, /^The prediction is shown/)
  await saved(page)
  await page.reload()
  await seen(page)
  await page.getByText('Nothing differs from the prediction.').waitFor()
  expect(await page.getByText('The prediction is hidden.').count()).toBe(0)
})

test('a hidden conversation is classed where the model classed it, so that both answers are about the same', async () => {
  const turns = [
    { role: 'user', text: 'Where is my money?' },
    { role: 'assistant', text: 'It is on its way.' },
  ]
  const talk = (key: string, label: string) => ({
    ...{ key, kind: 'conversation', turns },
    prediction: { class: label, scores: { [label]: 0.4 } },
  })
  await using desk = await browserDesk({
    prepare: cases([talk('c1', 'refund'), talk('c2', 'delivery')], { blindFirst: true }),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const { worksheet: before } = await call('review.open', { caseId })
  await page.keyboard.press('r')
  await page.keyboard.type('delivery')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await said(page, /^Your answer stands/)
  await saved(page)
  const { worksheet } = await call('review.open', { caseId })
  expect(worksheet.annotations.map(({ label, shape, fromObjectId }) => ({ label, shape, fromObjectId }))).toEqual([
    { label: 'delivery', shape: { kind: 'case' }, fromObjectId: before.annotations[0]?.fromObjectId },
  ])
})
