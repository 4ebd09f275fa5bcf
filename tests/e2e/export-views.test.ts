import { expect, test } from 'vitest'
import { violations } from '../helpers/axe.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { commandId, nothingProposed } from '../helpers/review-desk.ts'

test('a saved view chooses what goes into a batch; one of the queue means the cases that some rule put there', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
      await call('view.save', { name: 'unsure', where: 'score<0.4', scope: 'queued' })
      await call('view.save', { name: 'wrong', where: 'verdict:incorrect', scope: 'all' })
    },
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+3')
  const filter = page.getByRole('textbox', { name: 'Only cases that fit' })
  await page.getByRole('button', { name: 'Use the view unsure' }).click()
  const ofQueue = await filter.inputValue()
  await page.getByRole('button', { name: 'Use the view wrong' }).click()
  expect([ofQueue, await filter.inputValue()]).toEqual(['rule:* and (score<0.4)', 'verdict:incorrect'])
})

test('a contract is attached, the rows that break it lead to their cases, and nothing is exported against it', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
      const { rows } = await call('queue.rows', { limit: 2 })
      for (const { caseId } of rows) {
        const { predictionId } = await call('review.open', { caseId })
        const subject = { caseId, predictionId }
        const changes = [{ id: 'verdict' as const, before: null, after: 'correct' }]
        await call('review.change', { commandId: commandId(), subject, baseRevision: 0, changes, label: 'verdict' })
        const act = { commandId: commandId(), subject, baseRevision: 1, activeMs: 900, blind: false }
        await call('review.submit', { ...act, proposed: nothingProposed })
      }
    },
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+3')
  const schema = { properties: { review: { properties: { verdict: { enum: ['incorrect'] } } } } }
  const attach = async (name: string, content: string): Promise<void> => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: /^Attach/ }).click(),
    ])
    await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(content) })
  }
  await attach('broken.json', '{')
  await page.getByText('broken.json is not JSON').waitFor()
  await attach('downstream.json', JSON.stringify(schema))
  await page.getByText('2 cases break the contract', { exact: true }).waitFor()
  expect(await page.getByRole('main').getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true)
  await page.getByRole('combobox', { name: 'If rows break it' }).click()
  await page.getByRole('option', { name: 'Leave such rows out, and count them' }).click()
  await page.getByText('Nothing: no reviewed case fits.').waitFor()
  await page.getByRole('button', { name: 'Take it off' }).click()
  await page.getByText('2 cases, ').waitFor()
})

test('a format of texts asks what its offsets count, CoNLL how it tags; others ask neither; nothing is wrong for a screen reader', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
    },
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+3')
  const choose = async (name: string): Promise<readonly boolean[]> => {
    await page.getByRole('combobox', { name: 'Format', exact: true }).click()
    await page.getByRole('option', { name, exact: true }).click()
    const asked = ['Text offsets count', 'Tags'].map((each) => page.getByRole('combobox', { name: each, exact: true }))
    return Promise.all(asked.map((each) => each.isVisible()))
  }
  expect([await choose('spaCy JSON Lines'), await choose('CoNLL'), await choose('brat standoff')]).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ])
  await choose('Prodigy JSON Lines')
  await page.getByRole('combobox', { name: 'Text offsets count' }).click()
  await page.getByRole('option', { name: 'UTF-8 bytes, as in Go and Rust' }).click()
  await page.setViewportSize({ width: 900, height: 800 })
  expect(await violations(page)).toEqual([])
})

test('copying images is offered where a format has images', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
    },
  })
  const { page } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+3')
  const copying = page.getByRole('switch', { name: 'Copy image files' })
  await copying.waitFor()
  const format = page
    .getByRole('combobox', { name: 'Format', exact: true })
    .or(page.getByLabel('Format', { exact: true }))
  await format.first().click()
  await page.getByRole('option', { name: 'CoNLL' }).click()
  await copying.waitFor({ state: 'detached' })
})
