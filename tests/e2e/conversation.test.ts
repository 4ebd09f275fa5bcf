import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { violations } from '../helpers/axe.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const answer = [
  '## Refunds',
  'You get **all** of it back [1], see [our page](https://shop.example/refund).',
  '<script>alert(1)</script>',
  'See ![a cat](https://evil.example/cat.png)',
  '| day | share |\n|---|---|\n| 1 | 100 % |',
  '```\nconst x = 1\n```',
].join('\n\n')

const talk = {
  key: 'talk',
  kind: 'conversation',
  turns: [
    { role: 'system', text: 'You help customers of a shop.' },
    { role: 'user', text: 'May I send <b>it</b> back?', name: 'Robin', time: '2026-06-02T10:11:12Z' },
    { role: 'assistant', text: '', toolCalls: [{ name: 'search', arguments: '{"query":"refund","limit":3}' }] },
    {
      role: 'tool',
      text: '2 documents',
      sources: [{ title: 'Refund policy', text: 'Within 30 days.' }, { title: 'Fees' }],
    },
    { role: 'assistant', text: answer },
    { role: 'user', text: 'And after a year?' },
    { role: 'assistant', text: 'Then too, always.' },
  ],
  flag: { why: 'complaint', severity: 'high' },
  prediction: { class: 'refund', scores: { refund: 0.4, delivery: 0.3 } },
}
const short = {
  key: 'short',
  kind: 'conversation',
  turns: [
    { role: 'user', text: 'Hi' },
    { role: 'assistant', text: 'Hello' },
  ],
  prediction: { class: 'smalltalk', scores: { smalltalk: 0.45 } },
}

/** Waits until the answer that a verdict led to was there long enough to have been seen. */
const stepped = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const mark = performance.getEntriesByName('turn-stepped')[0]
    return mark !== undefined && performance.now() - mark.startTime > 170
  })

test('answers are judged one by one by the verdict keys, undone one by one, and the gravest is filed for the whole', async () => {
  await using desk = await browserDesk({ prepare: cases([talk, short]) })
  const { page, call } = desk
  const remote: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith('http://127.0.0.1')) remote.push(request.url())
  })
  const caseId = await seen(page)
  const bar = (text: RegExp) => page.getByText(text).waitFor()

  await bar(/judge turn 3, answer 1 of 3/)
  await page.keyboard.press('a')
  await bar(/judge turn 5, answer 2 of 3/)
  const rendered = page.getByRole('article', { name: /^Turn 5 / })
  expect({
    html: await rendered.locator('script, img, a, h2').count(),
    table: await rendered.locator('table').count(),
    words: await rendered.textContent(),
  }).toMatchObject({
    html: 0,
    table: 1,
    words: expect.stringMatching(/<script>alert.*Picture, not loaded: a cat.*cat\.png/s),
  })
  expect(await rendered.getByText('cited', { exact: true }).count()).toBe(1)
  await page.keyboard.press('i')
  await rendered.getByText('**all**').waitFor()
  await page.keyboard.press('i')

  await stepped(page)
  await page.keyboard.press('w')
  await page.getByRole('region', { name: 'Causes' }).waitFor()
  await page.keyboard.press('1')
  await page.keyboard.press('w')
  await bar(/judge turn 7, answer 3 of 3/)
  await page.keyboard.press('z')
  await said(page, /^Undone: turn 5: causes/)
  await bar(/judge turn 5/)
  await page.keyboard.press('Shift+z')
  await said(page, /^Done again: turn 5/)
  await stepped(page)
  await page.keyboard.press('Enter')
  await bar(/judge turn 7/)
  await stepped(page)
  await page.keyboard.press('f')
  await page.keyboard.press('f')
  await said(page, /^Every answer is judged. The gravest is non-compliant/)
  await bar(/judge the whole conversation/)
  await stepped(page)
  await page.keyboard.press('w')
  const next = await seen(page, caseId)
  await saved(page)

  const [filed] = (await call('review.open', { caseId })).reviews
  expect({
    verdict: filed?.verdict,
    turns: filed?.turns,
    causes: filed?.causes,
    proposed: filed?.proposed.verdict,
  }).toEqual({
    verdict: 'non-compliant',
    turns: [
      { turn: 2, verdict: 'correct', causes: [] },
      { turn: 4, verdict: 'non-compliant', causes: ['compliance-sensitive-output', 'ambiguous-input'] },
      { turn: 6, verdict: 'incorrect', causes: ['model-error'] },
    ],
    causes: ['compliance-sensitive-output', 'ambiguous-input', 'model-error'],
    proposed: 'non-compliant',
  })

  // One key filed it: one key takes it back, with every turn still judged.
  await page.keyboard.press('z')
  expect(await seen(page, next)).toBe(caseId)
  await said(page, /^Undone: filing/)
  await expect.poll(async () => (await call('review.open', { caseId })).worksheet.verdict).toBeNull()
  await page.keyboard.press('Enter')
  await seen(page, caseId)

  // The whole at once, past its turns.
  await page.keyboard.press('u')
  await bar(/judge the whole conversation/)
  await page.keyboard.press('a')
  await said(page, /No case is waiting/)
  const whole = (await call('review.open', { caseId: next })).reviews[0]
  expect([whole?.verdict, whole?.turns]).toEqual(['correct', []])
  expect({ remote, problems: desk.problems }).toEqual({ remote: [], problems: [] })
})

test('words are marked in the turn they stand in, on its raw text', async () => {
  const said = 'Send the lamp back to 😀 Lisbon.'
  const [start, end] = [[...said].indexOf('l'), [...said].indexOf('l') + 4]
  const turns = [
    { role: 'user', text: said },
    { role: 'assistant', text: 'The **lamp** goes to Lisbon.' },
  ]
  const objects = [{ id: 'o1', label: 'ITEM', score: 0.4, turn: 0, span: [start, end], quote: 'lamp' }]
  await using desk = await browserDesk({
    prepare: cases([{ key: 'marks', kind: 'conversation', turns, prediction: { objects } }]),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  const spans = async () => {
    const { worksheet } = await call('review.open', { caseId })
    return worksheet.annotations.flatMap(({ label, shape }) =>
      shape.kind === 'span' ? [[label, shape.turn, shape.ranges[0]?.quote]] : [],
    )
  }
  await page.getByText(/judge turn 2/).waitFor()
  await page.keyboard.press('t')
  await page.getByText(/^Turn 1, User: only answers are judged/).waitFor()
  // A selected span has the keys of a text; let go, they are those of the conversation again.
  await page.keyboard.press('Period')
  await expect.poll(async () => (await spans())[0]?.[2]).toBe('lamp back')
  await page.keyboard.press('z')
  await page.keyboard.press('Escape')
  await page.keyboard.press('i')
  await page
    .locator('#turn-text-1')
    .getByText('Lisbon')
    .dblclick({ position: { x: 175, y: 10 } })
  await page.getByText(/judge turn 2/).waitFor()
  await page.keyboard.press('1')
  await expect.poll(spans).toEqual([
    ['ITEM', 0, 'lamp'],
    ['ITEM', 1, expect.stringMatching(/^(lamp|goes|to|Lisbon)$/)],
  ])

  // Found in all turns at once, and labelled by one gesture.
  await page.keyboard.press('z')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('Lisbon')
  await page.getByRole('button', { name: 'Label them' }).click()
  await page.getByRole('button', { name: 'Label 2 hits' }).click()
  const marked = async () => (await spans()).toSorted((a, b) => String(a).localeCompare(String(b)))
  await expect.poll(marked).toEqual([
    ['ITEM', 0, 'lamp'],
    ['ITEM', 0, 'Lisbon'],
    ['ITEM', 1, 'Lisbon'],
  ])
  expect(desk.problems).toEqual([])
})

test.each(['light', 'dark'] as const)(
  'a conversation of a thousand turns is walked through, with no axe violation in the %s theme',
  async (colorScheme) => {
    const turns = Array.from({ length: 1000 }, (_, i) =>
      i % 2 === 0
        ? { role: 'user', text: `Question ${i}\n`.repeat(1 + (i % 7)) }
        : { role: 'assistant', text: `Answer ${i}` },
    )
    await using desk = await browserDesk({ colorScheme, prepare: cases([talk, { ...short, key: 'long', turns }]) })
    const { page } = desk
    const first = await seen(page)
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('f')
    await page.getByRole('region', { name: 'Causes' }).waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('k')
    await seen(page, first)
    await page.getByText('Answer 1', { exact: true }).waitFor()
    expect(await page.getByRole('article').count()).toBeLessThan(40)
    await page.keyboard.press('Comma')
    await page.getByText('Answer 999', { exact: true }).waitFor()
    await page.keyboard.press('Comma')
    await page.getByText(/judge turn 998, answer 499 of 500/).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.getByText(/Turn 999, User: only answers are judged/).waitFor()
    expect(desk.problems).toEqual([])
  },
)
