import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import type { CaseId } from '../../shared/model/ids.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const note = [
  'No chest pain, but severe shortness of breath. Takes metformin 500 mg daily.',
  'The pain came back. Pain again, and painful days.',
].join('\n')
const at = (words: string, from = 0): [number, number] => {
  const start = note.indexOf(words, from)
  return [start, start + words.length]
}

const clinical = {
  key: 'note',
  kind: 'text',
  text: note,
  prediction: {
    objects: [
      { id: 'p', label: 'FINDING', score: 0.3, span: at('chest pain'), attributes: { negated: true } },
      { id: 'm', label: 'DRUG', score: 0.9, span: at('metformin') },
      { id: 'd', label: 'DOSE', score: 0.8, span: at('500 mg') },
    ],
    relations: [
      { id: 'r', type: 'dose-of', from: 'd', to: 'm' },
      { id: 'wrong', type: 'treats', from: 'm', to: 'p' },
    ],
  },
}

type Open = { readonly page: Page; readonly call: BrowserDesk['call']; readonly caseId: CaseId }

const work = async ({ page, call, caseId }: Open) => {
  await saved(page)
  const { worksheet } = await call('review.open', { caseId })
  const spans = worksheet.annotations.flatMap(({ label, shape }) =>
    shape.kind === 'span' ? [`${label}: ${shape.ranges.map(({ quote }) => quote).join(' … ')}`] : [],
  )
  return { spans: spans.toSorted(), relations: worksheet.relations.map(({ type }) => type) }
}

/** Where words stand on the page. */
const place = async (page: Page, words: string): Promise<{ x: number; y: number; width: number; height: number }> => {
  const box = await page.evaluate((wanted) => {
    const walker = document.createTreeWalker(
      document.querySelector('#case-desk') ?? document.body,
      NodeFilter.SHOW_TEXT,
    )
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const from = node.textContent?.indexOf(wanted) ?? -1
      if (from < 0) continue
      const range = document.createRange()
      range.setStart(node, from)
      range.setEnd(node, from + wanted.length)
      const { x, y, width, height } = range.getBoundingClientRect()
      return { x, y, width, height }
    }
    return null
  }, words)
  if (!box) throw new Error(`"${words}" is not in the page`)
  return box
}

const dragOver = async (page: Page, from: string, to: string): Promise<void> => {
  const [a, b] = [await place(page, from), await place(page, to)]
  await page.mouse.move(a.x + 3, a.y + a.height / 2)
  await page.mouse.down()
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2)
  await page.mouse.move(b.x + b.width - 3, b.y + b.height / 2)
  await page.mouse.up()
}

const chip = (page: Page, label: string) => page.locator(`[data-chip^="${label}"]`).first()

test('spans are made by mouse on whole words, lengthened, pieced together, parted, merged and found, each undone by one key', async () => {
  await using desk = await browserDesk({ prepare: cases([clinical]) })
  const { page, call } = desk
  const open: Open = { page, call, caseId: await seen(page) }
  const key = (...keys: readonly string[]) =>
    keys.reduce((all, one) => all.then(() => page.keyboard.press(one)), Promise.resolve())
  const start = await work(open)
  expect(await chip(page, 'FINDING').getAttribute('data-chip')).toBe('FINDING negated 0.30')

  // Dragged over from within one word into another: both are taken whole.
  await dragOver(page, 'hortness', 'of brea')
  await key('1')
  await expect.poll(async () => (await work(open)).spans).toContain('FINDING: shortness of breath')
  // One word longer at its begin, one shorter at its end, then a piece of another sentence.
  await key('Shift+Comma', 'Comma')
  await expect.poll(async () => (await work(open)).spans).toContain('FINDING: severe shortness of')
  await dragOver(page, 'came', 'back')
  await key('b')
  await expect.poll(async () => (await work(open)).spans).toContain('FINDING: severe shortness of … came back')
  await key('z')
  await said(page, /^Undone: add words/)
  await key('z', 'z', 'z')
  await expect.poll(async () => (await work(open)).spans).toEqual(start.spans)

  // A double click takes the word, a third the sentence; the caret parts a span, and its neighbour merges with it.
  const words = await place(page, 'The pain')
  await page.mouse.click(words.x + 40, words.y + 9, { clickCount: 3 })
  await key('1')
  await expect.poll(async () => (await work(open)).spans).toContain('FINDING: The pain came back.')
  await key('Home', 'Control+ArrowRight', 'Control+ArrowRight', 'u')
  await expect
    .poll(async () => (await work(open)).spans)
    .toEqual(expect.arrayContaining(['FINDING: The pain', 'FINDING: came back.']))
  await key('i')
  await expect.poll(async () => (await work(open)).spans).toContain('FINDING: The pain came back.')
  await key('z', 'z', 'z')
  await expect.poll(async () => (await work(open)).spans).toEqual(start.spans)

  // All strings equal to a word: whole words only, one left out, one undo.
  const pain = await place(page, 'Pain again')
  await page.mouse.dblclick(pain.x + 9, pain.y + 9)
  await key('Semicolon')
  const found = page.getByRole('search', { name: 'Find in this text' })
  await found.getByText('1 hit', { exact: true }).waitFor()
  await found.getByRole('button', { name: 'Match case' }).click()
  await found.getByText('3 hits', { exact: true }).waitFor()
  await found.getByRole('checkbox', { name: 'Label hit 1' }).click()
  await found.getByRole('combobox', { name: 'Label for the hits' }).selectOption('FINDING')
  expect(await violations(page)).toEqual([])
  await found.getByRole('button', { name: 'Label 2 hits' }).click()
  await said(page, /^2 spans marked FINDING/)
  await expect
    .poll(async () => (await work(open)).spans)
    .toEqual(['DOSE: 500 mg', 'DRUG: metformin', 'FINDING: Pain', 'FINDING: chest pain', 'FINDING: pain'])
  await key('z')
  await expect.poll(async () => (await work(open)).spans).toEqual(start.spans)

  // An expression that never ends is given up, a broken one told; a hit becomes a span.
  await key('Control+f')
  await found.getByRole('button', { name: 'Regular expression' }).click()
  const field = found.getByRole('textbox', { name: 'Find' })
  await field.fill('(')
  await found.getByRole('alert').waitFor()
  await field.fill(String.raw`\b\d+ mg`)
  await found.getByText('1 hit', { exact: true }).waitFor()
  await field.fill(String.raw`((\w|\s)+)+#`)
  await said(page, /takes too long/)
  await field.fill('days')
  await found.getByText('1 hit', { exact: true }).waitFor()
  await field.press('Alt+Enter')
  await key('2')
  await expect.poll(async () => (await work(open)).spans.some((one) => one.endsWith(': days'))).toBe(true)
  expect(desk.problems).toEqual([])
})

test('relations are made by keys and by dragging a chip, retyped, turned and taken away; comparing says what each is', async () => {
  await using desk = await browserDesk({ prepare: cases([clinical]) })
  const { page, call } = desk
  const open: Open = { page, call, caseId: await seen(page) }
  const list = page.getByRole('list', { name: /^Relations/ })
  await expect.poll(() => list.getByText('As predicted').count()).toBe(2)

  await page.getByRole('button', { name: /^Remove the relation metformin treats/ }).click()
  await list.getByText('Removed').waitFor()
  await expect.poll(async () => (await work(open)).relations).toEqual(['dose-of'])

  // From the finding to the drug, by keys: two types fit, a digit takes one.
  await chip(page, 'FINDING').click()
  await page.keyboard.press('y')
  await chip(page, 'DRUG').click()
  await page.keyboard.press('y')
  await page.getByRole('dialog', { name: 'Type of the relation' }).waitFor()
  await page.keyboard.press('2')
  await list.getByText('Added').waitFor()
  await expect.poll(async () => (await work(open)).relations.toSorted()).toEqual(['dose-of', 'treats'])

  await page.getByRole('button', { name: /^Reverse the relation chest pain treats/ }).click()
  await page.getByRole('button', { name: /^Reverse the relation metformin treats/ }).waitFor()
  await page.keyboard.press('z')
  await page.getByRole('button', { name: /^Reverse the relation chest pain treats/ }).waitFor()

  const [from, to] = [await chip(page, 'DOSE').boundingBox(), await chip(page, 'FINDING').boundingBox()]
  if (!from || !to) throw new Error('the chips have no place')
  await page.mouse.move(from.x + 6, from.y + 5)
  await page.mouse.down()
  await page.mouse.move(to.x + 30, to.y + 20)
  await page.mouse.move(to.x + 8, to.y + 5)
  await page.mouse.up()
  await page.getByRole('dialog', { name: 'Type of the relation' }).getByRole('button', { name: 'treats' }).click()
  await expect.poll(async () => (await work(open)).relations.toSorted()).toEqual(['dose-of', 'treats', 'treats'])

  await page.getByRole('combobox', { name: /^Type of the relation 500 mg dose-of/ }).selectOption('treats')
  await list.getByText('Changed, was dose-of').waitFor()
  expect(await page.locator('#case-desk svg text').allTextContents()).toEqual(['treats', 'treats', 'treats'])
  expect(await violations(page)).toEqual([])
  expect(desk.problems).toEqual([])
})

test('a text of a million characters, another direction, overrides and invisible characters are read and marked right', async () => {
  const long = `${'lorem ipsum dolor '.repeat(60_000)}END`
  const hebrew = 'שלום עולם'
  const strange = `a\u202egnp.exe\u202c b\u200bc\td`
  await using desk = await browserDesk({
    prepare: cases([
      {
        key: 'long',
        kind: 'text',
        text: long,
        prediction: { objects: [{ label: 'X', score: 0.2, span: [1_080_000, 1_080_003] }] },
      },
      {
        key: 'strange',
        kind: 'text',
        text: `${hebrew}\r\n${strange}`,
        prediction: { objects: [{ label: 'X', score: 0.4, span: [0, 4] }] },
      },
    ]),
  })
  const { page, call } = desk
  const first = await seen(page)
  expect(await page.locator('[data-start]').count()).toBeLessThan(40)
  // The next object is at the very end, and comes into sight; from there to the beginning.
  await page.keyboard.press('t')
  await chip(page, 'X').waitFor()
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('1')
  const marked = async () => (await work({ page, call, caseId: first })).spans.map((one) => one.slice(0, 14))
  await expect.poll(marked).toEqual(['X: END', 'X: lorem ipsum'])

  await page.keyboard.press('k')
  const second = await seen(page, first)
  // In a Hebrew line the left arrow goes on.
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await page.keyboard.press('Control+Shift+ArrowLeft')
  await page.keyboard.press('1')
  await expect.poll(async () => (await work({ page, call, caseId: second })).spans).toEqual(['X: שלום', 'X: שלום עולם'])
  const glyphs = () =>
    page.locator('[data-from][data-glyph]').evaluateAll((all) => all.map((one) => one.getAttribute('data-glyph')))
  await expect.poll(() => glyphs()).toEqual(['RLO', 'PDF'])
  await page.keyboard.press('Quote')
  await expect.poll(glyphs).toEqual(['·', 'RLO', 'PDF', '·', 'ZWSP', '→'])
  await page.locator('[data-glyph="␍↵"]').waitFor()
  expect(desk.problems).toEqual([])
})
