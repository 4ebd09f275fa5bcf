import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { draftOf } from '../../shared/domain/taxonomy/draft-of.ts'
import { addLabel, deprecateLabel, labelOf, setLabel } from '../../shared/domain/taxonomy/label-edits.ts'
import { LabelId } from '../../shared/model/ids.ts'
import { TaxonomyDocument } from '../../shared/model/taxonomy.ts'
import { violations } from '../helpers/axe.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { commandId, nothingProposed } from '../helpers/review-desk.ts'
import { cases, said, saved, seen } from '../helpers/review-page.ts'

const message = (key: string, label: string, meta: object = {}): object => ({
  key,
  kind: 'text',
  text: `Message ${key}.`,
  meta,
  prediction: { class: label, scores: { [label]: 0.9 } },
})

/** Three complaints, of which one came by mail, a question and a praise; all found correct by a person. */
const LINES = [
  message('c1', 'complaint', { channel: 'mail' }),
  message('c2', 'complaint', { channel: 'chat' }),
  message('c3', 'complaint', { channel: 'chat' }),
  message('q1', 'question'),
  message('p1', 'praise'),
]

/** Files every case as correct. */
const fileAll = async (call: BrowserDesk['call']): Promise<void> => {
  const { rows } = await call('queue.rows', { scope: 'all' })
  for (const { caseId } of rows) {
    const { worksheet, predictionId } = await call('review.open', { caseId })
    const subject = { caseId, predictionId }
    const changes = [{ id: 'verdict' as const, before: null, after: 'correct' }]
    const base = { commandId: commandId(), subject, baseRevision: worksheet.revision }
    const { revision } = await call('review.change', { ...base, changes, label: 'correct' })
    await call('review.submit', {
      ...{ commandId: commandId(), subject, baseRevision: revision },
      ...{ activeMs: 5, blind: false, proposed: nothingProposed },
    })
  }
  await idle(call)
}

const reviewed = async (call: BrowserDesk['call'], folder: string): Promise<void> => {
  await cases(LINES)(call, folder)
  await fileAll(call)
}

const openTaxonomy = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Taxonomy' }).waitFor()
  await page.keyboard.press('Alt+5')
  await page.getByRole('tree').waitFor()
}

/** The tree as it stands: each label under its parents, with what the draft did to it. */
const tree = (page: Page): Promise<readonly string[]> =>
  page.getByRole('treeitem').evaluateAll((items) =>
    items.map((item) => {
      const words = [...item.querySelectorAll('bdi, [data-badge]')].map((part) => part.textContent)
      return `${'  '.repeat(Number(item.getAttribute('aria-level')) - 1)}${words.join(' ')}`
    }),
  )

const choose = async (page: Page, name: string): Promise<void> => {
  await page.keyboard.press('Slash')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(name)
  await page.getByRole('treeitem', { name }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: `The label ${name}` }).waitFor()
}

/** What publishing would do, once it was counted. */
const counts = async (page: Page): Promise<readonly string[]> => {
  const migration = page.locator('[data-stale="false"]')
  await migration.waitFor()
  return migration.locator('dd').allTextContents()
}

const versionOf = async (desk: BrowserDesk): Promise<number | undefined> =>
  (await desk.call('taxonomy.get', {})).taxonomy?.version

const steps = (page: Page): Promise<readonly string[]> =>
  page.getByRole('list', { name: 'Steps' }).locator('li > :first-child').allTextContents()

test('by keys: rename, move, split by a rule, undo and redo it all, publish, answer the question beside its case, withdraw', async () => {
  await using desk = await browserDesk({ prepare: reviewed })
  const { page } = desk
  await openTaxonomy(page)
  const before = await tree(page)
  expect(before).toEqual(['complaint', 'question', 'praise'])

  await choose(page, 'question')
  await page.keyboard.press('F2')
  await page.keyboard.type('inquiry')
  await page.getByRole('tree').focus()
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => tree(page)).toEqual(['complaint', '  inquiry renamed moved', 'praise'])
  await page.keyboard.press('Alt+ArrowLeft')
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(() => tree(page)).toEqual(['complaint', 'praise', 'inquiry renamed'])

  await page.getByRole('tree').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('d')
  const fresh = page.getByRole('textbox', { name: 'Replaced by a new label' })
  for (const name of ['billing', 'delivery']) {
    await fresh.focus()
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await page.getByRole('treeitem', { name: new RegExp(name) }).waitFor()
  }
  await page.getByRole('button', { name: 'Add a rule' }).focus()
  await page.keyboard.press('Enter')
  const rule = page.getByRole('group', { name: 'Rule 1' })
  const called = rule.getByRole('textbox', { name: 'called', exact: true })
  await called.waitFor()
  await called.fill('channel')
  const values = rule.getByRole('combobox', { name: 'is one of' })
  await values.focus()
  await page.keyboard.type('mail')
  await page.keyboard.press('Enter')
  const after = ['complaint split', 'praise', 'inquiry renamed', 'billing new', 'delivery new']
  await expect.poll(() => tree(page)).toEqual(after)
  await expect.poll(() => counts(page)).toEqual(['1', '2', '2'])

  await page.getByRole('main', { name: 'Taxonomy' }).focus()
  const undo = page.getByRole('button', { name: 'Undo' })
  while (await undo.isEnabled()) await page.keyboard.press('z')
  await expect.poll(() => tree(page)).toEqual(before)
  await page.getByText('As version 1').or(page.getByText('Undone.')).first().waitFor()
  const redo = page.getByRole('button', { name: 'Redo' })
  while (await redo.isEnabled()) await page.keyboard.press('Shift+Z')
  await expect.poll(() => tree(page)).toEqual(after)
  await expect.poll(() => counts(page)).toEqual(['1', '2', '2'])

  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.type('Complaints are split')
  await page.keyboard.press('Enter')
  await page.getByText('Version 2 is published.').waitFor()
  await idle(desk.call)

  await page.keyboard.press('Alt+1')
  const last = await seen(page)
  await page.getByText('Label “complaint” was split since. Which is it?').waitFor()
  await page.keyboard.press('Enter')
  await said(page, 'First say what “complaint” is now')
  await page.keyboard.press('2')
  await page.getByText('Label “complaint” was split since. Which is it?').waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await seen(page, last)
  await saved(page)
  const { reviews } = await desk.call('review.list', { caseId: last })
  expect(
    reviews.map(({ verdict, taxonomyVersion, annotations }) => [verdict, taxonomyVersion, annotations[0]?.label]),
  ).toEqual([
    ['correct', 2, 'delivery'],
    ['correct', 1, 'complaint'],
  ])
  expect((await desk.call('queue.count', { scope: 'all', where: 'outdated:yes' })).total).toBe(1)

  await page.keyboard.press('Alt+5')
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  await page.getByRole('button', { name: 'Withdraw version 2' }).click()
  expect((await counts(page)).at(-1)).toBe('1')
  await page.getByRole('textbox', { name: 'Why' }).fill('It was too early')
  await page.keyboard.press('Enter')
  await page.getByText('Version 2 is withdrawn.').waitFor()
  expect(await versionOf(desk)).toBe(3)
  await page.getByRole('button', { name: 'Labels', exact: true }).click()
  await expect.poll(() => tree(page)).toEqual(before)
  expect(desk.problems).toEqual([])
}, 120_000)

const middle = async (locator: Locator, share: number): Promise<readonly [number, number]> => {
  const box = await locator.boundingBox()
  if (!box) throw new Error('it is not in sight')
  return [box.x + 60, box.y + box.height * share]
}

const drag = async (page: Page, from: Locator, to: Locator, share: number): Promise<void> => {
  const [start, end] = [await middle(from, 0.5), await middle(to, share)]
  await page.mouse.move(...start)
  await page.mouse.down()
  await page.mouse.move(end[0], (start[1] + end[1]) / 2)
  await page.mouse.move(...end)
  await page.mouse.up()
}

test('by pointer: drag, merge, a problem leads to its place; the draft survives a reload; a document goes out and in', async () => {
  await using desk = await browserDesk({ prepare: reviewed, acceptDownloads: true })
  const { page } = desk
  await openTaxonomy(page)
  const item = (name: string): Locator => page.getByRole('treeitem', { name: new RegExp(name) })
  await drag(page, item('praise'), item('complaint'), 0.5)
  await expect.poll(() => tree(page)).toEqual(['complaint', '  praise moved', 'question'])
  await drag(page, item('question'), item('complaint'), 0.1)
  await expect.poll(() => tree(page)).toEqual(['question', 'complaint', '  praise moved'])

  await item('question').click()
  await page.getByRole('button', { name: /^Merge, split or deprecate/ }).click()
  await page.getByRole('option', { name: 'praise' }).click()
  await page.keyboard.press('Escape')
  expect((await tree(page))[0]).toBe('question merged')
  await expect.poll(() => counts(page)).toEqual(['4', '1', '0'])
  expect(await steps(page)).toContain('“question” is merged into “praise”.')

  await item('complaint').click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('praise')
  await page.getByRole('button', { name: 'Guideline', exact: true }).click()
  await page.getByRole('button', { name: 'Two labels are called "praise".' }).click()
  await page.getByRole('region', { name: 'The label praise' }).waitFor()
  expect(await page.getByRole('button', { name: 'Publish', exact: true }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Undo' }).click()

  await page.getByText('Draft kept').or(page.getByText('Undone.')).first().waitFor()
  await expect
    .poll(async () => (await desk.call('taxonomy.draft', {})).draft?.labels.map(({ name }) => name))
    .toEqual(['question', 'complaint', 'praise'])
  await page.reload()
  await openTaxonomy(page)
  await expect.poll(() => tree(page)).toEqual(['question merged', 'complaint', '  praise moved'])

  const { draft } = await desk.call('taxonomy.draft', {})
  if (!draft) throw new Error('the desk kept no draft')
  await desk.call('taxonomy.saveDraft', { draft: { ...draft, guideline: 'As agreed.' }, base: 1 })
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await page.getByText('The draft was changed on another page.').waitFor()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Document' }).click()
  await page.getByRole('menuitem', { name: 'Save as YAML' }).click()
  const text = readFileSync(await (await download).path(), 'utf8')
  const { version, publishedAt, ...written } = TaxonomyDocument.parse(parse(text))
  expect([version, publishedAt !== undefined]).toEqual([1, true])
  expect(written).toEqual((await desk.call('taxonomy.draft', {})).draft)
  await page.getByRole('button', { name: 'Discard the draft' }).click()
  await expect.poll(() => tree(page)).toEqual(['complaint', 'question', 'praise'])
  const input = page.locator('input[type="file"][accept*="yaml"]')
  await input.setInputFiles({ name: 'bad.yaml', mimeType: 'text/yaml', buffer: Buffer.from('labels: 4') })
  await page.getByText(/bad\.yaml is no taxonomy/).waitFor()
  await input.setInputFiles({ name: 'animals.yaml', mimeType: 'text/yaml', buffer: Buffer.from(text) })
  await page.getByText('The draft is what animals.yaml says').waitFor()
  await expect.poll(() => tree(page)).toEqual(['question merged', 'complaint', '  praise moved'])
  expect(desk.problems).toEqual([])
}, 120_000)

const person = (id: string, x: number): object => ({ id, label: 'person', score: 0.3, box: [x, 20, 60, 80] })

/** A photo with two people, filed as correct before *person* was split into staff and customers. */
const splitPeople = async (call: BrowserDesk['call'], folder: string): Promise<void> => {
  const objects = [person('o1', 10), person('o2', 150)]
  await cases([{ key: 'shelf', kind: 'image', image: 'photo.jpg', prediction: { objects } }])(call, folder)
  await fileAll(call)
  const { taxonomy } = await call('taxonomy.get', {})
  const [old] = taxonomy?.labels ?? []
  if (!taxonomy || !old) throw new Error('the import derived no label')
  const draft = ['staff', 'customer'].reduce((now, name, at) => {
    const id = LabelId.parse(`l_${String(at).repeat(16)}`)
    const added = addLabel(now, { id, name, parent: null, like: old })
    return deprecateLabel(added, old.id, [...(labelOf(now, old.id)?.replacedBy ?? []), id])
  }, draftOf(taxonomy))
  await call('taxonomy.publish', { draft, summary: 'Staff are no customers' })
  await idle(call)
}

test('of a photo, the object in question is selected; a press or a digit answers, and the case is filed as it was', async () => {
  await using desk = await browserDesk({ prepare: splitPeople, reducedMotion: 'reduce' })
  const { page } = desk
  const caseId = await seen(page)
  const strip = page.getByRole('region', { name: 'The taxonomy changed' })
  await strip.getByText('1 of 2').waitFor()
  const chosen = page
    .getByRole('complementary', { name: 'Inspector' })
    .getByRole('option', { selected: true, name: /person|staff|customer/ })
  await expect.poll(() => chosen.count()).toBe(1)
  expect(await violations(page)).toEqual([])
  await strip.getByRole('button', { name: /^staff/ }).click()
  await strip.getByText('2 of 2').waitFor()
  await page.keyboard.press('2')
  await strip.waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await desk.call('queue.count', { where: 'outdated:yes' })).total).toBe(0)
  const [review] = (await desk.call('review.list', { caseId })).reviews
  expect([review?.verdict, review?.errors, review?.annotations.map(({ label }) => label)]).toEqual([
    'correct',
    [],
    ['staff', 'customer'],
  ])
  expect(desk.problems).toEqual([])
}, 60_000)

test('a version published elsewhere is what the case on the desk is read in at once; an object is kept as an example', async () => {
  await using desk = await browserDesk({
    prepare: cases([{ key: 'shelf', kind: 'image', image: 'photo.jpg', prediction: { objects: [person('o1', 10)] } }]),
  })
  await seen(desk.page)
  const { taxonomy } = await desk.call('taxonomy.get', {})
  const [old] = taxonomy?.labels ?? []
  if (!taxonomy || !old) throw new Error('the import derived no label')
  const draft = setLabel(draftOf(taxonomy), old.id, { name: 'human' })
  await desk.call('taxonomy.publish', { draft, summary: 'People are human' })
  await desk.page.getByRole('option', { name: /^human/ }).waitFor()
  await desk.page.keyboard.press('t')
  await desk.page.keyboard.press('Control+k')
  await desk.page.keyboard.type('keep the selection as an example')
  await desk.page.keyboard.press('Enter')
  await said(desk.page, 'Kept as an example of “human”')
  const kept = (await desk.call('taxonomy.draft', {})).draft?.labels[0]?.examples
  const { rows } = await desk.call('queue.rows', {})
  expect(kept?.map(({ is, image, caseId }) => [is, image?.box, caseId])).toEqual([
    ['positive', [10, 20, 60, 80], rows[0]?.caseId],
  ])
  await desk.page.keyboard.press('Escape')
  await desk.page.keyboard.press('a')
  await saved(desk.page)
  await expect.poll(async () => (await desk.call('queue.count', { where: 'verdict:correct' })).total).toBe(1)
  expect(desk.problems).toEqual([])
}, 60_000)

test('of two that publish at once, the second sees the first’s version before its own; neither undoes the other unseen', async () => {
  await using desk = await browserDesk({ prepare: reviewed, acceptDownloads: true })
  const { page } = desk
  await openTaxonomy(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Document' }).click()
  await page.getByRole('menuitem', { name: 'Save as YAML' }).click()
  const document = readFileSync(await (await download).path(), 'utf8')
  await choose(page, 'praise')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('thanks')
  await page.getByText('Draft kept').waitFor()

  const { taxonomy } = await desk.call('taxonomy.get', {})
  const praise = taxonomy?.labels.find(({ name }) => name === 'praise')
  if (!taxonomy || !praise) throw new Error('the import derived no label')
  // Another page publishes while this one's is on its way.
  await page.route(
    '**/call/taxonomy.publish',
    async (route) => {
      const theirs = setLabel(draftOf(taxonomy), praise.id, { name: 'compliment', risk: 'high' })
      await desk.call('taxonomy.publish', { draft: theirs, summary: 'Praise is a compliment' })
      await route.continue()
    },
    { times: 1 },
  )
  await page.getByRole('textbox', { name: /^What changed/ }).fill('Praise is thanks')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('Version 2 was published meanwhile, so nothing of the draft was.').waitFor()
  expect(await versionOf(desk)).toBe(2)
  const both = page.getByText('Version 2 says otherwise')
  await both.waitFor()
  await page.getByText('Labels: thanks').waitFor()
  await expect.poll(() => counts(page)).toEqual(['4', '1', '0'])
  expect(await steps(page)).toEqual(['“compliment” is now called “thanks”.'])
  expect(await violations(page)).toEqual([])
  await page.getByRole('button', { name: 'Keep the draft’s words' }).click()
  await both.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByText('Version 3 is published.').waitFor()
  const now = (await desk.call('taxonomy.get', {})).taxonomy?.labels.find(({ id }) => id === praise.id)
  expect([now?.name, now?.risk]).toEqual(['thanks', 'high'])

  // A document that was saved before both takes them up when it is read.
  const buffer = Buffer.from(document.replace('guideline: ""', 'guideline: Be kind.'))
  const input = page.locator('input[type="file"][accept*="yaml"]')
  await input.setInputFiles({ name: 'old.yaml', mimeType: 'text/yaml', buffer })
  await page.getByText('The draft is what old.yaml says').waitFor()
  await expect.poll(() => counts(page)).toEqual(['5', '0', '0'])
  await expect.poll(() => tree(page)).toEqual(['complaint', 'question', 'thanks high risk'])
  expect(desk.problems).toEqual([expect.stringContaining('409 (Conflict)')])
}, 60_000)

test('names of a model are mapped from their suggestions, and a version that an import made meanwhile is taken up', async () => {
  await using desk = await browserDesk({ prepare: reviewed })
  const { page } = desk
  await openTaxonomy(page)
  await choose(page, 'praise')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('thanks')
  const { taxonomy } = await desk.call('taxonomy.get', {})
  const [first] = taxonomy?.labels ?? []
  if (!first) throw new Error('the import derived no label')
  await desk.call('taxonomy.risk', { labelId: first.id, risk: 'high' })
  await page.getByText('Version 2 was published meanwhile. The draft goes on from it.').waitFor()
  await expect.poll(() => tree(page)).toEqual(['complaint high risk', 'question', 'thanks renamed'])
  await page.getByRole('textbox', { name: 'What changed, for the list of versions' }).fill('Thanks')
  await page.keyboard.press('Enter')
  await page.getByText('Version 3 is published.').waitFor()

  await idle(desk.call)
  const file = join(desk.folder, 'other.jsonl')
  const other = message('c1', 'Complaints', { channel: 'mail' })
  writeFileSync(
    file,
    [{ secondLook: 1, model: { name: 'other', version: '1' } }, other]
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  )
  await desk.call('import.start', { files: [{ from: 'path', path: file }] })
  await idle(desk.call)
  await page.getByRole('button', { name: 'Names that models use' }).click()
  const row = page.getByRole('row', { name: /praise/ })
  await row.getByText('an earlier name').waitFor()
  await row.getByRole('combobox', { name: 'What praise means' }).click()
  await page.getByRole('option', { name: 'question' }).click()
  await row.getByText('mapped').waitFor()
  const foreign = page.getByRole('row', { name: /Complaints/ })
  await foreign.getByText('unknown').waitFor()
  await foreign.getByRole('button', { name: /^complaint/ }).focus()
  await page.keyboard.press('Enter')
  await foreign.getByText('mapped').waitFor()
  await page.getByText('1 name is mapped.').waitFor()
  expect(desk.problems).toEqual([])
}, 120_000)

test('axe finds nothing on any part, in either theme', async () => {
  await using desk = await browserDesk({ prepare: reviewed, reducedMotion: 'reduce' })
  const { page } = desk
  await openTaxonomy(page)
  await choose(page, 'complaint')
  await page.getByRole('tree').focus()
  await page.keyboard.press('d')
  await page.keyboard.press('Escape')
  const found: string[] = []
  const parts = page.getByRole('navigation', { name: 'Parts of the taxonomy' }).getByRole('button')
  for (const part of await parts.allTextContents()) {
    await parts.filter({ hasText: part }).click()
    const add = page.getByRole('button', { name: /^Add an? (attribute|relation|field|constraint)/ })
    if ((await add.count()) > 0) await add.first().click()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
      found.push(...(await violations(page)).map((what) => `${part}, ${colorScheme}: ${what}`))
    }
  }
  expect(found).toEqual([])
  expect(desk.problems).toEqual([])
}, 120_000)
