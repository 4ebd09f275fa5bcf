import { expect, test } from 'vitest'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const LINES = ['a', 'b'].map((key, at) => ({
  key,
  kind: 'text',
  text: `Message ${key}.`,
  prediction: { class: 'complaint', scores: { complaint: 0.3 + at / 10 } },
}))

/** The project asks for a cause with *incorrect*, and has one of its own instead of most of the built-in ones. */
const asking = async (call: BrowserDesk['call'], folder: string): Promise<void> => {
  await cases(LINES)(call, folder)
  const { taxonomy } = await call('taxonomy.get', {})
  if (!taxonomy) throw new Error('the import derived no taxonomy')
  const causes = [
    { id: 'model-error', name: 'Model error', culprit: 'model' as const, definition: '' },
    { id: 'torn-letter', name: 'Torn letter', culprit: 'data' as const, definition: '' },
  ]
  const draft = { ...draftOf(taxonomy), causes, causesRequiredFor: ['incorrect' as const] }
  await call('taxonomy.publish', { draft, summary: 'Causes of this project' })
}

test('the project’s causes are offered; one must be given where it asks; the first upstream is marked and changed by a key', async () => {
  await using desk = await browserDesk({ prepare: asking, reducedMotion: 'reduce' })
  const { page } = desk
  const first = await seen(page)
  await page.keyboard.press('f')
  const strip = page.getByRole('region', { name: 'Causes' })
  await strip.waitFor()
  const offered = strip.locator('[aria-pressed]')
  expect(await offered.evaluateAll((all) => all.map((one) => one.getAttribute('aria-pressed')))).toEqual([
    'true',
    'false',
  ])
  await page.keyboard.press('1')
  await page.keyboard.press('Enter')
  await said(page, /This project asks for a cause with “Incorrect”/)
  await page.keyboard.press('1')
  await page.keyboard.press('2')
  const upstream = strip.getByRole('combobox', { name: 'First upstream' })
  await expect.poll(() => upstream.inputValue()).toBe('model-error')
  await page.keyboard.press('Shift+C')
  await expect.poll(() => upstream.inputValue()).toBe('torn-letter')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Enter')
  await seen(page, first)
  await saved(page)
  const { reviews } = await desk.call('review.list', { caseId: first })
  expect(reviews.map(({ verdict, causes }) => [verdict, causes])).toEqual([
    ['incorrect', ['torn-letter', 'model-error']],
  ])
  expect(desk.problems).toEqual([])
}, 60_000)
