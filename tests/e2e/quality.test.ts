import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { asPerson } from '../helpers/desk.ts'
import { picture } from '../helpers/picture.ts'
import { onDesk, said, seen } from '../helpers/review-page.ts'
import { reviewCase } from '../helpers/reviewer.ts'

/** The sample with its cases reviewed: every third one's predictions were wrong, each in its own way. */
const reviewed = async (call: BrowserDesk['call']): Promise<void> => {
  await call('project.create', { sample: 'ticket-routing' })
  const { rows } = await call('queue.rows', { scope: 'all', limit: 30 })
  const desk = { call, caller: asPerson('ada') }
  for (const [at, { caseId }] of rows.entries())
    await reviewCase(desk, caseId, (_, prediction) => {
      const [first, ...rest] = prediction?.annotations ?? []
      if (at % 3 !== 0 || first === undefined) return { verdict: 'correct' }
      return { annotations: at % 2 === 0 ? rest : [{ ...first, label: 'other', fromObjectId: first.id }, ...rest] }
    })
}

const painted = (page: Page) => page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
const toQuality = async (page: Page): Promise<void> => {
  await painted(page)
  await page.keyboard.press('Alt+7')
  await page.getByRole('heading', { name: 'Failure board' }).waitFor()
  await page.getByRole('table', { name: 'Failures' }).waitFor()
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-place') ?? null)

test('the board is walked by arrows, says each cell’s interval, and Enter opens just its cases', async () => {
  await using desk = await browserDesk({ prepare: reviewed })
  const { page } = desk
  await toQuality(page)
  const table = page.getByRole('table', { name: 'Failures' })
  const any = table.getByRole('row', { name: /^Any failure/ })
  await any.getByRole('button').first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  const walked = await focused(page)
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowUp')
  const home = await focused(page)
  const { rows } = await desk.call('failures.board', {})
  const total = rows[0]!.total
  await page.getByText(new RegExp(`Any failure · All: ${total.count} of ${total.of}: .*95 % certainty`)).waitFor()
  await page.keyboard.press('Enter')
  const box = page.locator('#queue-filter')
  await box.waitFor()
  expect([walked, home, await box.inputValue(), desk.problems]).toEqual(['1 1', '0 0', total.where, []])
})

test('the fewest cases are found, become a plan, and its queue is worked off by verdicts', async () => {
  await using desk = await browserDesk({ prepare: reviewed })
  const { page } = desk
  await toQuality(page)
  await page.getByRole('button', { name: 'Find the fewest cases' }).click()
  await page.getByText(/cover.* all \d+ failures/).waitFor()
  await page.getByText('Why each case is in it').click()
  await page.getByRole('textbox', { name: 'Name of the plan' }).fill('spring')
  await page.getByRole('button', { name: 'Make the plan' }).click()
  const plan = page.getByRole('listitem', { name: 'spring' })
  await plan.getByText(/^0 of \d+ relabeled$/).waitFor()
  const shown = await onDesk(page)
  await plan.getByRole('button', { name: 'Relabel', exact: true }).click()
  const [listed] = (await desk.call('plan.list', {})).plans
  const before = await seen(page, shown)
  await page.keyboard.press('f')
  await page.keyboard.press('f')
  // The sample's taxonomy asks for an attribute that the prediction never gives.
  await said(page, /files all the same/)
  await page.keyboard.press('Enter')
  await seen(page, before)
  await page.keyboard.press('Alt+7')
  await plan.getByText(`1 of ${listed?.size} relabeled`).waitFor()
  const { done } = await desk.call('plan.get', { id: listed!.id })
  expect([done, desk.problems]).toEqual([1, []])
})

test('a project without reviews says what will stand here, and the words fit a narrow window', async () => {
  await using desk = await browserDesk({
    viewport: { width: 900, height: 800 },
    prepare: async (call) => void (await call('project.create', { sample: 'ticket-routing' })),
  })
  const { page } = desk
  await painted(page)
  await page.keyboard.press('Alt+7')
  await page.getByText('Nothing has been reviewed yet').waitFor()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect([await violations(page), wide <= 0]).toEqual([[], true])
})

test.each(['light', 'dark'] as const)('axe finds nothing on the board in the %s theme', async (colorScheme) => {
  await using desk = await browserDesk({ colorScheme, reducedMotion: 'reduce', prepare: reviewed })
  const { page } = desk
  await toQuality(page)
  const first = await violations(page)
  await page.getByRole('combobox', { name: 'Parted by' }).selectOption('model')
  await page.getByRole('button', { name: 'Find the fewest cases' }).click()
  await page.getByText(/cover.* all \d+ failures/).waitFor()
  expect([first, await violations(page)]).toEqual([[], []])
  if (colorScheme === 'light') {
    await page.getByRole('combobox', { name: 'Parted by' }).selectOption('')
    await page.locator('main').evaluate((main) => main.scrollTo(0, 0))
    await page.waitForTimeout(300)
    await picture(page, 'quality')
  }
})
