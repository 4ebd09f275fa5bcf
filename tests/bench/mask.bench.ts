import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { CDPSession, Page } from 'playwright'
import sharp from 'sharp'
import { runsOfString, stringOfRuns } from '../../shared/domain/mask/coco-string.ts'
import { maskOf, spansOf, spansOfBits } from '../../shared/domain/mask/runs.ts'
import { type BrowserDesk, browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { bitmaps, bitsOf } from '../helpers/masks.ts'
import { type Bench, percentile, type Row } from './row.ts'

const MASKS = 1000
const SIDES = { large: 8192, small: 1024 } as const

/** Masks that are not the same after encode → decode, as run lengths and as COCO's string. */
const mismatches = (): number => {
  let wrong = 0
  for (const { width, height, bits } of fc.sample(bitmaps, MASKS)) {
    const mask = maskOf(spansOfBits(bits), { width, height })
    const back = bitsOf(spansOf({ counts: runsOfString(stringOfRuns(mask.counts)) ?? [] }), width * height)
    if (!back.every((bit, i) => bit === bits[i])) wrong++
  }
  return wrong
}

const onePhoto = (side: number) => async (call: BrowserDesk['call'], folder: string) => {
  await call('project.create', { name: 'bench' })
  const photos = join(folder, 'photos')
  mkdirSync(photos)
  await sharp({ create: { width: side, height: side, channels: 3, background: '#777' } })
    .jpeg()
    .toFile(join(photos, 'a.jpg'))
  const objects = [{ id: 'o', label: 'field', score: 0.3, box: [0, 0, side / 8, side / 8] }]
  const lines = [
    { secondLook: 1, model: { name: 'm', version: '1' } },
    { key: 'a', kind: 'image', image: 'a.jpg', prediction: { objects } },
  ]
  const file = join(photos, 'cases.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  await call('import.start', { files: [{ from: 'path', path: file }] })
  await idle(call)
}

/** Milliseconds of script on the page's own thread since the page began. */
const scriptMs = async (session: CDPSession): Promise<number> => {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN)
}

const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))

/** What one act costs in script, less what asking costs. */
const costOf = async (page: Page, session: CDPSession, act: () => Promise<unknown>): Promise<number> => {
  const before = await scriptMs(session)
  await act()
  await settled(page)
  return (await scriptMs(session)) - before
}

const MOVES = 60
const STROKES = 4

/** Strokes over a mask that grows with each, all over the picture, with a brush a twelfth of its side. */
const paint = async (side: number) => {
  await using desk = await browserDesk({ prepare: onePhoto(side) })
  const { page, call } = desk
  await page.waitForFunction(() => performance.getEntriesByName('case-painted').length > 0)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const box = await page.locator('#case-desk').boundingBox()
  if (!box) throw new Error('no picture is on the desk')
  const extent = Math.min(box.width, box.height) - 40
  const place = (x: number, y: number): [number, number] => [
    box.x + (box.width - extent) / 2 + x * extent,
    box.y + (box.height - extent) / 2 + y * extent,
  ]
  await page.locator('#case-desk').focus()
  await page.keyboard.press('Shift+M')
  const larger = Math.ceil(Math.log(side / 12 / 24) / Math.log(1.2))
  for (let step = 0; step < larger; step++) await page.keyboard.press('Period')
  const [moves, ends]: [number[], number[]] = [[], []]
  for (let stroke = 0; stroke < STROKES; stroke++) {
    const at = (i: number) => place(i / MOVES, (stroke + 0.5 + 0.45 * Math.sin(i / 3)) / STROKES)
    await page.mouse.move(...at(0))
    await page.mouse.down()
    for (let i = 1; i <= MOVES; i++) moves.push(await costOf(page, session, () => page.mouse.move(...at(i))))
    ends.push(await costOf(page, session, () => page.mouse.up()))
  }
  await page.getByText('Saved', { exact: true }).waitFor()
  const { rows } = await call('queue.rows', { scope: 'all' })
  const caseId = rows[0]?.caseId
  if (!caseId) throw new Error('the case is gone')
  const { worksheet } = await call('review.open', { caseId })
  const mask = worksheet.annotations.find(({ shape }) => shape.kind === 'mask')
  return { moves, ends, bytes: JSON.stringify(mask ?? null).length }
}

const rowsOf = (
  name: string,
  { moves, ends, bytes }: Awaited<ReturnType<typeof paint>>,
  target: number | null,
): readonly Row[] => {
  const p95 = percentile(moves, 0.95)
  return [
    { name: `mask.stroke.${name}.p50`, value: percentile(moves, 0.5), unit: 'ms/move', target: '', pass: null },
    {
      name: `mask.stroke.${name}.p95`,
      value: p95,
      unit: 'ms/move',
      target: target === null ? '' : `≤ ${target}`,
      pass: target === null ? null : p95 <= target,
    },
    { name: `mask.stroke.${name}.end`, value: Math.max(...ends), unit: 'ms', target: '', pass: null },
    { name: `mask.stroke.${name}.record`, value: bytes / 1000, unit: 'kB', target: '', pass: null },
  ]
}

/** Masks are the same after being written and read; painting costs no more on a picture of 67 million pixels. */
export const bench: Bench = {
  name: 'mask',
  run: async () => {
    const wrong = mismatches()
    const small = await paint(SIDES.small)
    const large = await paint(SIDES.large)
    const ratio = percentile(large.moves, 0.5) / percentile(small.moves, 0.5)
    return [
      { name: 'mask.roundtrip', value: wrong, unit: `of ${MASKS} differ`, target: '= 0', pass: wrong === 0 },
      ...rowsOf('8192', large, 16),
      ...rowsOf('1024', small, null),
      { name: 'mask.stroke.8192-to-1024', value: ratio, unit: '×', target: '≤ 2', pass: ratio <= 2 },
    ]
  },
}
