import { readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { LabelId, Sha256 } from '../../shared/model/ids.ts'
import { Label, TaxonomyDraft } from '../../shared/model/taxonomy.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, type BrowserDeskOptions, browserDesk } from '../helpers/browser-desk.ts'
import { cases, seen } from '../helpers/review-page.ts'

const painted = (page: Page) => page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)

const onSample = async (options: BrowserDeskOptions = {}): Promise<BrowserDesk> => {
  const desk = await browserDesk({
    reducedMotion: 'reduce',
    prepare: async (call) => void (await call('project.create', { sample: 'retail-shelf' })),
    ...options,
  })
  desk.page.setDefaultTimeout(15_000)
  await painted(desk.page)
  return desk
}

const row = (page: Page, label: string) => page.getByRole('listitem').filter({ hasText: label })

test('a key is given to another action: the clash is named, the two are swapped, and the desk obeys and says so', async () => {
  await using desk = await onSample({ acceptDownloads: true })
  const { page } = desk
  await page.keyboard.press('Alt+4')
  await page.getByRole('textbox', { name: 'Find an action or a key' }).fill('judge')
  const unsafe = row(page, 'Judge unsafe')
  await unsafe.getByRole('button', { name: 'Change the key Q' }).click()
  await page.keyboard.press('f')
  await page.getByText('F already does: “Judge incorrect”.').waitFor()
  await page.getByRole('button', { name: 'Swap the two' }).click()
  await page.getByText('F now does “Judge unsafe”, and Q does “Judge incorrect”.').waitFor()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as file' }).click()
  const file = readFileSync(await (await download).path(), 'utf8')
  expect(JSON.parse(file)).toEqual({
    secondLookKeys: 1,
    layout: 'left',
    keys: { 'review.verdict.unsafe': ['f'], 'review.verdict.incorrect': ['q'] },
  })
  await page.getByRole('button', { name: 'Reset all' }).click()
  await page.getByText('All keys are as at first.').waitFor()
  const given = { name: 'keys.json', mimeType: 'application/json', buffer: Buffer.from(file) }
  const choose = page
    .locator('div', { has: page.getByRole('button', { name: 'Load a file' }) })
    .last()
    .locator('input[type=file]')
  await choose.setInputFiles({
    ...given,
    buffer: Buffer.from('{"secondLookKeys":1,"layout":"left","keys":{"review.undo":["hyper"]}}'),
  })
  await page.getByText(/keys\.json is not a file of keys: “keys.review.undo.0” is not the name of a key/).waitFor()
  await choose.setInputFiles(given)
  await page.getByText('The keys of keys.json are in use.').waitFor()

  await page.reload()
  await painted(page)
  const bar = page.getByRole('region', { name: 'Verdict' })
  await expect.poll(() => bar.getByRole('button', { name: 'Unsafe' }).getAttribute('aria-keyshortcuts')).toBe('F')
  await page.waitForTimeout(200)
  await page.keyboard.press('f')
  await page.getByRole('region', { name: 'Causes' }).waitFor()
  await expect.poll(() => bar.getByRole('button', { name: 'Unsafe' }).getAttribute('aria-pressed')).toBe('true')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Alt+4')
  await page.getByText('Right hand', { exact: true }).click()
  await page.keyboard.press('Alt+1')
  await expect
    .poll(() => bar.getByRole('button', { name: 'Correct', exact: true }).getAttribute('aria-keyshortcuts'))
    .toBe(';')
  expect(desk.problems).toEqual([])
}, 60_000)

/** Labels in three levels, one with a guideline and a crop, one deprecated, one very long, one right-to-left. */
const publishMany = async (call: BrowserDesk['call']): Promise<void> => {
  const { taxonomy } = await call('taxonomy.get', {})
  if (!taxonomy) throw new Error('The sample has no taxonomy.')
  const rows = await call('queue.rows', { scope: 'all', where: '', limit: 1 })
  const [top] = rows.rows
  if (!top) throw new Error('The sample has no cases.')
  const first = await call('review.open', { caseId: top.caseId })
  const image = first.case.content.image
  const id = (i: number): LabelId => LabelId.parse(`l_${i.toString(16).padStart(16, '0')}`)
  const made = Array.from({ length: 500 }, (_, i): Label => {
    const parent = i < 10 ? undefined : id(i < 100 ? i % 10 : 10 + (i % 90))
    const names = ['', ' with a name that goes on and on and does not end where anyone would want it to', ' منتج طازج']
    return Label.parse({
      id: id(i),
      name: `item ${i}${names[i % 17 === 3 ? 1 : i % 17 === 5 ? 2 : 0]}`,
      hue: i % 12,
      tone: i % 3,
      dash: i % 4,
      shapes: [],
      ...(parent === undefined ? {} : { parent }),
      ...(i === 42
        ? {
            definition: 'Count it **only** when the <b>lid</b> is shut. ![](https://example.com/x.png)',
            examples: [
              {
                is: 'positive',
                image: { sha256: Sha256.parse(image?.sha256), box: [100, 100, 200, 150] },
                note: 'shut',
              },
              { is: 'negative', text: 'a tin without a lid' },
            ],
          }
        : {}),
      ...(i === 43 ? { deprecated: true, replacedBy: [id(42)] } : {}),
    })
  })
  const draft = draftOf(taxonomy)
  const all = TaxonomyDraft.parse({ ...draft, labels: [...draft.labels, ...made] })
  await call('taxonomy.publish', { draft: all, summary: 'five hundred labels' })
}

test('among 500 labels one is found by typing, with its guideline beside it, and in a tree that folds', async () => {
  await using desk = await onSample({
    prepare: async (call) => {
      await call('project.create', { sample: 'retail-shelf' })
      await publishMany(call)
    },
  })
  const { page } = desk
  const tree = page.getByRole('tree', { name: 'Labels' })
  await tree.waitFor()
  expect(await tree.getByRole('treeitem').count()).toBeLessThan(60)
  await page.keyboard.press('t')
  await page.keyboard.press('r')
  const field = page.getByRole('combobox', { name: 'Label' })
  await field.fill('itm 42')
  await field.fill('item 42')
  const picked = page.getByRole('option', { selected: true, name: /item 42/ })
  await picked.waitFor()
  await page.getByText('Count it').waitFor()
  await page.getByText('Picture, not loaded:').waitFor()
  await page.getByRole('img', { name: 'shut' }).waitFor()
  const crop = await page.getByRole('img', { name: 'shut' }).evaluate((canvas: HTMLCanvasElement) => {
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
    return { width: canvas.width, painted: new Set(data).size > 20 }
  })
  expect(crop).toEqual({ width: 140, painted: true })
  expect(await violations(page)).toEqual([])
  await page.screenshot({ path: process.env.SHOTS ? `${process.env.SHOTS}/picker.png` : undefined })
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'item 42' }).waitFor()
  expect(await page.getByRole('group', { name: 'Labels given lately' }).getByRole('button').allInnerTexts()).toEqual([
    'item 42',
  ])
  await page.keyboard.press('r')
  await field.fill('item 43')
  await page.keyboard.press('Enter')
  await page.getByText('“item 43” is deprecated: “item 42” was given instead.').first().waitFor()

  await tree.focus()
  await page.keyboard.press('Home')
  const start = await tree.getByRole('treeitem').first().getAttribute('aria-setsize')
  const parent = tree.getByRole('treeitem', { expanded: true }).first()
  while ((await tree.locator('[data-active=true]').getAttribute('aria-expanded')) === null)
    await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowLeft')
  await expect
    .poll(async () => Number(await tree.getByRole('treeitem').first().getAttribute('aria-setsize')))
    .toBeLessThan(Number(start))
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => tree.getByRole('treeitem').first().getAttribute('aria-setsize')).toBe(start)
  await parent.waitFor()
  await page.screenshot({ path: process.env.SHOTS ? `${process.env.SHOTS}/tree.png` : undefined })
  expect(desk.problems).toEqual([])
}, 60_000)

test('panels keep the width they were given by keys and by dragging', async () => {
  await using desk = await onSample()
  const { page } = desk
  const widths = async () => ({
    queue: (await page.getByRole('complementary', { name: 'Queue' }).boundingBox())?.width,
    inspector: (await page.getByRole('complementary', { name: 'Inspector' }).boundingBox())?.width,
  })
  await expect.poll(widths).toEqual({ queue: 259, inspector: 299 })
  await page.getByRole('separator', { name: 'Width of the queue' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  const line = await page.getByRole('separator', { name: 'Width of the inspector' }).boundingBox()
  await page.mouse.move(line?.x ?? 0, 300)
  await page.mouse.down()
  await page.mouse.move((line?.x ?? 0) - 60, 320, { steps: 4 })
  await page.mouse.up()
  const made = { queue: 299, inspector: 359 }
  await expect.poll(widths).toEqual(made)
  await page.reload()
  await painted(page)
  await expect.poll(widths).toEqual(made)
  await page.getByRole('separator', { name: 'Width of the inspector' }).dblclick()
  await expect.poll(async () => (await widths()).inspector).toBe(299)
  expect(desk.problems).toEqual([])
}, 60_000)

test('the parts of a mixed case share its place as they were told to', async () => {
  const mixed = {
    key: 'm1',
    kind: 'text',
    text: 'The shelf is empty again.',
    turns: [{ role: 'user', text: 'Is it?' }],
    fields: { aisle: 4 },
    prediction: { id: 'p1', class: 'complaint', scores: { complaint: 0.4 } },
  }
  await using desk = await browserDesk({ prepare: cases([mixed]) })
  const { page } = desk
  await seen(page)
  const width = async () => Math.round((await page.locator('#case-desk').boundingBox())?.width ?? 0)
  const before = await width()
  const upright = page.getByRole('separator', { name: 'Width of the first part' })
  await expect.poll(() => upright.getAttribute('aria-valuenow')).toBe('60')
  await upright.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(async () => before - (await width())).toBeGreaterThan(60)
  const level = page.getByRole('separator', { name: 'Height of part 2' })
  const line = await level.boundingBox()
  await page.mouse.move((line?.x ?? 0) + 40, line?.y ?? 0)
  await page.mouse.down()
  await page.mouse.move((line?.x ?? 0) + 40, (line?.y ?? 0) - 60, { steps: 3 })
  await page.mouse.up()
  const places = async () => [await upright.getAttribute('aria-valuenow'), await level.getAttribute('aria-valuenow')]
  await expect.poll(async () => Number((await places())[1])).toBeLessThan(45)
  const told = await places()
  expect(told[0]).toBe('50')
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/mixed.png` })
  await page.reload()
  await seen(page)
  await expect.poll(places).toEqual(told)
  expect(await violations(page)).toEqual([])
  expect(desk.problems).toEqual([])
}, 60_000)

test.each([
  ['de', 'ltr', 'Prüfen'],
  ['ar', 'rtl', 'مراجعة'],
] as const)(
  'the desk in %s: its words, its direction, and nothing that accessibility would miss',
  async (locale, dir, review) => {
    await using desk = await onSample({ locale })
    const { page } = desk
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      locale,
      dir,
    ])
    await page.getByRole('button', { name: review, exact: true }).waitFor()
    const box = (name: string) => page.locator(name).boundingBox()
    const [queue, stage] = [await box('aside >> nth=0'), await box('#case-desk')]
    expect((queue?.x ?? 0) < (stage?.x ?? 0)).toBe(dir === 'ltr')
    const found: string[] = []
    const look = async (where: string): Promise<void> => {
      found.push(...(await violations(page)).map((what) => `${where}: ${what}`))
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (wide > 0) found.push(`${where}: ${wide} px too wide`)
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${locale}-${where}.png` })
    }
    await look('review')
    await page.waitForTimeout(200)
    await page.keyboard.press('f')
    await look('causes')
    await page.keyboard.press('Escape')
    for (const [key, where] of [
      ['Alt+2', 'import'],
      ['Alt+3', 'export'],
      ['Alt+4', 'settings'],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await look(where)
    }
    const palette = page.locator('input.mantine-Spotlight-search')
    await page.keyboard.press('Control+k')
    await palette.waitFor()
    await page.keyboard.press('Escape')
    await palette.waitFor({ state: 'detached' })
    await page.keyboard.press('Alt+1')
    await page.locator('#case-desk').waitFor()
    await painted(page)
    await page.keyboard.press('Control+k')
    // Every action of the screen in front is offered, the photo's too.
    const offered = page.locator('.mantine-Spotlight-action')
    await expect.poll(() => offered.count()).toBeGreaterThan(60)
    // In the language of the desk, and in English.
    await palette.fill('Speak English')
    await expect.poll(() => offered.count()).toBeLessThan(60)
    await offered.first().click()
    await page.getByRole('button', { name: 'Review', exact: true }).waitFor()
    expect(await page.evaluate(() => document.documentElement.dir)).toBe('ltr')
    expect(found).toEqual([])
    expect(desk.problems).toEqual([])
  },
  60_000,
)

test('at 200 % of a 1280 screen panels lie over the case, and nothing is wider than the screen', async () => {
  await using desk = await onSample({
    viewport: { width: 640, height: 400 },
    deviceScaleFactor: 2,
    forcedColors: 'active',
  })
  const { page } = desk
  const found: string[] = []
  for (const [key, where] of [
    ['BracketLeft', 'queue'],
    ['Escape', 'case'],
    ['BracketRight', 'inspector'],
    ['Escape', 'case again'],
    ['Alt+4', 'settings'],
    ['Alt+2', 'import'],
  ] as const) {
    await page.keyboard.press(key)
    await page.waitForTimeout(100)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) found.push(`${where}: ${wide} px too wide`)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/narrow-${where}.png` })
  }
  expect(found).toEqual([])
  expect(desk.problems).toEqual([])
}, 60_000)
