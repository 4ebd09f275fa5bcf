import { expect, test } from 'vitest'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { cases, saved, seen } from '../helpers/review-page.ts'

const loan = {
  key: 'loan',
  kind: 'record',
  fields: {
    income: 3100.5,
    opened: '2026-04-03',
    proof: true,
    channel: 'branch',
    account: '12345678901234567890',
    nested: { history: [{ late: 2 }, { late: 0 }] },
    link: 'https://evil.example/x.png <b>bold</b>',
  },
  meta: { before: { income: 2500, channel: 'branch' } },
  flag: { why: 'appeal', severity: 'high' },
  prediction: {
    class: 'B',
    scores: { B: 0.46, C: 0.44, A: 0.1 },
    reasons: ['short history'],
  },
  decision: { action: 'accepted', threshold: 0.6 },
}
const list = {
  key: 'list',
  kind: 'record',
  fields: { interests: 'music' },
  items: ['Drum', 'Lamp', 'Flute', 'Spade'].map((title) => ({
    id: title.toLowerCase(),
    title,
    fields: { price: 12.5 },
  })),
  prediction: {
    objects: ['lamp', 'drum', 'flute'].map((id, rank) => ({
      id: `p-${id}`,
      label: 'shown',
      score: 0.45 - rank / 10,
      item: { id, rank },
    })),
  },
}

const schema = async (call: BrowserDesk['call']) => {
  const { taxonomy } = await call('taxonomy.get', {})
  if (!taxonomy) throw new Error('labels were imported')
  const draft = draftOf(taxonomy)
  const field = (name: string, kind: 'amount' | 'date' | 'boolean' | 'choice' | 'text', more: object = {}) => ({
    ...{ name, kind, required: false, definition: '' },
    ...more,
  })
  const fields = [
    field('income', 'amount', { title: 'Income', unit: 'EUR', group: 'Household', required: true }),
    field('proof', 'boolean', { title: 'Proof', group: 'Household' }),
    field('opened', 'date', { title: 'Opened', group: 'Loan' }),
    field('channel', 'choice', { title: 'Channel', group: 'Loan', values: ['branch', 'web'] }),
    field('purpose', 'text', { title: 'Purpose', group: 'Loan', required: true }),
  ]
  await call('taxonomy.publish', { draft: { ...draft, fields }, summary: 'fields' })
}

test('a record stands by its schema with the score at its threshold; a field is corrected by keys, a list put in order and graded', async () => {
  await using desk = await browserDesk({
    prepare: async (call, folder) => {
      await cases([loan, list])(call, folder)
      await schema(call)
    },
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) })
  const shown = async (name: string) =>
    (await row(name).getByRole('cell').first().textContent())?.replaceAll('\u00a0', ' ')
  await page.getByText('A required field is missing: Purpose.').waitFor()
  expect([await shown('Income'), await shown('Proof'), await shown('account'), await shown('link')]).toEqual([
    'changed 2,500.00 EUR  3,100.50 EUR',
    'yes',
    '12345678901234567890',
    'https://evil.example/x.png <b>bold</b>',
  ])
  const card = page.getByRole('region', { name: 'What the model said' })
  expect(await card.textContent()).toMatch(
    /B0\.46.*0\.14 below the threshold of 0\.60\. Production: accepted\..*short history/,
  )
  expect(await violations(page)).toEqual([])

  await page.keyboard.press('i')
  await page.getByRole('textbox', { name: 'Value of Income' }).fill('1,234')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('This may mean 1.234 or 1234.').waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  await page.getByRole('textbox', { name: 'Value of Income' }).fill('€ 2.950,00')
  await page.keyboard.press('Enter')
  await row('Income').getByText('2,950.00').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Value of Proof' }).selectOption('false')
  await page.keyboard.press('Enter')
  await page.getByText('required, and not given').waitFor()
  await page.keyboard.press('z')
  await page
    .getByText(/^Undone: proof: false/)
    .first()
    .waitFor()
  await card.getByRole('button', { name: /^C/ }).click()
  await page.keyboard.press('s')
  await page.keyboard.press('s')
  const next = await seen(page, caseId)
  await saved(page)
  const [filed] = (await call('review.open', { caseId })).reviews
  expect({
    verdict: filed?.verdict,
    said: filed?.annotations.map(({ label, shape }) => [label, shape.kind === 'field' ? shape.value : shape.kind]),
  }).toEqual({
    verdict: 'partially-correct',
    said: [
      ['C', 'case'],
      ['income', '2950'],
    ],
  })

  // The list: Flute up twice by keys, graded; Spade joins; Lamp dragged to the end.
  const order = async () => {
    const { worksheet } = await call('review.open', { caseId: next })
    return worksheet.annotations
      .flatMap(({ shape }) => (shape.kind === 'item' ? [shape] : []))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ itemId, relevance }) => (relevance === undefined ? itemId : `${itemId} ${relevance}`))
  }
  await page.getByRole('button', { name: /^Flute: place 3 of 3/ }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await page.getByRole('button', { name: /^Flute: place 2 of 3/ }).waitFor()
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Shift+4')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(order).toEqual(['flute 1', 'lamp 0', 'drum'])
  await page.getByText('nDCG@3').waitFor()
  expect(await page.getByText(/→/).filter({ hasText: '0.631' }).textContent()).toBe('0.631 → 1.000')
  await page.getByRole('button', { name: /^Spade: not on the list/ }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect.poll(order).toEqual(['flute 1', 'lamp 0', 'drum', 'spade'])
  const [handle, last] = [
    await page.getByRole('button', { name: /^Lamp: place/ }).boundingBox(),
    await page.getByRole('button', { name: /^Spade: place/ }).boundingBox(),
  ]
  if (!handle || !last) throw new Error('the list has no place')
  await page.mouse.move(handle.x + 10, handle.y + 10)
  await page.mouse.down()
  await page.mouse.move(handle.x + 10, last.y + last.height, { steps: 4 })
  await page.mouse.up()
  await expect.poll(order).toEqual(['flute 1', 'drum', 'spade', 'lamp 0'])
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('x')
  await page.getByText('taken off, was 1').waitFor()
  await page.keyboard.press('z')
  await page
    .getByText(/^Undone: reject/)
    .first()
    .waitFor()
  await page.keyboard.press('y')
  await expect.poll(order).toEqual(['lamp 0', 'drum', 'flute 1', 'spade'])
  expect(desk.problems).toEqual([])
})

test('in the dark theme and at 200 % zoom a sample record and a long list have no axe violation', async () => {
  const many = Array.from({ length: 300 }, (_, i) => ({ id: `i${i}`, title: `Item ${i}` }))
  const objects = many.map(({ id }, rank) => ({ id, label: 'shown', score: 0.4, item: { id, rank } }))
  await using desk = await browserDesk({
    colorScheme: 'dark',
    viewport: { width: 640, height: 400 },
    prepare: cases([loan, { ...list, key: 'many', items: many, prediction: { objects } }]),
  })
  const { page } = desk
  const first = await seen(page)
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('k')
  await seen(page, first)
  expect(await violations(page)).toEqual([])
  expect(desk.problems).toEqual([])
})
