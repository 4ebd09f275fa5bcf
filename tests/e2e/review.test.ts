import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import type { CaseId } from '../../shared/model/ids.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { cases, onDesk, said, saved, seen, verdict } from '../helpers/review-page.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const sample = (name: 'retail-shelf' | 'ticket-routing') => async (call: BrowserDesk['call']) => {
  await call('project.create', { sample: name })
  await idle(call)
}

const axeViolations = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(AXE)
  return page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          root: Document,
          options: object,
        ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>
      }
    }
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values: tags } })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
    )
  }, TAGS)
}

test('photos are reviewed by keyboard alone: verdicts, causes, a drawn box, a new label, a rejected object, undo', async () => {
  await using desk = await browserDesk({ prepare: sample('retail-shelf') })
  const { page, call } = desk
  const first = await seen(page)

  await page.keyboard.press('a')
  const second = await seen(page, first)
  await page.keyboard.press('b')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.press('2')
  await page.keyboard.press('t')
  await page.keyboard.press('x')
  await page.keyboard.press('s')
  await page.getByRole('region', { name: 'Causes' }).waitFor()
  await page.keyboard.press('1')
  await page.keyboard.press('s')
  const third = await seen(page, second)
  await saved(page)

  const one = await call('review.open', { caseId: first })
  expect(one.reviews.map((review) => [review.verdict, review.causes, review.personId])).toEqual([
    ['correct', [], 'ada'],
  ])
  const two = await call('review.open', { caseId: second })
  const [filed] = two.reviews
  const predicted = two.predictions[0]?.annotations ?? []
  expect({
    verdict: filed?.verdict,
    ambiguous: filed?.causes.includes('ambiguous-input'),
    errors: filed?.errors.filter((error) => error === 'missing-entity' || error === 'spurious'),
    objects: filed?.annotations.length,
    added: filed?.annotations.filter((annotation) => annotation.fromObjectId === undefined).length,
    seconds: (filed?.activeMs ?? 0) > 0,
  }).toEqual({
    verdict: 'partially-correct',
    ambiguous: true,
    errors: ['missing-entity', 'spurious'],
    objects: predicted.length,
    added: 1,
    seconds: true,
  })

  await page.keyboard.press('z')
  expect(await seen(page, third)).toBe(second)
  await said(page, /^Undone: filing/)
  expect((await call('review.open', { caseId: second })).reviews).toEqual([])
  await page.keyboard.press('Shift+z')
  await said(page, /^Done again: filing/)
  expect((await call('review.open', { caseId: second })).reviews.length).toBe(1)
  expect(desk.problems).toEqual([])
})

test('texts are reviewed by keyboard alone: a marked span, stretched ends, another class by typing, a note, an edge case', async () => {
  const text = 'Zoë paid 40 euros in Lisbon.'
  await using desk = await browserDesk({
    prepare: cases([
      {
        key: 't1',
        kind: 'text',
        text,
        flag: { why: 'alarm', severity: 'high' },
        prediction: {
          class: 'sales',
          scores: { sales: 0.4, billing: 0.35 },
          objects: [{ label: 'CITY', score: 0.3, span: [21, 24] }],
        },
      },
      { key: 't2', kind: 'text', text: 'Second text', prediction: { class: 'billing', scores: { billing: 0.45 } } },
    ]),
  })
  const { page, call } = desk
  const id = await seen(page)

  await page.keyboard.press('t')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.press('r')
  await page.keyboard.type('city')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.press('r')
  await page.keyboard.type('bill')
  await page.keyboard.press('Enter')
  await page.keyboard.press('m')
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Note' }).waitFor()
  await page.keyboard.type('Lisbon was cut')
  await page.keyboard.press('Enter')
  await page.keyboard.press('s')
  await page.getByRole('region', { name: 'Causes' }).waitFor()
  await page.keyboard.press('Backquote')
  await seen(page, id)
  await saved(page)

  const { reviews } = await call('review.open', { caseId: id })
  const [filed] = reviews
  expect({
    objects: filed?.annotations
      .map(({ label, shape }) => [label, shape.kind === 'span' ? shape.ranges[0]?.quote : shape.kind])
      .toSorted(),
    note: filed?.note,
    edgeCase: filed?.edgeCase,
    verdict: filed?.verdict,
  }).toEqual({
    objects: [
      ['CITY', 'Lisbon'],
      ['CITY', 'Zoë'],
      ['billing', 'case'],
    ],
    note: 'Lisbon was cut',
    edgeCase: true,
    verdict: 'partially-correct',
  })
  expect(desk.problems).toEqual([])
})

const boxes = [{ id: 'o1', label: 'person', score: 0.3, box: [40, 40, 100, 80] }]
const photo = (key: string, more: object = {}) => ({
  key,
  kind: 'image',
  image: 'photo.jpg',
  prediction: { objects: boxes, ...more },
})

test('a verdict pressed before the case was seen, or held down, files nothing; correct is refused once something changed', async () => {
  await using desk = await browserDesk({ prepare: cases([photo('p1'), photo('p2')]) })
  const { page, call } = desk
  const first = await seen(page)

  const bounced = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const press = (repeat: boolean) =>
          document.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyA', key: 'a', bubbles: true, repeat }))
        new PerformanceObserver((list, observer) => {
          const [mark] = list.getEntriesByName('case-painted')
          if (!mark) return
          observer.disconnect()
          press(false)
          press(true)
          resolve(performance.now() - mark.startTime)
        }).observe({ type: 'mark' })
        press(false)
      }),
  )
  expect(bounced).toBeLessThan(150)
  const second = await seen(page, first)
  await saved(page)
  const status = async (caseId: CaseId) => (await call('review.open', { caseId })).status
  expect([await status(first), await status(second)]).toEqual(['reviewed', 'waiting'])

  await page.keyboard.press('t')
  await page.keyboard.press('x')
  await page.keyboard.press('a')
  await said(page, /^Correct does not fit/)
  expect(await onDesk(page)).toBe(second)
  await page.keyboard.press('z')
  await said(page, /^Undone: reject person/)
  await page.keyboard.press('a')
  await said(page, /No case is waiting/)
  await expect.poll(() => status(second)).toBe('reviewed')
})

test('by mouse: a box is drawn, moved, resized by a handle and deleted; the wheel zooms where it points', async () => {
  await using desk = await browserDesk({ prepare: cases([photo('p1'), photo('p2')]) })
  const { page, call } = desk
  const caseId = await seen(page)
  const frame = await page.locator('#case-desk').boundingBox()
  if (!frame) throw new Error('the picture has no place')
  const scale = Math.min((frame.width - 32) / 400, (frame.height - 32) / 300)
  const at = (x: number, y: number): [number, number] => [
    frame.x + (frame.width - 400 * scale) / 2 + x * scale,
    frame.y + (frame.height - 300 * scale) / 2 + y * scale,
  ]
  const drag = async (from: [number, number], to: [number, number]) => {
    await page.mouse.move(...at(...from))
    await page.mouse.down()
    await page.mouse.move(...at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2))
    await page.mouse.move(...at(...to))
    await page.mouse.up()
  }
  const added = async () => {
    const { worksheet } = await call('review.open', { caseId })
    return worksheet.annotations.flatMap(({ fromObjectId, shape }) =>
      fromObjectId === undefined && shape.kind === 'box' ? [[shape.x, shape.y, shape.w, shape.h].map(Math.round)] : [],
    )
  }
  await page.keyboard.press('b')
  await drag([200, 100], [300, 200])
  await expect.poll(added).toEqual([[200, 100, 100, 100]])
  await drag([250, 150], [270, 180])
  await expect.poll(added).toEqual([[220, 130, 100, 100]])
  await drag([320, 230], [360, 260])
  await expect.poll(added).toEqual([[220, 130, 140, 130]])
  await page.keyboard.press('Delete')
  await expect.poll(added).toEqual([])

  const zoom = async () =>
    Number.parseFloat(
      (await page
        .getByText(/^[\d.]+\s?%$/)
        .first()
        .textContent()) ?? '',
    )
  const before = await zoom()
  await page.mouse.move(...at(100, 100))
  await page.mouse.wheel(0, -400)
  await expect.poll(() => zoom()).toBeGreaterThan(before * 1.5)
  await page.keyboard.press('u')
  await expect.poll(() => zoom()).toBe(before)
  expect(desk.problems).toEqual([])
})

test('a skipped and a flagged case say where they went, and back leads to them', async () => {
  await using desk = await browserDesk({ prepare: cases([photo('p1'), photo('p2'), photo('p3')]) })
  const { page, call } = desk
  const first = await seen(page)
  await page.keyboard.press('k')
  await said(page, /Skipped: it comes back after the waiting cases/)
  const second = await seen(page, first)
  await page.keyboard.press('l')
  await said(page, /Flagged and out of the queue/)
  const third = await seen(page, second)
  await saved(page)
  const status = async (caseId: CaseId) => (await call('review.open', { caseId })).status
  expect([await status(first), await status(second), await status(third)]).toEqual(['skipped', 'flagged', 'waiting'])
  await page.keyboard.press('j')
  expect(await seen(page, third)).toBe(second)
})

test('blind first hides the prediction until there is an answer, which becomes the correction', async () => {
  await using desk = await browserDesk({
    prepare: cases(
      [
        {
          key: 'b1',
          kind: 'text',
          text: 'Where is my parcel?',
          prediction: { class: 'billing', scores: { billing: 0.4 } },
        },
        {
          key: 'b2',
          kind: 'text',
          text: 'Refund please',
          prediction: { class: 'delivery', scores: { delivery: 0.45 } },
        },
      ],
      { blindFirst: true },
    ),
  })
  const { page, call } = desk
  const caseId = await seen(page)
  expect(await page.getByText('0.40').count()).toBe(
    await page.locator('[aria-label="Queue"]').getByText('0.40').count(),
  )
  await page.keyboard.press('f')
  await said(page, /^Answer first/)
  await page.keyboard.press('r')
  await page.keyboard.type('delivery')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await said(page, /^Your answer stands/)
  await page.keyboard.press('f')
  await page.getByRole('region', { name: 'Causes' }).waitFor()
  await page.keyboard.press('f')
  await seen(page, caseId)
  await saved(page)
  const [filed] = (await call('review.open', { caseId })).reviews
  expect({
    blind: filed?.blind,
    verdict: filed?.verdict,
    errors: filed?.errors,
    labels: filed?.annotations.map(({ label }) => label),
  }).toEqual({
    blind: true,
    verdict: 'incorrect',
    errors: ['incorrect-classification'],
    labels: ['delivery'],
  })
})

test('every kind of case is shown whole, and nothing in it is taken for markup', async () => {
  const predicted = { prediction: { class: 'fine', scores: { fine: 0.4 } } }
  await using desk = await browserDesk({
    prepare: cases([
      {
        key: 'talk',
        kind: 'conversation',
        turns: [
          { role: 'user', text: 'Hello <b>there</b>' },
          { role: 'assistant', text: 'Hi <img src=x onerror=alert(1)>' },
        ],
        ...predicted,
      },
      { key: 'rec', kind: 'record', fields: { amount: 12.5, note: '<script>1</script>' }, ...predicted },
      { key: 'page', kind: 'document', pages: [{ image: 'photo.jpg' }], fields: { total: '<i>3</i>' }, ...predicted },
      { key: 'text', kind: 'text', text: 'שלום <u>x</u>', ...predicted },
    ]),
  })
  const { page } = desk
  const shown: string[] = []
  let last = ''
  for (let i = 0; i < 4; i++) {
    last = await seen(page, last)
    const whole = page.getByRole('region', { name: 'The case itself' })
    shown.push((await whole.textContent()) ?? '')
    expect(await whole.locator('b, i, u, script, img[src=x]').count()).toBe(0)
    // A conversation begins in its first answer; U judges the whole.
    if (i === 0) await page.keyboard.press('u')
    await page.keyboard.press('a')
  }
  const all = shown.join('\n')
  expect(
    [
      'Hello <b>there</b>',
      'Hi <img src=x onerror=alert(1)>',
      '12.5',
      '<script>1</script>',
      '<i>3</i>',
      'שלום <u>x</u>',
    ].filter((part) => !all.includes(part)),
  ).toEqual([])
  await said(page, /No case is waiting/)
  expect(desk.problems).toEqual([])
})

test('a photo whose file went away says so, and can still be judged', async () => {
  await using desk = await browserDesk({
    prepare: async (call, folder) => {
      await cases([photo('p1'), photo('p2')])(call, folder)
      const { open } = await call('desk.state', {})
      rmSync(join(open?.path ?? '', 'assets'), { recursive: true })
    },
  })
  const { page } = desk
  await said(page, /its file was moved or changed/)
  const first = await seen(page)
  // With the keyboard on the stage, as it always is, the words must lie above it.
  const words = page.getByRole('alert').getByText(/its file was moved/)
  const { channels } = await sharp(await words.screenshot()).stats()
  expect(Math.max(...channels.map((channel) => channel.max))).toBeGreaterThan(150)
  await page.keyboard.press('a')
  await seen(page, first)
})

test.each(['light', 'dark'] as const)(
  'the review screen has no axe violation on photo and text in the %s theme',
  async (colorScheme) => {
    await using desk = await browserDesk({
      colorScheme,
      prepare: cases([
        photo('p1'),
        {
          key: 't1',
          kind: 'text',
          text: 'Zoë in Lisbon',
          prediction: {
            class: 'a',
            scores: { a: 0.4, b: 0.3 },
            objects: [{ label: 'CITY', score: 0.31, span: [7, 13] }],
          },
        },
      ]),
    })
    const { page } = desk
    const first = await seen(page)
    await page.keyboard.press('t')
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('f')
    await page.getByRole('region', { name: 'Causes' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('f')
    await seen(page, first)
    await page.keyboard.press('t')
    await page.keyboard.press('r')
    await page.getByRole('combobox', { name: 'Label' }).waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await verdict(page, 'Correct').waitFor()
  },
)

test('at 200 % zoom the case keeps its place and the inspector lies over it on demand', async () => {
  await using desk = await browserDesk({
    viewport: { width: 640, height: 400 },
    prepare: cases([photo('p1'), photo('p2')]),
  })
  const { page } = desk
  await seen(page)
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  expect(await inspector.count()).toBe(0)
  const box = await page.locator('#case-desk').boundingBox()
  expect((box?.width ?? 0) > 500 && (box?.height ?? 0) > 200).toBe(true)
  await page.getByRole('button', { name: 'Show the inspector' }).click()
  await inspector.waitFor()
  await page.getByRole('button', { name: 'Hide the inspector' }).click()
  await inspector.waitFor({ state: 'detached' })
  await page.keyboard.press('BracketRight')
  await inspector.waitFor()
  const width = (await inspector.boundingBox())?.width ?? 0
  expect(width > 280 && width <= 320).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true)
  await page.keyboard.press('Escape')
  await inspector.waitFor({ state: 'detached' })
  await page.keyboard.press('f')
  const first = await page.getByRole('button', { name: /^Ambiguous input/ }).boundingBox()
  const bar = await verdict(page, 'Correct').boundingBox()
  expect((first?.y ?? 0) >= (bar?.y ?? 0) + (bar?.height ?? 0)).toBe(true)
  expect(await page.locator('#case-desk').boundingBox()).toEqual(box)
  await page.keyboard.press('Escape')
  for (const key of ['Equal', 'Equal', 'Equal']) await page.keyboard.press(key)
  const map = page.getByRole('img', { name: 'Map of the picture with the part in sight' })
  await map.waitFor()
  expect(((await map.boundingBox())?.height ?? 0) < (box?.height ?? 0) / 3).toBe(true)
})
