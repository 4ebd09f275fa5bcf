import { readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import type { Input } from '../../shared/contract/table.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, type BrowserDeskOptions, browserDesk } from '../helpers/browser-desk.ts'

const openSample = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: /^Ticket routing/ }).click()
  await page.getByRole('option').first().waitFor({ timeout: 30_000 })
}

const goTo = (page: Page, screen: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: screen }).click()

const TICKETS = [
  'id,message,intent,confidence',
  'k1,please refund me,refund,0.31',
  'k2,where is my parcel,delivery,0.45',
  'k3,the score of this row is broken,delivery,NaN',
  'k4,a sure thing,refund,0.97',
].join('\n')

const importTickets = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'Name' }).fill('My tickets')
  await page.getByRole('button', { name: 'Make project' }).click()
  await page.getByRole('heading', { name: 'Import', exact: true }).waitFor()
  const file = { name: 'tickets.csv', mimeType: 'text/csv', buffer: Buffer.from(TICKETS) }
  await page.locator('input[type=file]').first().setInputFiles(file)
  await page.getByText('k1').waitFor()
}

const withDesk = async (act: (desk: BrowserDesk) => Promise<void>, options: BrowserDeskOptions = {}): Promise<void> => {
  await using desk = await browserDesk(options)
  desk.page.setDefaultTimeout(30_000)
  await act(desk)
}

test.each(['light', 'dark'] as const)('axe finds nothing on any screen of the shell, %s', (colorScheme) =>
  withDesk(
    async ({ page, problems }) => {
      await page.getByRole('heading', { name: 'Try it on a sample' }).waitFor()
      const found: Record<string, readonly string[]> = { start: await violations(page) }
      await openSample(page)
      await page.getByRole('button', { name: 'Show as a full-width list' }).click()
      await page.getByText('Random audit').first().waitFor()
      found.list = await violations(page)
      await page.getByRole('button', { name: 'Filter by value' }).click()
      await page.getByRole('dialog', { name: 'Filter by value' }).getByText('Waiting').waitFor()
      found.facets = await violations(page)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Shift+Slash')
      await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor()
      found.help = await violations(page)
      await page.keyboard.press('Escape')
      const loaded = { Import: 'cases.jsonl', Export: 'What would be written', Settings: /cases would be queued/ }
      for (const [screen, settled] of Object.entries(loaded)) {
        await goTo(page, screen)
        await page.getByRole('heading', { name: screen, exact: true }).waitFor()
        await page.getByText(settled).first().waitFor()
        found[screen] = await violations(page)
      }
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, []])))
      expect(problems).toEqual([])
    },
    { colorScheme },
  ),
)

test('a file is looked at before it is imported; the report says what was taken and why a row was not', () =>
  withDesk(async ({ page, call }) => {
    await importTickets(page)
    expect(await page.getByLabel('Text', { exact: true }).first().inputValue()).toBe('message')
    expect(await page.getByLabel('Score', { exact: true }).first().inputValue()).toBe('confidence')
    expect((await call('project.overview', {})).counts.cases).toBe(0)
    await page.getByRole('button', { name: 'Import', exact: true }).last().click()
    await page.getByRole('row', { name: /tickets\.csv line 4/ }).waitFor()
    await page.getByText('Taxonomy version 1 was derived').waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    const saved = readFileSync(await (await download).path(), 'utf8').split('\r\n')
    expect({ header: saved[0], rows: saved.length - 2 }).toEqual({
      header: 'file,line,reason,message,remedy,excerpt',
      rows: 1,
    })
    expect((await call('project.overview', {})).counts).toMatchObject({ cases: 3, rejects: 1 })
    await page.getByRole('button', { name: 'Review the queue' }).click()
    await page.getByRole('option', { name: /please refund me/ }).waitFor()
  }))

test('the queue is filtered as one types, says where an expression is wrong, and offers to clear a filter that hides all', () =>
  withDesk(async ({ page }) => {
    await openSample(page)
    const box = page.locator('#queue-filter')
    await box.fill('status:wating')
    await page.getByText(/Did you mean waiting/).waitFor()
    await box.fill('label:returns')
    await page
      .getByText(/^\d+ of \d+$/)
      .first()
      .waitFor()
    await box.fill('nothingissaidlikethis')
    await page.getByText('No case fits the filter.').waitFor()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page.getByRole('option').first().waitFor()
    expect(await box.inputValue()).toBe('')
  }))

test('the queue is walked by keyboard: arrows, Home, End, and Enter opens the case', () =>
  withDesk(async ({ page, call }) => {
    await openSample(page)
    const { total } = await call('queue.count', {})
    const list = page.getByRole('listbox', { name: 'Cases' })
    await list.focus()
    const active = (): Promise<string | null> => list.getAttribute('aria-activedescendant')
    await page.keyboard.press('End')
    await expect.poll(active).toBe(`queue-panel-${total - 1}`)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect.poll(active).toBe('queue-panel-2')
    await page.keyboard.press('Enter')
    await page.locator('#queue-panel-2[aria-selected="true"]').waitFor()
    await page.getByText(`3 of ${total}`).waitFor()
  }))

test('a saved view brings its filter back', () =>
  withDesk(async ({ page }) => {
    await openSample(page)
    await page.locator('#queue-filter').fill('label:returns')
    await page
      .getByText(/^\d+ of \d+$/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByPlaceholder('Name for this filter').fill('Returns')
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByRole('button', { name: 'Returns label:returns' }).waitFor()
    await page.keyboard.press('Escape')
    await page.locator('#queue-filter').fill('')
    await page.getByRole('button', { name: 'Saved views' }).click()
    await page.getByRole('button', { name: 'Returns label:returns' }).click()
    await expect.poll(() => page.locator('#queue-filter').inputValue()).toBe('label:returns')
  }))

test('the palette does what an action does, and finds a case by its words', () =>
  withDesk(async ({ page }) => {
    await openSample(page)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Do something, or find a case').fill('go to export')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Export', exact: true }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Do something, or find a case').fill('crack')
    await page.getByRole('dialog').getByText('arrived with a crack').first().waitFor()
    await page.getByPlaceholder('Do something, or find a case').fill('Filter the queue')
    await page.getByRole('dialog').getByText('Filter the queue').waitFor()
    await page.keyboard.press('Enter')
    await page.locator('#queue-filter:focus').waitFor()
  }))

test('a rule’s effect is counted before it is applied, and the queue follows once it is', () =>
  withDesk(async ({ page, call }) => {
    await openSample(page)
    const before = await call('queue.count', {})
    await goTo(page, 'Settings')
    const { settings } = (await call('project.overview', {})).project
    const triggers: Input<'queue.preview'> = { ...settings.triggers, lowConfidence: { on: true, below: 0.9 } }
    const { total } = await call('queue.preview', triggers)
    expect(total).toBeGreaterThan(before.total)
    await page.getByLabel('Confidence below').fill('0.9')
    await page.getByText(`${total} of 400 cases would be queued`).waitFor()
    expect(await call('queue.count', {})).toEqual(before)
    await page.getByRole('textbox', { name: 'Why' }).fill('too few were seen')
    await page.getByRole('button', { name: 'Queue by these rules' }).click()
    await expect.poll(async () => (await call('queue.count', {})).total).toBe(total)
    const [entry] = (await call('record.entries', { kind: 'settings' })).entries
    const { payload } = await call('record.entry', { deskId: entry!.deskId, sequence: entry!.sequence })
    expect(payload).toMatchObject({ why: 'too few were seen' })
  }))

test('single-key shortcuts can be switched off, and stay off after a reload', () =>
  withDesk(async ({ page }) => {
    await openSample(page)
    await goTo(page, 'Settings')
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck()
    await goTo(page, 'Review')
    await page.getByText('Single-key shortcuts are off').waitFor()
    await page.reload()
    await page.getByText('Single-key shortcuts are off').waitFor()
    await page.keyboard.press('Backslash')
    expect(await page.getByRole('button', { name: 'Back to the case' }).count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Do something, or find a case').waitFor()
  }))

test('verdicts given while the desk is away are kept through a reload of the page and arrive when it is back', () =>
  withDesk(async (desk) => {
    const { page, call, context } = desk
    await openSample(page)
    await page.getByText('Press', { exact: false }).first().waitFor()
    await context.route('**/call/review.*', (route) => route.abort())
    const note = page.getByRole('textbox', { name: 'Note' })
    await note.fill('kept while away')
    await note.blur()
    await page.getByRole('button', { name: 'Offline' }).waitFor()
    await page.reload()
    await context.unroute('**/call/review.*')
    const { rows } = await call('queue.rows', { limit: 1 })
    const caseId = rows[0]?.caseId
    if (caseId === undefined) throw new Error('the sample has no queue')
    await expect.poll(async () => (await call('review.open', { caseId })).worksheet.note).toBe('kept while away')
    await page.getByRole('button', { name: 'Saved', exact: true }).waitFor()
  }))

test('a damaged project says what happened and opens its last backup', () =>
  withDesk(async (desk) => {
    const { page, call } = desk
    await openSample(page)
    const { path, project } = await call('project.overview', {})
    await call('project.close', {})
    await call('project.open', { path })
    await call('project.close', {})
    truncateSync(join(path, 'project.db'), 6000)
    rmSync(join(path, 'project.db-wal'), { force: true })
    await page.reload()
    await page.getByRole('button', { name: new RegExp(`^${project.name} .*secondlook$`) }).click()
    await page.getByRole('heading', { name: 'The project is damaged' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Open the last backup' }).click()
    await page.getByRole('navigation', { name: 'Screens' }).waitFor()
    expect((await call('project.overview', {})).project.id).toBe(project.id)
  }))

test('at 200 % zoom the queue lies over the case, and Escape puts it away', () =>
  withDesk(
    async ({ page }) => {
      await page.getByRole('button', { name: /^Ticket routing/ }).click()
      await page.getByRole('button', { name: 'Show the queue' }).click()
      await page.getByRole('complementary', { name: 'Queue' }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Show the queue' }).waitFor()
      const scrolls = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight)
      expect(scrolls).toBe(false)
    },
    { viewport: { width: 640, height: 400 } },
  ))

test.each(['en-US', 'de-DE', 'ar'])('the names of the screens lie over nothing else at any width, in %s', (locale) =>
  withDesk(
    async ({ page }) => {
      await page.locator('button:has-text("Ticket routing")').click()
      await page.locator('header nav').waitFor()
      const over: number[] = []
      for (const width of [700, 900, 1050, 1199, 1200, 1280, 1600]) {
        await page.setViewportSize({ width, height: 800 })
        const apart = await page.evaluate(() => {
          const bar = document.querySelector('header')
          const [tabs, found] = [bar?.querySelector('nav'), bar?.querySelector(':scope > :last-child > button')]
          if (!tabs || !found) return false
          const [a, b] = [tabs.getBoundingClientRect(), found.getBoundingClientRect()]
          return a.right <= b.left || b.right <= a.left
        })
        if (!apart) over.push(width)
      }
      expect(over).toEqual([])
    },
    { locale },
  ),
)

/** The desk's answers about the queue, as if it held this many cases: what is tested is the list, not the store. */
const pretendCases = async (page: Page, cases: number): Promise<void> => {
  const answer = (value: unknown) => ({ json: { ok: true, value } })
  await page.route('**/call/queue.count', (route) => route.fulfill(answer({ total: cases, waiting: cases })))
  await page.route('**/call/queue.rows', (route) => {
    const { offset, limit } = route.request().postDataJSON()
    const rows = Array.from({ length: Math.min(limit, cases - offset) }, (_, index) => ({
      place: offset + index + 1,
      caseId: (offset + index).toString(16).padStart(32, '0'),
      key: `k${offset + index + 1}`,
      kind: 'text',
      title: `case number ${offset + index + 1}`,
      status: 'waiting',
      lane: 'ranked',
      reasons: [],
      score: null,
      label: null,
      verdict: null,
    }))
    return route.fulfill(answer({ rows }))
  })
}

test('a list of 1,000,000 cases reaches its last one, and the wheel moves it by what it turns', () =>
  withDesk(async ({ page }) => {
    await pretendCases(page, 1_000_000)
    await openSample(page)
    const list = page.getByRole('listbox', { name: 'Cases' })
    const top = async (): Promise<number> => {
      const places = await list.evaluate((element) => {
        const edge = element.getBoundingClientRect().top
        return [...element.querySelectorAll('[role="option"]')]
          .filter((row) => row.getBoundingClientRect().top >= edge - 1)
          .map((row) => Number(row.getAttribute('aria-posinset')))
      })
      return Math.min(...places)
    }
    await list.focus()
    await page.keyboard.press('End')
    await page.getByText('case number 1000000', { exact: true }).waitFor()
    await page.keyboard.press('Home')
    await page.getByText('case number 1', { exact: true }).waitFor()
    await list.hover()
    await page.mouse.wheel(0, 440)
    await expect.poll(top).toBe(11)
    await page.mouse.wheel(0, 440)
    await expect.poll(top).toBe(21)
    await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }))
    await expect.poll(async () => Math.abs((await top()) - 500_000)).toBeLessThan(2000)
  }))
