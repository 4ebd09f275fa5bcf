import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Input, OperationName, Output } from '../../shared/contract/table.ts'
import { type CaseId, PersonId } from '../../shared/model/ids.ts'
import { violations } from '../helpers/axe.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { asPerson } from '../helpers/desk.ts'
import { picture } from '../helpers/picture.ts'
import { commandId, nothingProposed } from '../helpers/review-desk.ts'
import { reviewCase } from '../helpers/reviewer.ts'

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
  const found: string[] = []
  /** In both themes. */
  const look = async (where: string): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      found.push(...(await violations(page)).map((what) => `${where}, ${colorScheme}: ${what}`))
    }
  }
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+6')
  await page.getByRole('button', { name: 'Make the first version' }).click()
  const name = page.getByRole('combobox', { name: 'Name of the dataset' })
  await name.fill('tickets')
  await page.getByRole('button', { name: 'See what it would hold' }).click()
  await page.getByRole('heading', { name: 'tickets@1 would hold' }).waitFor()
  await look('a new version')
  await page.getByRole('button', { name: 'Freeze tickets@1' }).click()
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('heading', { name: 'tickets@1' }).waitFor()
  await page.getByRole('button', { name: 'Check the hashes' }).click()
  await page.getByText('Every item is as it was frozen').waitFor()
  await look('a version')
  await page.getByRole('button', { name: 'Describe it' }).click()
  const [card] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Data card as Markdown' }).click(),
  ])
  expect(readFileSync(await card.path(), 'utf8')).toContain('tickets@1')
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
  await expect.poll(() => page.getByRole('tabpanel').getByRole('row').count()).toBe(6)
  await look('a difference')
  await picture(page, 'dataset-difference')
  await page.keyboard.press('m')
  await page
    .getByRole('textbox', { name: 'Model' })
    .or(page.getByRole('combobox', { name: 'Model' }))
    .fill('router@9')
  await page.getByRole('combobox', { name: 'Dataset version' }).click()
  await page.getByRole('option', { name: 'tickets@1' }).click()
  await page.getByRole('button', { name: 'Record the training' }).click()
  await page.getByRole('button', { name: 'router@9' }).click()
  await page.getByRole('heading', { name: 'Which data trained it?' }).waitFor()
  await page.getByRole('button', { name: /^tickets@2/ }).click()
  await page.getByText('tickets@1 grew into tickets@2').waitFor()
  await look('the lineage')
  await picture(page, 'lineage')
  const { rows: again } = await call('queue.rows', { scope: 'all', where: 'dataset:tickets@1', limit: 23 })
  for (const { caseId } of again)
    await reviewCase({ call, caller: asPerson('ada') }, caseId, (_, prediction) => ({
      annotations: (prediction?.annotations ?? []).map((one) => ({ ...one, label: 'other', fromObjectId: one.id })),
    }))
  const corrected = page.getByRole('region', { name: 'Which labels were corrected since?' })
  await corrected.getByRole('button', { name: 'Show more: 3 are left' }).click()
  await expect.poll(() => corrected.getByRole('button').count()).toBe(23)
  const { versions } = await call('dataset.list', {})
  expect(versions.map(({ number, counts }) => [number, counts.cases])).toEqual([
    [2, 45],
    [1, 40],
  ])
  expect(found).toEqual([])
}, 120_000)

test('an adjudicator settles where two people differ, sees it stand, and takes it back', async () => {
  let settled: CaseId | undefined
  await using desk = await browserDesk({
    prepare: async (call, folder) => {
      await call('project.create', { sample: 'ticket-routing' })
      const { rows } = await call('queue.rows', { limit: 1 })
      const [row] = rows
      if (row === undefined) throw new Error('the sample queued nothing')
      settled = row.caseId
      await file(call, row.caseId, 'correct')
      const path = join(folder, 'bob.jsonl')
      const said = { key: row.key, review: { by: 'bob', verdict: 'incorrect', causes: ['model-error'] } }
      writeFileSync(path, `{"secondLook":1}\n${JSON.stringify(said)}\n`)
      const taken = await call('review.import', { file: { from: 'path', path }, as: PersonId.parse('bob') })
      expect(taken).toMatchObject({ taken: 1, setAside: [] })
    },
  })
  const { page, call } = desk
  if (settled === undefined) throw new Error('nothing was prepared')
  const caseId = settled
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  await page.keyboard.press('Alt+6')
  await page.keyboard.press('d')
  await page.getByRole('textbox', { name: 'Why' }).fill('the guideline says so')
  await page.getByRole('button', { name: 'This one stands: the answer of bob' }).click()
  await page.getByText('No case has answers that differ').waitFor()
  await page.getByText('Decided', { exact: true }).click()
  await page.getByText('This answer stands').waitFor()
  expect((await call('truth.get', { caseId })).adjudication?.why).toBe('the guideline says so')
  await page.getByRole('textbox', { name: 'Why' }).fill('read it again')
  await page.getByRole('button', { name: 'Take the decision back' }).click()
  await page.getByText('Nothing was decided yet.').waitFor()
  const [entry] = (await call('record.entries', { kind: 'truth' })).entries
  const { payload } = await call('record.entry', { deskId: entry!.deskId, sequence: entry!.sequence })
  expect(payload).toMatchObject({ why: 'read it again' })
  expect((await call('truth.get', { caseId })).status).toBe('undecided')
}, 60_000)
