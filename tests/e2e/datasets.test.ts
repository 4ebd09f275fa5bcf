import { expect, test } from 'vitest'
import type { Input, OperationName, Output } from '../../shared/contract/table.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { commandId, nothingProposed } from '../helpers/review-desk.ts'

type Call = <N extends OperationName>(name: N, input: Input<N>) => Promise<Output<N>>

/** One case filed as `verdict`. */
const file = async (call: Call, caseId: CaseId, verdict: 'correct' | 'incorrect'): Promise<void> => {
  const { predictionId, worksheet } = await call('review.open', { caseId })
  const subject = { caseId, predictionId }
  const changes = [{ id: 'verdict' as const, before: worksheet.verdict, after: verdict }]
  const { revision } = await call('review.change', {
    commandId: commandId(),
    subject,
    baseRevision: worksheet.revision,
    changes,
    label: 'verdict',
  })
  const act = { commandId: commandId(), subject, baseRevision: revision, activeMs: 900, blind: false }
  await call('review.submit', { ...act, proposed: nothingProposed })
}

test('a version is frozen from what people agree on, checked, continued, and compared with the next', async () => {
  await using desk = await browserDesk({
    prepare: async (call) => {
      await call('project.create', { sample: 'ticket-routing' })
      const { rows } = await call('queue.rows', { limit: 40 })
      for (const { caseId } of rows) await file(call, caseId, 'correct')
    },
  })
  const { page, call } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+6')
  await page.getByRole('button', { name: 'Make the first version' }).click()
  const name = page.getByRole('combobox', { name: 'Name of the dataset' })
  await name.fill('tickets')
  await page.getByRole('button', { name: 'See what it would hold' }).click()
  await page.getByRole('heading', { name: 'tickets@1 would hold' }).waitFor()
  await page.screenshot({ path: '/tmp/ds-new.png' })
  await page.getByRole('button', { name: 'Freeze tickets@1' }).click()
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('heading', { name: 'tickets@1' }).waitFor()
  await page.getByRole('button', { name: 'Check the hashes' }).click()
  await page.getByText('Every item is as it was frozen').waitFor()
  await page.screenshot({ path: '/tmp/ds-detail.png' })
  const { rows } = await call('queue.rows', { scope: 'all', where: 'status:waiting', limit: 5 })
  for (const { caseId } of rows) await file(call, caseId, 'correct')
  await page.keyboard.press('b')
  await page.getByText('The next version of tickets').waitFor()
  await page.getByRole('button', { name: 'See what it would hold' }).click()
  await page.getByRole('button', { name: 'Freeze tickets@2' }).click()
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('combobox', { name: 'Compare with' }).click()
  await page.getByRole('option', { name: 'tickets@1' }).click()
  await page.getByRole('tab', { name: 'Added 5' }).click()
  expect(await page.getByRole('tabpanel').getByRole('row').count()).toBeGreaterThanOrEqual(6)
  await page.screenshot({ path: '/tmp/ds-diff.png' })
  const { versions } = await call('dataset.list', {})
  expect(versions.map(({ number, counts }) => [number, counts.cases])).toEqual([
    [2, 45],
    [1, 40],
  ])
})
