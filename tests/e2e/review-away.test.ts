import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'

const caseOf = (page: Page): Promise<string | null> => page.locator('#case-desk').getAttribute('aria-label')

/** Waits until this case was painted and there long enough to have been seen. */
const seen = (page: Page, caseId = ''): Promise<unknown> =>
  page.waitForFunction((wanted) => {
    const [mark] = performance.getEntriesByName('case-painted')
    const isWanted = mark instanceof PerformanceMark && mark.detail === wanted
    return isWanted && performance.now() - mark.startTime > 170
  }, caseId)

/** The queued cases in the queue's order. */
const idsOf = async (call: BrowserDesk['call']): Promise<readonly string[]> =>
  (await call('queue.rows', { limit: 10 })).rows.map((row) => row.caseId)

/** Loads the page anew and waits until this many cases were read: the one on the desk and those made ready behind it. */
const reloadAndRead = async (page: Page, cases: number): Promise<void> => {
  const read = new Set<unknown>()
  page.on('requestfinished', (request) => {
    if (request.url().endsWith('call/review.open')) read.add(request.postDataJSON().caseId)
  })
  await page.reload()
  await expect.poll(() => read.size, { timeout: 20_000 }).toBeGreaterThanOrEqual(cases)
}

/** Texts flagged upstream; the last has no prediction where `bare`. */
const texts =
  (count: number, bare = false) =>
  async (call: BrowserDesk['call'], folder: string) => {
    await call('project.create', { name: 'away' })
    const lines = Array.from({ length: count }, (_, index) => ({
      key: `t${index + 1}`,
      kind: 'text',
      text: `Text number ${index + 1} from Lisbon`,
      flag: { why: 'alarm', severity: 'high' },
      ...(bare && index === count - 1
        ? {}
        : { prediction: { objects: [{ label: 'CITY', score: 0.9, span: [19, 25] }] } }),
    }))
    const file = join(folder, 'texts.jsonl')
    const header = { secondLook: 1, model: { name: 'tagger', version: '1' } }
    writeFileSync(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
    const { jobId } = await call('import.start', { files: [{ from: 'path', path: file }] })
    await expect.poll(async () => (await call('job.get', { jobId })).state, { timeout: 20_000 }).toBe('done')
  }

test('with the desk away the cases made ready are judged on; a verdict pressed twice is filed once; work goes on by itself', async () => {
  await using desk = await browserDesk({ prepare: texts(6) })
  const { page, call, context } = desk
  const ids = await idsOf(call)
  await reloadAndRead(page, 4)
  await context.route('**/call/**', (route) => route.abort())
  for (const caseId of ids.slice(0, 4)) {
    await seen(page, caseId)
    await page.keyboard.press('a')
  }
  await page.getByText('The desk does not answer, so the next case cannot be read.').first().waitFor()
  await page.keyboard.press('a')
  await page.getByRole('button', { name: 'Offline' }).waitFor()
  await context.unroute('**/call/**')
  await seen(page, ids[4])
  await page.getByRole('button', { name: 'Saved', exact: true }).waitFor()
  const { rows } = await call('queue.rows', { limit: 10 })
  const filed = await Promise.all(
    rows.map(async (row) => [row.verdict, (await call('review.open', { caseId: row.caseId })).reviews.length]),
  )
  expect(filed).toEqual([
    ['correct', 1],
    ['correct', 1],
    ['correct', 1],
    ['correct', 1],
    [null, 0],
    [null, 0],
  ])
})

test('a case changed in one window is shown as it stands now in the other', async () => {
  await using desk = await browserDesk({ prepare: texts(1) })
  const [only] = await idsOf(desk.call)
  await seen(desk.page, only)
  const other = await desk.newPage()
  await seen(other, only)
  await desk.page.keyboard.press('t')
  await desk.page.keyboard.press('x')
  await other.getByText('This case was changed in another window.').first().waitFor()
  expect(await other.getByRole('listbox', { name: /^Objects/ }).innerText()).toContain('Removed')
})

test('a case that no model judged takes no verdict, and is filed as the truth with what was marked in it', async () => {
  await using desk = await browserDesk({ prepare: texts(1, true) })
  const { page, call } = desk
  const [only] = await idsOf(call)
  await seen(page, only)
  await page.keyboard.press('a')
  await page.getByText('No model judged this case, so there is nothing to give a verdict on.').first().waitFor()
  expect(await caseOf(page)).toBe('Text t1')
  await page.keyboard.press('Enter')
  await page.getByText('No case is waiting').waitFor()
  const { rows } = await call('queue.rows', { limit: 1 })
  expect(rows.map(({ key, status, verdict }) => [key, status, verdict])).toEqual([['t1', 'reviewed', null]])
})

test('where labels are for words only, a label key does not class the whole text', async () => {
  await using desk = await browserDesk({ prepare: texts(1) })
  const { page, call } = desk
  const [only] = await idsOf(call)
  await seen(page, only)
  await page.keyboard.press('1')
  await page
    .getByText(/^Select words first/)
    .first()
    .waitFor()
  expect(await page.getByRole('option', { name: /^CITY/ }).count()).toBe(1)
})

test('a filter with nothing left to judge says how many wait outside it, and lets go of them', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => void (await call('project.create', { sample: 'ticket-routing' })),
  })
  const { page, call } = desk
  const [first] = await idsOf(call)
  await seen(page, first)
  await page.locator('#queue-filter').fill('verdict:correct')
  await page.getByText('No case fits the filter.').waitFor()
  await page.locator('#case-desk').focus()
  await page.keyboard.press('a')
  await page.getByRole('heading', { name: 'No case in this filter is waiting' }).waitFor()
  const { waiting } = await call('queue.count', {})
  await page.getByText(`${waiting} cases still waiting outside it.`).waitFor()
  await page.getByRole('main').getByRole('button', { name: 'Clear the filter' }).click()
  await page.locator('#case-desk').waitFor()
})
