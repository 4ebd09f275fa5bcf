import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { Input } from '../../shared/contract/table.ts'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import type { CaseId } from '../../shared/model/ids.ts'
import { DEFAULT_TRIGGERS } from '../../shared/model/trigger.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'

/** A project of these cases, under a taxonomy with these attributes, without the random audit. */
const project =
  (lines: readonly object[], attributes: readonly object[] = [], settings: Input<'project.settings'> = {}) =>
  async (call: BrowserDesk['call'], folder: string): Promise<void> => {
    await call('project.create', { name: 'judging' })
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#777' } })
      .jpeg()
      .toFile(join(folder, 'photo.jpg'))
    const header = { secondLook: 1, model: { name: 'shelf', version: '1' } }
    const file = join(folder, 'cases.jsonl')
    writeFileSync(file, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
    await call('import.start', { files: [{ from: 'path', path: file }] })
    await idle(call)
    const codes = join(folder, 'codes.csv')
    writeFileSync(codes, 'code,name\nE10,Diabetes of type one\nE11,Diabetes of type two\nI10,Hypertension\n')
    await call('codes.import', { list: 'diagnoses', version: '1', file: { from: 'path', path: codes } })
    await idle(call)
    const { taxonomy } = await call('taxonomy.get', {})
    if (!taxonomy) throw new Error('no taxonomy was derived')
    const draft = draftOf(taxonomy)
    await call('taxonomy.publish', { draft: { ...draft, attributes: attributes as never }, summary: 'attributes' })
    await idle(call)
    const triggers = { ...DEFAULT_TRIGGERS, randomAudit: { ...DEFAULT_TRIGGERS.randomAudit, on: false } }
    await call('project.settings', { triggers, ...settings })
    await idle(call)
  }

/** Waits until a case other than `before` is painted and was there long enough to have been seen. */
const seen = async (page: Page, before = ''): Promise<CaseId> => {
  const handle = await page.waitForFunction((last) => {
    const mark = performance.getEntriesByName('case-painted')[0]
    const painted = mark instanceof PerformanceMark && mark.detail !== last && performance.now() - mark.startTime > 170
    return painted ? mark.detail : null
  }, before)
  return (await handle.jsonValue()) as CaseId
}
const saved = (page: Page): Promise<unknown> => page.getByText('Saved', { exact: true }).waitFor()
const said = (page: Page, text: RegExp | string): Promise<void> => page.getByText(text).first().waitFor()
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}
const worksheetOf = async (desk: BrowserDesk, caseId: CaseId) => {
  await saved(desk.page)
  return (await desk.call('review.open', { caseId })).worksheet
}

const box = (id: string, label: string, score: number, at: number) => ({ id, label, score, box: [at, 50, 30, 40] })

test('objects are answered one by one, kept after a restart, and the sure ones together after a look at some', async () => {
  const objects = [
    box('a', 'person', 0.2, 10),
    box('b', 'person', 0.5, 60),
    box('c', 'cart', 0.6, 110),
    ...Array.from({ length: 8 }, (_, n) => box(`s${n}`, 'cart', 0.91 + n / 100, 160 + 20 * n)),
  ]
  await using desk = await browserDesk({
    prepare: project([{ key: 'one', kind: 'image', image: 'photo.jpg', prediction: { objects } }]),
  })
  const { page } = desk
  const one = await seen(page)
  // Right, not there, and a cart that is a person: each answer leads to the next least confident.
  const person = (await desk.call('taxonomy.get', {})).taxonomy?.labels.find(({ name }) => name === 'person')?.key ?? ''
  await press(page, 't', 'v', 'x', person)
  await said(page, '3 of 11 looked at')
  await press(page, 'Shift+V')
  await said(page, /Look 1 of 5/)
  await press(page, 'v', 'v', 'x')
  await said(page, /look 3 of 5 found one that is not right, so none of the 8 was accepted/)
  await press(page, 'Shift+V', 'v', 'v', 'v', 'v', 'v')
  await said(page, '8 objects confirmed, 5 of them looked at.')
  const worksheet = await worksheetOf(desk, one)
  const predictedOf = (id: string) => worksheet.annotations.find((each) => each.id === id)?.fromObjectId
  expect(worksheet.confirmed.length).toEqual(9)
  expect(worksheet.annotations.map(({ label }) => label)).toEqual(['person', 'person', ...Array(8).fill('cart')])
  expect(worksheet.confirmed.every((id) => predictedOf(id) !== undefined)).toBe(true)
  const { undo } = await desk.call('review.history', {})
  expect(undo?.label).toEqual('confirm 8 above 0.9 after 5 looked at')

  await page.getByLabel('Objects shown').selectOption('changed')
  const list = page.getByRole('listbox', { name: 'Objects of the case' })
  await expect.poll(() => list.getByRole('option').count()).toEqual(1)
  await page.getByLabel('Objects shown').selectOption('all')
  await page.getByLabel('Order of the objects').selectOption('position')
  await list.getByRole('option').first().click()
  await list
    .getByRole('option')
    .nth(2)
    .click({ modifiers: ['Shift'] })
  await page.getByRole('button', { name: 'Occluded' }).click()
  const marked = await worksheetOf(desk, one)
  expect(marked.annotations.filter(({ marks }) => marks?.includes('occluded')).length).toEqual(2)
  expect(await violations(page)).toEqual([])
  await page.reload()
  await seen(page)
  await said(page, '11 of 11 looked at')
  await press(page, 'Enter', 'Enter')
  await saved(page)
  const { reviews } = await desk.call('review.open', { caseId: one })
  expect(reviews.map(({ verdict, errors, confirmed }) => [verdict, errors, confirmed.length])).toEqual([
    ['partially-correct', ['incorrect-classification', 'spurious'], 9],
  ])
  expect(desk.problems).toEqual([])
}, 60_000)

test('attributes of several objects at once, with their rules, codes by typing and the spans that show them', async () => {
  const text = 'Patient with diabetes, metformin given. Then hypertension.'
  const span = (id: string, quote: string) => {
    const at = text.indexOf(quote)
    return { id, label: id === 'm' ? 'drug' : 'finding', score: 0.3, span: [at, at + quote.length] }
  }
  const attributes = [
    { name: 'certainty', kind: 'choice', values: ['sure', 'unsure'], required: true },
    { name: 'why', kind: 'text', pattern: '[a-z ]+', when: { attribute: 'certainty', is: ['unsure'] } },
    { name: 'grade', kind: 'number', number: { min: 1, max: 5, step: 1 } },
    { name: 'diagnosis', kind: 'coded', codes: { list: 'diagnoses', version: '1' }, evidence: true },
  ]
  await using desk = await browserDesk({
    prepare: project(
      [
        {
          key: 'note',
          text,
          prediction: { objects: [span('d', 'diabetes'), span('m', 'metformin'), span('h', 'hypertension')] },
        },
      ],
      attributes,
    ),
  })
  const { page } = desk
  const note = await seen(page)
  const options = page.getByRole('listbox', { name: 'Objects of the case' }).getByRole('option')
  await options.filter({ hasText: 'diabetes' }).click()
  await options.filter({ hasText: 'hypertension' }).click({ modifiers: ['ControlOrMeta'] })
  const panel = page.getByRole('region', { name: /Attributes/ })
  await panel.getByText('of 2 objects').waitFor()
  await page.locator('#case-desk').focus()
  await press(page, 'Shift+A', 'Space')
  await panel.getByRole('radio', { name: 'unsure' }).check()
  await panel.getByRole('textbox', { name: 'why' }).fill('ONLY LOWER')
  await press(page, 'Enter')
  await panel.getByText('Must look like [a-z ]+').waitFor()
  await panel.getByRole('textbox', { name: 'why' }).fill('no test')
  await panel.getByRole('textbox', { name: 'grade' }).fill('7')
  await press(page, 'Tab')
  await panel.getByText('5 at most.').waitFor()
  await panel.getByRole('textbox', { name: 'grade' }).fill('2')
  await press(page, 'Enter')
  await options.filter({ hasText: 'diabetes' }).click()
  await panel.getByRole('combobox', { name: 'diagnosis' }).fill('type two')
  await panel.getByRole('option', { name: /E11/ }).waitFor()
  await press(page, 'Enter')
  await panel.getByRole('button', { name: 'Link what shows it' }).click()
  await options.filter({ hasText: 'metformin' }).click()
  await panel.getByRole('button', { name: 'Link 1 selected' }).click()
  const worksheet = await worksheetOf(desk, note)
  const [d, m, h] = ['diabetes', 'metformin', 'hypertension'].map((quote) =>
    worksheet.annotations.find(({ shape }) => shape.kind === 'span' && shape.ranges[0]?.quote === quote),
  )
  expect([d?.attributes, d?.evidence, h?.attributes]).toEqual([
    { certainty: 'unsure', why: 'no test', grade: 2, diagnosis: 'E11' },
    { diagnosis: [m?.id] },
    { certainty: 'unsure', why: 'no test', grade: 2 },
  ])
  expect(await violations(page)).toEqual([])
  // The drug lacks its certainty: a correction is warned of it once, and filed the second time.
  await page.locator('#case-desk').focus()
  await press(page, 'f', 'f')
  await said(page, /One attribute is missing or not right, first “certainty”/)
  await press(page, 'Enter')
  await saved(page)
  expect((await desk.call('review.open', { caseId: note })).reviews.map(({ verdict }) => verdict)).toEqual([
    'incorrect',
  ])
  expect(desk.problems).toEqual([])
}, 60_000)

test('one answer goes to ticked cases and comes back from all of them; blind first, nothing of the prediction shows', async () => {
  const tickets = ['a', 'b', 'c', 'd'].map((key, n) => {
    const label = key === 'c' ? 'sales' : 'billing'
    return { key, text: `ticket ${key}`, prediction: { class: label, scores: { [label]: 0.31 + n / 100 } } }
  })
  await using desk = await browserDesk({ prepare: project(tickets) })
  const { page } = desk
  const first = await seen(page)
  const cases = page.getByRole('listbox', { name: 'Cases' })
  await cases
    .getByRole('option')
    .nth(1)
    .click({ modifiers: ['ControlOrMeta'] })
  await cases
    .getByRole('option')
    .nth(3)
    .click({ modifiers: ['Shift'] })
  await said(page, '3 cases ticked')
  await page.locator('#case-desk').focus()
  const sales = (await desk.call('taxonomy.get', {})).taxonomy?.labels.find(({ name }) => name === 'sales')?.key ?? ''
  await press(page, sales, 'f')
  await press(page, 'ControlOrMeta+Enter')
  const dialog = page.getByRole('dialog', { name: 'Give this answer to other cases' })
  await dialog.getByText('It fits 2 of 3.').waitFor()
  await expect.poll(() => dialog.getByText('billing → sales').count()).toEqual(2)
  expect(await violations(page)).toEqual([])
  await dialog.getByRole('button', { name: 'File 2 cases so' }).click()
  await said(page, /3 cases filed by this one answer/)
  const filed = async () => (await desk.call('project.overview', {})).counts.reviewed
  expect(await filed()).toEqual(3)
  await press(page, 'z')
  await said(page, /Undone: incorrect for 2 similar/)
  expect([await filed(), await seen(page)]).toEqual([0, first])

  await desk.call('project.settings', { blindFirst: true })
  await page.reload()
  await seen(page)
  const other = cases.getByRole('option').nth(2)
  await other.click()
  await seen(page, first)
  const words = await page.locator('main, aside').allInnerTexts()
  const shownPrediction = words.join('\n').match(/0\.3\d|accepted at|predicted/g)
  expect(shownPrediction).toEqual(null)
  expect(desk.problems).toEqual([])
}, 60_000)

test('what the work breaks of the taxonomy’s constraints stands beside the case, and selects its objects', async () => {
  const person = (id: string, x: number) => ({ id, label: 'person', score: 0.4, box: [x, 20, 30, 60] })
  const crowded = {
    key: 'two',
    kind: 'image',
    image: 'photo.jpg',
    prediction: { objects: [person('o1', 10), person('o2', 90)] },
  }
  await using desk = await browserDesk({
    prepare: async (call, folder) => {
      await project([crowded])(call, folder)
      const { taxonomy } = await call('taxonomy.get', {})
      const label = taxonomy?.labels[0]
      if (!taxonomy || !label) throw new Error('no taxonomy was derived')
      const constraints = [{ kind: 'at-most-one' as const, label: label.id }]
      await call('taxonomy.publish', { draft: { ...draftOf(taxonomy), constraints }, summary: 'one at most' })
      await idle(call)
    },
  })
  const { page } = desk
  await seen(page)
  await page.getByRole('button', { name: /person: at most one/ }).click()
  await page.keyboard.press('Delete')
  await expect.poll(() => page.getByText('Against the taxonomy').count()).toBe(0)
})
