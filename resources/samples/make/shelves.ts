import type { Screen, World } from './camera.ts'
import { darker, lighter, mix } from './colour.ts'
import { along } from './faces.ts'
import type { StoreLook } from './hall.ts'
import { letterStrokes } from './letters.ts'
import type { Box, Picture } from './picture.ts'
import { createProduct, type Product } from './products.ts'
import type { Seeded } from './seeded.ts'

/** What is wrong with a stretch of shelf, and where it shows. */
export type Find = { readonly label: 'out-of-stock' | 'low-stock' | 'missing-price-tag'; readonly box: Box }

/** Heights of the boards, of the whole shelf, and a bay's length and depth: metres. */
const LEVELS = [0.12, 0.5, 0.86, 1.2, 1.53] as const
const TOP = 1.88
const BAY = 1.2
const DEPTH = 0.42
const SHADE = '#05070a'

/** One bay of one side (−1 left, 1 right), from z to z + BAY. */
type Bay = {
  readonly picture: Picture
  readonly look: StoreLook
  readonly seed: Seeded
  readonly side: number
  readonly z: number
  /** The x of the shelf's front edge and of its back. */
  readonly front: number
  readonly back: number
  /** The z in this bay that is nearest to the camera. */
  readonly near: number
  /** Share of stretches that are sold out. */
  readonly trouble: number
}

/** Where one package's front lower corner stands, and how deep its row goes. */
type Place = { readonly x: number; readonly y: number; readonly z: number; readonly deep: number }

const drawProduct = ({ picture, side, near }: Bay, product: Product, { x, y, z, deep }: Place): void => {
  const { camera } = picture
  const px = camera.scale([x, y, z])
  const { width: w, height: h } = product
  const inner = x + side * deep
  const edge = near < z + w / 2 ? z : z + w
  const flank: World[] = [
    [x, y, edge],
    [inner, y, edge],
    [inner, y + h, edge],
    [x, y + h, edge],
  ]
  if (!product.round) picture.face(flank, darker(product.body, 0.45))
  if (camera.at[1] > y + h)
    picture.face(along(x, inner, y + h, y + h, z, z + w), product.round ? '#777b7e' : lighter(product.body, 0.12))
  const across = side < 0 ? (u: number): number => z + u * w : (u: number): number => z + w - u * w
  for (const mark of product.marks) {
    const points = mark.points.map(([u, v]): World => [x, y + v * h, across(u)])
    if (mark.kind === 'stroke') {
      if (px * w > 22) picture.line(points, mark.colour, mark.width * h)
    } else if (!mark.fine || px * w >= 26) {
      picture.face(points, mark.fill, mark.opacity === 1 ? undefined : mark.opacity)
    }
  }
}

/** What one stretch of shelf should hold, and what it does. */
type Stretch = {
  readonly product: Product
  readonly facings: number
  readonly state: 'full' | 'low' | 'empty'
  readonly tag: boolean
  readonly promo: boolean
  readonly price: string
}

const planStretch = (seed: Seeded, tallest: number, trouble: number): Stretch => {
  const draw = seed.next()
  return {
    product: createProduct(seed, tallest),
    facings: seed.int(2, 5),
    state: draw < trouble ? 'empty' : draw < trouble * 1.6 ? 'low' : 'full',
    tag: !seed.chance(trouble * 0.6),
    promo: seed.chance(0.14),
    price: `${seed.int(0, 9)}.${seed.pick(['29', '49', '79', '95', '99', '09'])}`,
  }
}

const drawTag = ({ picture, side, front }: Bay, y: number, z: number, { promo, price }: Stretch): void => {
  const rail = front - side * 0.004
  const w = 0.065
  picture.face(along(rail, rail, y + 0.003, y + 0.042, z, z + w), promo ? '#f5cf3f' : '#f6f5ef')
  if (picture.camera.scale([rail, y, z]) < 150) return
  for (const stroke of letterStrokes(price)) {
    const points = stroke.map(([u, v]): World => {
      const inset = 0.008 + u * 0.014
      return [rail, y + 0.037 - v * 0.022, side < 0 ? z + inset : z + w - inset]
    })
    picture.line(points, promo ? '#a11b1b' : '#20242a', 0.0035)
  }
}

const boxOf = (ring: readonly Screen[], width: number, height: number): Box | null => {
  if (ring.length < 3) return null
  const xs = ring.map(([x]) => x)
  const ys = ring.map(([, y]) => y)
  const full = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys))
  const x = Math.max(0, Math.min(...xs))
  const y = Math.max(0, Math.min(...ys))
  const w = Math.min(width, Math.max(...xs)) - x
  const h = Math.min(height, Math.max(...ys)) - y
  return w <= 0 || h <= 0 || w * h < full * 0.6 ? null : { x, y, w, h }
}

/** The finds of a stretch from z0 to z1 on the board at y; those too small to see are none. */
const findsOf = (
  { picture, front }: Bay,
  stretch: Stretch,
  y: number,
  free: number,
  z0: number,
  z1: number,
): Find[] => {
  const { camera } = picture
  const seen = (y0: number, y1: number): Box | null => {
    const ring = camera.projectRing([
      [front, y0, z0],
      [front, y0, z1],
      [front, y1, z1],
      [front, y1, z0],
    ])
    return boxOf(ring, camera.width, camera.height)
  }
  const finds: Find[] = []
  const gap = seen(y + 0.045, y + Math.min(free, 0.3))
  if (stretch.state !== 'full' && gap !== null && gap.w > 26 && gap.h > 26)
    finds.push({ label: stretch.state === 'empty' ? 'out-of-stock' : 'low-stock', box: gap })
  const bare = seen(y, y + 0.045)
  if (!stretch.tag && bare !== null && bare.w > 50 && bare.h > 13) finds.push({ label: 'missing-price-tag', box: bare })
  return finds
}

/** What will be drawn on one board once all of it is planned. */
type Stocked = {
  readonly packages: { readonly z: number; readonly draw: () => void }[]
  readonly tags: (() => void)[]
  readonly finds: Find[]
}

const stockStretch = (
  bay: Bay,
  stretch: Stretch,
  y: number,
  free: number,
  start: number,
  facings: number,
): Stocked['packages'] => {
  const { seed, side, front } = bay
  const { product, state } = stretch
  const step = product.width + 0.006
  const left = state === 'full' ? facings : state === 'low' ? Math.max(1, Math.floor(facings / 3)) : 0
  const first = seed.int(0, facings - left)
  return Array.from({ length: left }, (_, i) => {
    const z = start + (first + i) * step
    const set = state === 'low' ? seed.range(0.1, 0.2) : seed.range(0.015, 0.05)
    const layers = state === 'full' && product.height * 2 < free && product.round ? 2 : 1
    const shifted = z + seed.range(-0.004, 0.004)
    const draw = (): void => {
      for (let layer = 0; layer < layers; layer++)
        drawProduct(bay, product, {
          x: front + side * set,
          y: y + 0.004 + layer * product.height,
          z: shifted,
          deep: DEPTH - set - 0.06,
        })
    }
    return { z, draw }
  })
}

const stockBoard = (bay: Bay, y: number, free: number): Stocked => {
  const stocked: Stocked = { packages: [], tags: [], finds: [] }
  let start = bay.z + 0.02
  while (start < bay.z + BAY - 0.1) {
    const stretch = planStretch(bay.seed, free, bay.trouble)
    const step = stretch.product.width + 0.006
    const facings = Math.max(1, Math.min(stretch.facings, Math.floor((bay.z + BAY - 0.02 - start) / step)))
    const end = start + facings * step
    if (end > bay.z + BAY) break
    stocked.packages.push(...stockStretch(bay, stretch, y, free, start, facings))
    const [z0, z1] = [start, end]
    // Where only one package fits, its absence does not look like a gap.
    const seen: Stretch = facings > 1 ? stretch : { ...stretch, state: 'full' }
    stocked.finds.push(...findsOf(bay, seen, y, free, z0, z1))
    if (stretch.tag) stocked.tags.push(() => drawTag(bay, y, z0 + Math.min(0.04, (z1 - z0) / 3), stretch))
    start = end + 0.004
  }
  stocked.packages.sort((a, b) => Math.abs(b.z - bay.near) - Math.abs(a.z - bay.near))
  return stocked
}

const drawBoard = (bay: Bay, y: number, level: number): Find[] => {
  const { picture, look, side, z, front, back } = bay
  const quad = (x0: number, x1: number, y0: number, y1: number): World[] => along(x0, x1, y0, y1, z, z + BAY)
  const ceiling = LEVELS[level + 1] ?? TOP + 0.12
  picture.face(quad(front, back, y, y), mix(look.shelf, '#777c80', 0.25 + 0.08 * (4 - level)))
  picture.face(quad(back, back, ceiling - 0.14, ceiling), SHADE, 0.42)
  picture.face(quad(back, back, y, y + 0.05), SHADE, 0.3)
  picture.face(quad(front + side * 0.2, back, y + 0.001, y + 0.001), SHADE, 0.3)
  const { packages, tags, finds } = stockBoard(bay, y, ceiling - y - 0.07)
  for (const one of packages) one.draw()
  picture.face(quad(front, front, ceiling - 0.11, ceiling), SHADE, 0.28)
  picture.face(quad(front, front, y - 0.002, y + 0.045), look.rail)
  picture.face(quad(front, front, y - 0.012, y - 0.002), darker(look.rail, 0.5))
  for (const tag of tags) tag()
  if (level < 2) picture.face(quad(front - side * 0.001, front - side * 0.001, y, ceiling), SHADE, 0.13 - level * 0.05)
  return finds
}

/** Draws a bay and answers what is missing on it. */
const drawBay = (bay: Bay): Find[] => {
  const { picture, look, side, z, front, back } = bay
  const quad = (x0: number, x1: number, y0: number, y1: number): World[] => along(x0, x1, y0, y1, z, z + BAY)
  const slat = (at: number): World[] => [
    [back, 0.1, at],
    [back, TOP, at],
  ]
  picture.face(quad(back, back, 0, TOP + 0.1), mix(look.shelf, '#5a5f64', 0.5))
  for (let i = 0; i < 12; i++) picture.line(slat(z + i * 0.1), '#33383d', 0.006, 0.25)
  const finds = LEVELS.flatMap((y, level) => drawBoard(bay, y, level))
  const roof = TOP + 0.12
  picture.face(quad(front, front, 0, LEVELS[0]), darker(look.shelf, 0.55))
  picture.face(quad(front, back + side * DEPTH, roof, roof), darker(look.shelf, 0.22))
  picture.face(quad(front + side * 0.05, back + side * DEPTH, roof + 0.001, roof + 0.001), '#ffffff', 0.06)
  picture.face(quad(front, front, TOP + 0.09, TOP + 0.13), lighter(look.shelf, 0.1))
  const post = front - side * 0.005
  for (const at of [z, z + BAY])
    picture.face(along(post, post, 0, TOP + 0.1, at - 0.02, at + 0.02), darker(look.shelf, 0.25))
  return finds
}

/** Both sides of the aisle, farthest bay first. */
export const drawShelves = (
  picture: Picture,
  look: StoreLook,
  seed: Seeded,
  length: number,
  trouble: number,
): Find[] => {
  const { camera } = picture
  const bays: Bay[] = []
  for (let at = -1.2; at < length; at += BAY) {
    const z = Number(at.toFixed(3))
    const near = Math.min(Math.max(camera.at[2], z), z + BAY)
    for (const side of [-1, 1]) {
      const front = side * look.halfAisle
      bays.push({ picture, look, seed, side, z, front, back: front + side * DEPTH, near, trouble })
    }
  }
  const far = ({ z }: Bay): number => Math.abs(z + BAY / 2 - camera.at[2])
  bays.sort((a, b) => far(b) - far(a) || a.side - b.side)
  const finds = bays.flatMap(drawBay)
  for (const side of [-1, 1]) {
    const x = side * look.halfAisle
    const shade = camera.projectRing([
      [x, 0.002, -1],
      [x - side * 0.35, 0.002, -1],
      [x - side * 0.35, 0.002, length],
      [x, 0.002, length],
    ])
    if (shade.length > 2) picture.shape(shade, SHADE, { opacity: 0.3, blur: 18 })
  }
  return finds
}
