import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright'
import { DEFAULT_TRIGGERS } from '../../shared/model/trigger.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { seeded } from '../helpers/seeded.ts'
import { busy, frames, servePeers, untilPainted, watched } from './page-time.ts'
import { type Bench, percentile, type Row } from './row.ts'
import type { PeerSpan } from './text-peers/peer.ts'

/**
 * A text of 100,000 characters with 10,000 spans in the real review screen against bare memoised paragraphs that draw the
 * same lanes and labels, plain ones that only colour the words, bare CSS highlights and Recogito, in one Chromium, in turns. Every number is the processor time of the page's main thread:
 * - open: from the key press that asks for the case, its data read, until the frame that shows it is out;
 * - add: a label's key on two selected words, until all is at rest again, saved and answered;
 * - delete: the same for the key that rejects that span.
 * The peers have no list of objects, no comparison and no saving, and all but the first neither lanes nor labels. Then a text of a million characters with as many spans.
 */
const ROUNDS = 3
const SPANS = 10_000
const LABELS = ['PERSON', 'PLACE', 'TIME'] as const
const SIZES = { small: 100_000, large: 1_000_000 } as const
type Size = keyof typeof SIZES
const CONTESTANTS = ['ours', 'bare', 'plain', 'highlights', 'recogito'] as const
type Contestant = (typeof CONTESTANTS)[number]
const STEPS = ['open', 'add', 'delete'] as const
type Times = Readonly<Record<(typeof STEPS)[number], number>>

const WORDS = 'the patient of clinic walks in and asks for a long answer about pain since last Monday evening'.split(
  ' ',
)

/** Paragraphs of some 500 characters. */
const makeText = (length: number): string => {
  const random = seeded(1)
  const parts: string[] = []
  let [size, line] = [0, 0]
  while (size < length) {
    const word = WORDS[Math.floor(random() * WORDS.length)] ?? 'word'
    const blank = line > 500 ? '\n' : ' '
    line = blank === '\n' ? 0 : line + word.length + 1
    size += word.length + 1
    parts.push(word, blank)
  }
  return parts.join('').slice(0, length)
}

/** Spans of four to forty characters that overlap as they fall. */
const makeSpans = (text: string): readonly PeerSpan[] => {
  const random = seeded(2)
  return Array.from({ length: SPANS }, (_, i): PeerSpan => {
    // The least confident one, which the desk selects next, stands near the beginning, where the others are added.
    const start = i === 0 ? 40 : Math.floor(random() * (text.length - 50))
    const label = LABELS[i % LABELS.length] ?? 'PERSON'
    return { id: `s${i}`, label, start, end: start + 4 + Math.floor(random() * 36) }
  })
}

type Bed = { readonly size: Size; readonly text: string; readonly spans: readonly PeerSpan[] }

const writeCases = (folder: string, beds: readonly Bed[]): string => {
  const lines: object[] = [{ secondLook: 1, model: { name: 'ner', version: '1' }, offsets: 'utf16' }]
  let place = 0
  const add = (key: string, text: string, spans: readonly PeerSpan[]): void => {
    place += 1
    const objects = spans.map(({ id, label, start, end }, i) => {
      return { id, label, score: i === 0 ? place / 100 : 0.9, span: [start, end] }
    })
    lines.push({ key, kind: 'text', text, prediction: { objects } })
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { size, text, spans } of beds) {
      add(`before-${size}-${round}`, `Before ${size} ${round}.`, [{ id: 's', label: 'PLACE', start: 0, end: 6 }])
      add(`${size}-${round}`, `${text}\n${size} ${round}`, spans)
    }
  add('last', 'The last one.', [{ id: 's', label: 'PLACE', start: 0, end: 3 }])
  const file = join(folder, 'cases.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return file
}

const painted = (page: Page, key: string): Promise<unknown> =>
  page.waitForFunction(
    (name) =>
      document.querySelector(`[aria-label="Text ${name}"]`) && performance.getEntriesByName('case-painted').length > 0,
    key,
  )

/** What a page does by itself once an act is over: saving, answers, idle work. */
const REST_MS = 500

type Edits = Pick<Times, 'add' | 'delete'>

/** The middle of three: the first also makes what is made once. */
const pairs = async (once: () => Promise<Edits>): Promise<Edits> => {
  const all = [await once(), await once(), await once()]
  const middle = (step: keyof Edits): number =>
    percentile(
      all.map((edits) => edits[step]),
      0.5,
    )
  return { add: middle('add'), delete: middle('delete') }
}

const measureOurs = async (page: Page, client: CDPSession, { size }: Bed, round: number): Promise<Times> => {
  await painted(page, `before-${size}-${round}`)
  await page.waitForTimeout(1500)
  await page.evaluate(() => addEventListener('keydown', () => performance.mark('asked'), { capture: true, once: true }))
  const open = await untilPainted(
    page,
    async () => {
      await page.keyboard.press('k')
      await painted(page, `${size}-${round}`)
      await page.waitForTimeout(300)
    },
    'case-painted',
  )
  await page.waitForTimeout(REST_MS)
  await page.locator('#case-desk').focus()
  const act = (key: string): Promise<number> =>
    busy(client, async () => {
      await page.keyboard.press(key)
      await frames(page)
      await page.waitForTimeout(REST_MS)
    })
  const edits = await pairs(async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Control+Shift+ArrowRight')
    await page.keyboard.press('Control+Shift+ArrowRight')
    await page.waitForTimeout(REST_MS)
    return { add: await act('1'), delete: await act('x') }
  })
  await page.keyboard.press('k')
  return { open, ...edits }
}

const measurePeer = async (page: Page, client: CDPSession, name: string, url: string, bed: Bed): Promise<Times> => {
  await page.goto(url)
  await page.waitForFunction(() => 'prepare' in globalThis)
  await page.evaluate(
    ([peer, file]) =>
      (globalThis as unknown as { prepare(peer: string, url: string): Promise<void> }).prepare(peer, file),
    [name, `./${bed.size}.json`] as const,
  )
  const show = () =>
    page.evaluate(async () => {
      performance.mark('asked')
      const { show, drawn } = globalThis as unknown as { show(): void; drawn(): boolean }
      show()
      while (!drawn()) await new Promise(requestAnimationFrame)
      // Once the frame that shows it is out, as the desk marks its own.
      await new Promise(requestAnimationFrame)
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = done
        port2.postMessage(null)
      })
      performance.mark('peer-painted')
    })
  const open = await untilPainted(page, show, 'peer-painted')
  await page.waitForTimeout(REST_MS)
  const act = (does: 'add' | 'remove', what: unknown): Promise<number> =>
    busy(client, async () => {
      await page.evaluate(
        ([verb, given]) => (globalThis as unknown as Record<string, (given: unknown) => void>)[verb]?.(given),
        [does, what] as const,
      )
      await frames(page)
      await page.waitForTimeout(REST_MS)
    })
  const span = { id: 'added', label: 'PERSON', start: 0, end: 11 }
  return { open, ...(await pairs(async () => ({ add: await act('add', span), delete: await act('remove', 'added') }))) }
}

const median = (all: readonly Times[], step: (typeof STEPS)[number]): number =>
  percentile(
    all.map((times) => times[step]),
    0.5,
  )

type Found = Readonly<Record<Size, Record<Contestant, Times[]>>>

const rowsOf = ({ small, large }: Found): readonly Row[] => {
  const plain = (name: string, value: number): Row => ({ name, value, unit: 'ms', target: '', pass: null })
  const ratio = (name: string, value: number, most: number | null): Row => {
    const target = most === null ? '' : most === 1 ? '< 1' : `≤ ${most}`
    return { name, value, unit: '×', target, pass: most === null ? null : value <= most }
  }
  const all = STEPS.flatMap((step) => CONTESTANTS.map((one) => plain(`text.${step}.${one}`, median(small[one], step))))
  const over = (step: (typeof STEPS)[number], other: Contestant): number =>
    median(small.ours, step) / median(small[other], step)
  return [
    ...all,
    plain('text.open.million', median(large.ours, 'open')),
    plain('text.add.million', median(large.ours, 'add')),
    plain('text.delete.million', median(large.ours, 'delete')),
    ratio('text.open.ours/recogito', over('open', 'recogito'), 1),
    ratio('text.add.ours/bare', over('add', 'bare'), 2),
    ratio('text.delete.ours/bare', over('delete', 'bare'), 2),
    ratio('text.add.ours/plain', over('add', 'plain'), null),
    ratio('text.delete.ours/plain', over('delete', 'plain'), null),
    ratio('text.open.million/small', median(large.ours, 'open') / median(small.ours, 'open'), 3),
  ]
}

export const bench: Bench = {
  name: 'text',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-text-'))
    const beds = (['small', 'large'] as const).map((size): Bed => {
      const text = makeText(SIZES[size])
      return { size, text, spans: makeSpans(text) }
    })
    const files = beds.map(({ size, text, spans }) => [`${size}.json`, Buffer.from(JSON.stringify({ text, spans }))])
    const peers = await servePeers('text-peers', folder, Object.fromEntries(files))
    try {
      await using desk = await browserDesk({
        prepare: async (call, own) => {
          await call('project.create', { name: 'bench' })
          await call('import.start', { files: [{ from: 'path', path: writeCases(own, beds) }] })
          await idle(call)
          const triggers = { ...DEFAULT_TRIGGERS, randomAudit: { ...DEFAULT_TRIGGERS.randomAudit, on: false } }
          await call('project.settings', { triggers })
          await idle(call)
        },
      })
      const peerPage = await desk.context.newPage()
      const [ours, theirs] = [await watched(desk.page), await watched(peerPage)]
      const none = (): Record<Contestant, Times[]> => ({ ours: [], bare: [], plain: [], highlights: [], recogito: [] })
      const found: Found = { small: none(), large: none() }
      for (let round = 0; round < ROUNDS; round++)
        for (const bed of beds)
          for (const name of CONTESTANTS) {
            // The large text is held against the small one only.
            if (name !== 'ours' && bed.size === 'large') continue
            const page = name === 'ours' ? desk.page : peerPage
            await page.bringToFront()
            found[bed.size][name].push(
              name === 'ours'
                ? await measureOurs(page, ours, bed, round)
                : await measurePeer(page, theirs, name, peers.url, bed),
            )
          }
      return rowsOf(found)
    } finally {
      peers.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
