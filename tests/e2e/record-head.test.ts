import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { violations } from '../helpers/axe.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { commandId, nothingProposed } from '../helpers/review-desk.ts'

test('the record is read, filtered, verified, its head carried out and held against it, and an entry leads to its case', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
      await call('project.settings', { blindFirst: true })
      await call('project.settings', { blindFirst: false })
      const { rows } = await call('queue.next', { limit: 1 })
      const opened = await call('review.open', { caseId: rows[0]!.caseId })
      const subject = { caseId: opened.case.id, predictionId: opened.predictionId }
      const changes = [{ id: 'verdict' as const, before: null, after: 'correct' }]
      const change = {
        commandId: commandId(),
        subject,
        baseRevision: opened.worksheet.revision,
        changes,
        label: 'judge',
      }
      const { revision: baseRevision } = await call('review.change', change)
      const filing = { commandId: commandId(), subject, baseRevision, activeMs: 5, blind: false }
      await call('review.submit', { ...filing, proposed: nothingProposed })
    },
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+4')
  const part = page.getByRole('region', { name: 'Project record' })
  const list = part.getByRole('listbox', { name: 'Entries of the record' })
  await list.getByRole('option').filter({ hasText: 'Review' }).first().waitFor()

  await part.getByRole('combobox', { name: 'Kind' }).selectOption('settings')
  await part.getByText('2 entries').waitFor()
  await expect.poll(() => list.getByRole('option').count()).toBe(2)
  await part.getByRole('combobox', { name: 'Kind' }).selectOption('review')
  await list.getByRole('option').first().click()
  const details = part.getByRole('region', { name: /^Entry / })
  await details.getByText('Contents').waitFor()
  expect(await violations(page)).toEqual([])

  await part.getByRole('button', { name: 'Verify', exact: true }).click()
  await part.getByText('Every hash of the record fits.').waitFor()
  const download = page.waitForEvent('download')
  await part.getByRole('button', { name: 'Export head' }).click()
  const file = await (await download).path()
  const head = JSON.parse(readFileSync(file, 'utf8'))
  await part.getByRole('combobox', { name: 'Kind' }).selectOption('key')
  await part.getByText('1 entry').waitFor()

  const held = (value: object) =>
    part
      .locator('input[type=file]')
      .setInputFiles({ name: 'head.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(value)) })
  await held(head)
  await part.getByText('The record holds all that head.json was made of, unchanged.').waitFor()
  await held({ ...head, at: '2020-01-01T00:00:00.000Z' })
  await part.getByText('the head’s signature is not right').waitFor()
  await held({ some: 'other file' })
  await part.getByText('head.json is no head of a record.').waitFor()

  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', document.querySelector('article')?.innerText ?? '')
  })
  await page.emulateMedia({ media: 'print' })
  await part.getByRole('button', { name: 'Print head', includeHidden: true }).dispatchEvent('click')
  const sheet = page.getByRole('article')
  await sheet.waitFor()
  const text = (await sheet.innerText()).replaceAll(/\s/g, '')
  expect([text.includes(head.logs[0].root), await page.locator('#root').isVisible()]).toEqual([true, false])
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' })
  await sheet.waitFor({ state: 'detached' })

  await part.getByRole('combobox', { name: 'Kind' }).selectOption('review')
  await list.getByRole('option').first().click()
  await details.getByText('Contents').waitFor()
  await details.getByRole('button', { name: /^Open / }).click()
  await page.getByRole('region', { name: 'Project record' }).waitFor({ state: 'detached' })
  expect(desk.problems).toEqual([])
}, 60_000)
