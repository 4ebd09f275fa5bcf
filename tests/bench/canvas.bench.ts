import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Page } from 'playwright'
import sharp from 'sharp'
import { DEFAULT_TRIGGERS } from '../../shared/model/trigger.ts'
import { browserDesk } from '../helpers/browser-desk.ts'
import { idle } from '../helpers/idle.ts'
import { seeded } from '../helpers/seeded.ts'
import type { PeerShape } from './canvas-peers/peer.ts'
import { busy, frames, servePeers, untilPainted, watched } from './page-time.ts'
import { type Bench, percentile, type Row } from './row.ts'

/**
 * 10,000 boxes, and 2,000 polygons of 20 vertices, on a 12-megapixel photo: the real review screen against bare Canvas2D,
 * react-konva and Annotorious, in one Chromium, in turns. Every number is the processor time of the page's main thread
 * (script, layout, painting, and the canvas's own raster, which runs there without a graphics card), as Chromium itself
 * counts it, so that what else the machine does is not counted:
 * - first: from the press in the queue that asks for the case, its data read and its photo decoded, until the frame that shows it
 *   with all its shapes is out (Chromium's trace);
 * - drag: of one pointer move, in the middle of moving a selected shape;
 * - zoom: of one turn of the wheel, with the painting at rest after the last one shared out over all of them.
 */
const WIDTH = 4000
const HEIGHT = 3000
const ROUNDS = 3
const MOVES = 20
const TURNS = 10

const KINDS = { boxes: 10_000, polygons: 2_000 } as const
type Kind = keyof typeof KINDS
const CONTESTANTS = ['ours', 'bare', 'react-konva', 'annotorious'] as const
type Contestant = (typeof CONTESTANTS)[number]
const STEPS = ['first', 'drag', 'zoom'] as const
type Times = Readonly<Record<(typeof STEPS)[number], number>>

const makeShapes = (kind: Kind): readonly PeerShape[] => {
  const random = seeded(kind === 'boxes' ? 1 : 2)
  const place = (extent: number, size: number): number => Math.round(random() * (extent - size))
  return Array.from({ length: KINDS[kind] }, (_, i): PeerShape => {
    const label = i % 2 ? 'person' : 'shelf'
    const [w, h] = [20 + random() * 100, 20 + random() * 100]
    const [x, y] = [place(WIDTH, w), place(HEIGHT, h)]
    if (kind === 'boxes')
      return {
        label,
        kind: 'box',
        points: [
          [x, y],
          [x + w, y + h],
        ],
      }
    const ring = Array.from({ length: 20 }, (_corner, n): readonly [number, number] => {
      const [turn, reach] = [(n / 20) * 2 * Math.PI, 0.3 + random() * 0.2]
      return [x + w / 2 + Math.cos(turn) * w * reach, y + h / 2 + Math.sin(turn) * h * reach]
    })
    return { label, kind: 'polygon', points: ring }
  })
}

const middle = ({ points }: PeerShape): readonly [number, number] => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2]
}

/** The shape in the middle of the photo, put above all others: the one that is dragged. */
const withDraggedLast = (shapes: readonly PeerShape[]): readonly PeerShape[] => {
  const away = shapes.map((shape) => {
    const [x, y] = middle(shape)
    return Math.hypot(x - WIDTH / 2, y - HEIGHT / 2)
  })
  const nearest = away.indexOf(Math.min(...away))
  return [...shapes.slice(0, nearest), ...shapes.slice(nearest + 1), ...shapes.slice(nearest, nearest + 1)]
}

const objectsOf = (shapes: readonly PeerShape[], score: number): readonly object[] =>
  shapes.map((shape, i) => {
    const [a = [0, 0], b = [0, 0]] = shape.points
    const place = shape.kind === 'box' ? { box: [a[0], a[1], b[0] - a[0], b[1] - a[1]] } : { polygon: [[shape.points]] }
    return { id: `o${i}`, label: shape.label, score: i === 0 ? score : 0.9, ...place }
  })

const writePhoto = (file: string): Promise<unknown> => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  return sharp({ create: { width: WIDTH / 4, height: HEIGHT / 4, channels: 3, background: '#888', noise } })
    .resize(WIDTH, HEIGHT, { kernel: 'cubic' })
    .jpeg({ quality: 85 })
    .toFile(file)
}

type Bed = { readonly kind: Kind; readonly shapes: readonly PeerShape[]; readonly dragged: number }

/** Each round's case of each kind comes after a small one, in whose time it is made ready, as in any queue. */
const writeCases = (folder: string, beds: readonly Bed[]): string => {
  const lines: object[] = [{ secondLook: 1, model: { name: 'shelf', version: '1' } }]
  let place = 0
  const add = (key: string, shapes: readonly PeerShape[]): void => {
    place += 1
    // The queue names a case by its file.
    const image = `${key}.jpg`
    copyFileSync(join(folder, key.startsWith('before') ? 'other.jpg' : 'photo.jpg'), join(folder, image))
    lines.push({ key, kind: 'image', image, prediction: { objects: objectsOf(shapes, place / 100) } })
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const { kind, shapes } of beds) {
      add(`before-${kind}-${round}`, shapes.slice(0, 1))
      add(`${kind}-${round}`, shapes)
    }
  add('last', (beds[0]?.shapes ?? []).slice(0, 1))
  const file = join(folder, 'cases.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return file
}

/** Drags the shape under a point, then turns the wheel there. */
const handle = async (page: Page, client: CDPSession, [x, y]: readonly [number, number]) => {
  await page.mouse.move(x, y)
  await page.mouse.click(x, y)
  await page.waitForTimeout(300)
  await page.mouse.down()
  for (let i = 1; i <= 4; i++) await page.mouse.move(x + i * 2, y)
  await frames(page)
  const drag = await busy(client, async () => {
    for (let i = 1; i <= MOVES; i++) {
      await page.mouse.move(x + 8 + i, y + i)
      await frames(page)
    }
  })
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await page.waitForTimeout(500)
  await page.mouse.move(x, y)
  const zoom = await busy(client, async () => {
    for (let i = 0; i < TURNS; i++) {
      await page.mouse.wheel(0, -40)
      await frames(page)
    }
    await page.waitForTimeout(400)
  })
  return { drag: drag / MOVES, zoom: zoom / TURNS }
}

/** Where a point of the fitted photo is on the page. */
const onPage = async (page: Page, selector: string, [x, y]: readonly [number, number]) => {
  const box = await page.locator(selector).boundingBox()
  if (!box) throw new Error('there is no stage')
  const scale = Math.min((box.width - 32) / WIDTH, (box.height - 32) / HEIGHT)
  return [
    box.x + (box.width - WIDTH * scale) / 2 + x * scale,
    box.y + (box.height - HEIGHT * scale) / 2 + y * scale,
  ] as const
}

const dragPoint = ({ shapes, dragged }: Bed): readonly [number, number] => {
  const shape = shapes[dragged]
  if (!shape) throw new Error('there is no shape to drag')
  return middle(shape)
}

const painted = (page: Page, key: string): Promise<unknown> =>
  page.waitForFunction(
    (name) =>
      document.querySelector(`[aria-label="Photo ${name}"]`) && performance.getEntriesByName('case-painted').length > 0,
    key,
  )

const measureOurs = async (page: Page, client: CDPSession, bed: Bed, round: number): Promise<Times> => {
  await painted(page, `before-${bed.kind}-${round}`)
  await page.waitForTimeout(1500)
  await page.evaluate(() =>
    addEventListener('pointerdown', () => performance.mark('asked'), { capture: true, once: true }),
  )
  const first = await untilPainted(
    page,
    async () => {
      await page.locator(`[title="${bed.kind}-${round}.jpg"]`).click()
      await painted(page, `${bed.kind}-${round}`)
      await page.waitForTimeout(300)
    },
    'case-painted',
  )
  const steps = await handle(page, client, await onPage(page, '#case-desk', dragPoint(bed)))
  await page.waitForTimeout(300)
  await page.keyboard.press('k')
  return { first, ...steps }
}

const measurePeer = async (page: Page, client: CDPSession, name: string, url: string, bed: Bed): Promise<Times> => {
  await page.goto(url)
  await page.waitForFunction(() => 'prepare' in globalThis)
  await page.evaluate(
    ([peer, { shapes, dragged }]) => {
      const { prepare } = globalThis as unknown as { prepare(...args: readonly unknown[]): Promise<void> }
      return prepare(peer, './photo.jpg', shapes, dragged)
    },
    [name, bed] as const,
  )
  const show = () =>
    page.evaluate(async () => {
      performance.mark('asked')
      await (globalThis as unknown as { show(): Promise<void> }).show()
      // Once the frame that shows it is out, as the desk marks its own.
      await new Promise(requestAnimationFrame)
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = done
        port2.postMessage(null)
      })
      performance.mark('peer-painted')
    })
  const first = await untilPainted(page, show, 'peer-painted')
  await page.waitForTimeout(300)
  return { first, ...(await handle(page, client, await onPage(page, '#stage', dragPoint(bed)))) }
}

const median = (all: readonly Times[]): Times => ({
  first: percentile(
    all.map(({ first }) => first),
    0.5,
  ),
  drag: percentile(
    all.map(({ drag }) => drag),
    0.5,
  ),
  zoom: percentile(
    all.map(({ zoom }) => zoom),
    0.5,
  ),
})

/** At most this many times what bare Canvas2D takes. */
const OVER_BARE = 1.5

const rowsOf = (kind: Kind, times: Readonly<Record<Contestant, Times>>): readonly Row[] =>
  STEPS.flatMap((step): Row[] => {
    const name = `canvas.${kind}.${step}`
    const plain = (suffix: string, value: number): Row => ({
      name: `${name}.${suffix}`,
      value,
      unit: 'ms',
      target: '',
      pass: null,
    })
    const ratio = (to: Contestant, most: number | null): Row => {
      const value = times.ours[step] / times[to][step]
      const target = most === null ? '' : most === 1 ? '< 1' : `≤ ${most}`
      return { name: `${name}.ours/${to}`, value, unit: '×', target, pass: most === null ? null : value <= most }
    }
    return [
      ...CONTESTANTS.map((contestant) => plain(contestant, times[contestant][step])),
      ratio('bare', OVER_BARE),
      ratio('react-konva', 1),
      ratio('annotorious', step === 'zoom' ? null : 1),
    ]
  })

export const bench: Bench = {
  name: 'canvas',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-canvas-'))
    const photoFile = join(folder, 'photo.jpg')
    await writePhoto(photoFile)
    const kinds: readonly Kind[] = ['boxes', 'polygons']
    const beds = kinds.map((kind): Bed => {
      const shapes = withDraggedLast(makeShapes(kind))
      return { kind, shapes, dragged: shapes.length - 1 }
    })
    const peers = await servePeers('canvas-peers', folder, { 'photo.jpg': readFileSync(photoFile) })
    try {
      await using desk = await browserDesk({
        prepare: async (call, own) => {
          await call('project.create', { name: 'bench' })
          const cases = join(own, 'cases')
          mkdirSync(cases)
          writeFileSync(join(cases, 'photo.jpg'), readFileSync(photoFile))
          await writePhoto(join(cases, 'other.jpg'))
          await call('import.start', { files: [{ from: 'path', path: writeCases(cases, beds) }] })
          await idle(call)
          const triggers = { ...DEFAULT_TRIGGERS, randomAudit: { ...DEFAULT_TRIGGERS.randomAudit, on: false } }
          await call('project.settings', { triggers })
          await idle(call)
        },
      })
      const peerPage = await desk.context.newPage()
      const [ours, theirs] = [await watched(desk.page), await watched(peerPage)]
      const times: Record<Contestant, Times[]> = { ours: [], bare: [], 'react-konva': [], annotorious: [] }
      const found: Record<Kind, typeof times> = { boxes: structuredClone(times), polygons: structuredClone(times) }
      for (let round = 0; round < ROUNDS; round++)
        for (const bed of beds)
          for (const name of CONTESTANTS) {
            const page = name === 'ours' ? desk.page : peerPage
            await page.bringToFront()
            found[bed.kind][name].push(
              name === 'ours'
                ? await measureOurs(page, ours, bed, round)
                : await measurePeer(page, theirs, name, peers.url, bed),
            )
          }
      return kinds.flatMap((kind) => {
        const all = found[kind]
        return rowsOf(kind, {
          ours: median(all.ours),
          bare: median(all.bare),
          'react-konva': median(all['react-konva']),
          annotorious: median(all.annotorious),
        })
      })
    } finally {
      peers.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
