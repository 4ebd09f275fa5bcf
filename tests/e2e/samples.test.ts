import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { ExportReport } from '../../shared/contract/exports.ts'
import type { SampleName } from '../../shared/contract/projects.ts'
import type { Review } from '../../shared/model/review.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { saved, seen } from '../helpers/review-page.ts'

/** What a person does to a case of one kind, and what must be held of it afterwards. */
type Walk = {
  readonly title: RegExp
  /** Judges the case on the desk as correct; most kinds need one key. */
  readonly agree?: (page: Page) => Promise<void>
  /** A correction as this kind knows it, by keys and pointer, before any verdict. */
  readonly correct: (page: Page) => Promise<void>
  /** What of the filed review shows the correction. */
  readonly shows: (review: Review) => unknown
  readonly expected: unknown
}

const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}

const classes = ({ annotations }: Review): readonly string[] =>
  annotations.filter(({ shape }) => shape.kind === 'case').map(({ label }) => label)

/** Digits class: another class than the predicted one. */
const byDigit =
  (digit: string) =>
  async (page: Page): Promise<void> => {
    await press(page, digit)
    await page.getByText(/Proposed: (?:partially correct|incorrect)/).waitFor()
  }

/** The verdict keys judge each answer and lead to the next; the last one files the whole. */
const everyTurn =
  (key: string) =>
  async (page: Page): Promise<void> => {
    const bar = page.getByText(/of \d+ judged/)
    for (;;) {
      const [, done, all] = /(\d+) of (\d+) judged/.exec((await bar.textContent()) ?? '') ?? []
      if (done === all) return press(page, 'Enter')
      await press(page, key)
      if (key !== 'a') await press(page, key)
      await page.getByText(`${Number(done) + 1} of ${all} judged`).waitFor()
      await page.waitForTimeout(180)
    }
  }

const WALKS: Readonly<Record<SampleName, Walk>> = {
  'retail-shelf': {
    title: /Retail shelf/,
    correct: async (page) => {
      const stage = await page.locator('#case-desk').boundingBox()
      if (!stage) throw new Error('the picture has no place')
      await press(page, 'b')
      await page.mouse.move(stage.x + stage.width * 0.4, stage.y + stage.height * 0.4)
      await page.mouse.down()
      await page.mouse.move(stage.x + stage.width * 0.5, stage.y + stage.height * 0.55, { steps: 4 })
      await page.mouse.up()
      await page.getByText(/Proposed: incomplete/).waitFor()
    },
    shows: ({ annotations, verdict }) => [
      verdict,
      annotations.filter(({ fromObjectId }) => fromObjectId === undefined).map(({ shape }) => shape.kind),
    ],
    expected: ['incomplete', ['box']],
  },
  'support-assistant': {
    title: /Support assistant/,
    agree: everyTurn('a'),
    correct: everyTurn('f'),
    shows: ({ verdict, turns }) => [verdict, turns.length > 0 && turns.every((turn) => turn.verdict === 'incorrect')],
    expected: ['incorrect', true],
  },
  'clinical-coding': {
    title: /Clinical coding/,
    correct: async (page) => {
      await press(page, 't', 'x')
      await page.getByText(/Proposed: partially correct/).waitFor()
    },
    shows: ({ verdict, errors }) => [verdict, errors.includes('spurious')],
    expected: ['partially-correct', true],
  },
  'document-extraction': {
    title: /Document extraction/,
    correct: async (page) => {
      await press(page, 't', 'x')
      await page.getByText(/Proposed: partially correct/).waitFor()
    },
    shows: ({ verdict, errors }) => [verdict, errors.includes('spurious')],
    expected: ['partially-correct', true],
  },
  'fraud-alerts': {
    title: /Fraud alerts/,
    correct: byDigit('4'),
    shows: (review) => [classes(review), review.errors.includes('incorrect-classification')],
    expected: [['refund-abuse'], true],
  },
  'credit-risk': {
    title: /Credit risk/,
    correct: byDigit('5'),
    shows: (review) => [classes(review), review.errors.includes('incorrect-classification')],
    expected: [['E'], true],
  },
  recommendations: {
    title: /Recommendations/,
    correct: async (page) => {
      await page.getByRole('button', { name: /: place 2 of / }).focus()
      await press(page, 'Alt+ArrowUp', 'Shift+4')
      await page.getByText(/Proposed: partially correct/).waitFor()
    },
    shows: ({ annotations, verdict }) => [
      verdict,
      annotations.flatMap(({ shape }) => (shape.kind === 'item' ? (shape.relevance ?? []) : [])),
    ],
    expected: ['partially-correct', [1]],
  },
  'ticket-routing': {
    title: /Ticket routing/,
    correct: byDigit('6'),
    shows: (review) => [classes(review), review.errors.includes('incorrect-classification')],
    expected: [['sales'], true],
  },
}

const counts = async ({ call }: BrowserDesk): Promise<number> => {
  const { byVerdict } = await call('project.stats', {})
  return Object.values(byVerdict).reduce((sum, count) => sum + count, 0)
}

/** The reviews a native export holds. */
const exported = async ({ call, folder }: BrowserDesk): Promise<readonly { readonly verdict: string }[]> => {
  const to = join(folder, 'batch')
  const { jobId } = await call('export.start', { format: 'native', to })
  await idle(call)
  const report = ExportReport.parse((await call('job.get', { jobId })).result)
  expect(report.verified.differences).toEqual([])
  const [data] = report.files.filter(({ name }) => name.endsWith('.jsonl'))
  const lines = readFileSync(join(to, data?.name ?? ''), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
  return lines.flatMap((line) => JSON.parse(line).review ?? [])
}

test.each(Object.entries(WALKS))(
  'the sample %s is opened with one click, reviewed, corrected, undone and exported',
  async (_name, { title, agree, correct, shows, expected }) => {
    await using desk = await browserDesk()
    const { page, call } = desk
    await page.getByRole('button', { name: title }).click()
    const first = await seen(page)

    await (agree ?? ((on) => press(on, 'a')))(page)
    const second = await seen(page, first)
    await saved(page)
    expect(await counts(desk)).toBe(1)

    await correct(page)
    // Backquote takes what the desk proposes, as Enter does: once for the verdict and once for its causes.
    for (const open = await call('review.open', { caseId: second }); ; ) {
      const { reviews } = await call('review.open', { caseId: second })
      if (reviews.length > open.reviews.length || open.reviews.length > 0) break
      await page.waitForTimeout(180)
      await press(page, 'Backquote')
      await saved(page)
    }
    const third = await seen(page, second)
    const [filed] = (await call('review.open', { caseId: second })).reviews
    expect(filed && shows(filed)).toEqual(expected)

    await press(page, 'z')
    await expect.poll(() => counts(desk)).toBe(1)
    await press(page, 'Shift+z')
    await expect.poll(() => counts(desk)).toBe(2)
    expect(third).not.toBe(second)

    expect((await exported(desk)).map(({ verdict }) => verdict).sort()).toEqual(
      ['correct', filed?.verdict ?? ''].sort(),
    )
    expect(desk.problems).toEqual([])
  },
  60_000,
)
