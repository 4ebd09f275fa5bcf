import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { commandId } from '../helpers/review-desk.ts'

const REMOTE = 'https://attacker.invalid'
const SCRIPT = `<script>window.pwned=1</script><img src=x onerror="window.pwned=2"><svg onload="window.pwned=3"><a href="javascript:window.pwned=4">x</a>`
const FETCHES = `![i](${REMOTE}/md.png) <img src="${REMOTE}/i.png"> <link rel=stylesheet href="${REMOTE}/c.css"> [l](${REMOTE}/l) <iframe src="${REMOTE}"></iframe>`
/** Right-to-left overrides and isolates that are never closed, which would turn the words around them. */
const BIDI = '\u202Egnp.exe\u2066\u2067'
const HOSTILE = `${SCRIPT} ${FETCHES} ${BIDI}`
const LABEL = `<b onmouseover=window.pwned=5>l</b>${BIDI}`

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>window.pwned=6</script><image href="${REMOTE}/s.png" width="9" height="9"/><rect width="40" height="30" onload="window.pwned=7"/></svg>`

const named = (key: string) => ({
  key: `${key} ${SCRIPT}`,
  source: HOSTILE,
  group: LABEL,
  meta: { [SCRIPT]: HOSTILE },
  flag: { why: HOSTILE, severity: 'high' },
})

const CASES = [
  {
    ...named('text'),
    text: HOSTILE,
    prediction: {
      class: LABEL,
      reasons: [HOSTILE],
      objects: [{ label: LABEL, score: 0.2, span: [0, 8], attributes: { [SCRIPT]: HOSTILE } }],
    },
  },
  {
    ...named('talk'),
    kind: 'conversation',
    turns: [
      { role: 'user', name: SCRIPT, text: HOSTILE },
      {
        role: 'assistant',
        text: `# ${HOSTILE}\n\n${FETCHES}\n\n<script>window.pwned=8</script>`,
        toolCalls: [{ name: SCRIPT, arguments: { q: HOSTILE } }],
        sources: [{ title: HOSTILE, text: HOSTILE, url: `javascript:window.pwned=9` }],
      },
    ],
    prediction: { class: LABEL, scores: { [LABEL]: 0.3 } },
  },
  {
    ...named('record'),
    kind: 'record',
    fields: { [SCRIPT]: HOSTILE, plain: 3 },
    prediction: { class: LABEL, scores: { [LABEL]: 0.3 }, reasons: [HOSTILE] },
  },
  {
    ...named('photo'),
    kind: 'image',
    image: 'photo.png',
    prediction: {
      objects: [{ id: SCRIPT.slice(0, 60), label: LABEL, score: 0.2, box: [2, 2, 20, 20], attributes: { a: HOSTILE } }],
    },
  },
  { ...named('drawing'), kind: 'image', image: 'drawing.svg', prediction: { objects: [] } },
]

const prepare = async (call: BrowserDesk['call'], folder: string): Promise<void> => {
  await call('project.create', { name: 'hostile' })
  await sharp({ create: { width: 40, height: 30, channels: 3, background: '#777' } })
    .png()
    .toFile(join(folder, 'photo.png'))
  writeFileSync(join(folder, 'drawing.svg'), SVG)
  const header = { secondLook: 1, model: { name: `m ${SCRIPT}`, version: BIDI } }
  const file = join(folder, 'cases.jsonl')
  writeFileSync(file, [header, ...CASES].map((line) => `${JSON.stringify(line)}\n`).join(''))
  await call('import.start', { files: [{ from: 'path', path: file }] })
  await idle(call)
  const { rows } = await call('queue.rows', { scope: 'all' })
  for (const { caseId } of rows) {
    const { predictionId, worksheet } = await call('review.open', { caseId })
    const changes = [{ id: 'note', before: '', after: HOSTILE } as const]
    const command = { subject: { caseId, predictionId }, baseRevision: worksheet.revision, changes, label: SCRIPT }
    await call('review.change', { commandId: commandId(), ...command })
  }
}

test('whatever stands in texts, names, labels, attributes, notes and pictures is shown as text: nothing runs, nothing is fetched', async () => {
  await using desk = await browserDesk({ prepare })
  const { page, call } = desk
  const origin = new URL(page.url()).origin
  const [left, dialogs]: [string[], string[]] = [[], []]
  page.on('request', (request) => {
    if (!['data:', 'blob:'].includes(new URL(request.url()).protocol) && !request.url().startsWith(origin))
      left.push(request.url())
  })
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const { rows } = await call('queue.rows', { scope: 'all' })
  const shown: Record<string, boolean> = {}
  await page.getByText('All', { exact: true }).first().click()
  for (const [index, { kind, key }] of rows.entries()) {
    await page.getByRole('listbox', { name: 'Cases' }).getByRole('option').nth(index).click()
    await page.waitForFunction(
      (name) => document.querySelector('aside[aria-label="Inspector"]')?.textContent?.includes(name),
      key,
    )
    await page.keyboard.press('t')
    const inspector = await page.getByRole('complementary', { name: 'Inspector' }).innerText()
    const desktop = await page.locator('main').first().innerText()
    shown[`${kind} ${key.slice(0, 7)}`] =
      inspector.includes('<script>') && (kind === 'image' || desktop.includes('<script>'))
  }
  expect(Object.values(shown)).toEqual(rows.map(() => true))
  const inside = await page.evaluate(() => ({
    pwned: Reflect.get(window, 'pwned') ?? null,
    foreign: [
      ...document.querySelectorAll('script, iframe, object, embed, link[rel=stylesheet], img, a[href^="javascript"]'),
    ]
      .map((element) => element.getAttribute('src') ?? element.getAttribute('href') ?? element.outerHTML.slice(0, 80))
      .filter((address) => /attacker|javascript:|pwned/.test(address)),
  }))
  expect({ ...inside, left, dialogs }).toEqual({ pwned: null, foreign: [], left: [], dialogs: [] })
  // A label that turns the writing around turns only itself.
  const isolated = await page.evaluate(() =>
    [...document.querySelectorAll('[role=option] span')]
      .filter((span) => span.children.length === 0 && span.textContent?.includes('\u202E'))
      .every((span) => getComputedStyle(span).unicodeBidi !== 'normal' || span.closest('[aria-hidden]') === null),
  )
  expect(isolated).toBe(true)
}, 60_000)
