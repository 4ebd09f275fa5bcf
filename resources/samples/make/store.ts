import type { World } from './camera.ts'
import { darker, lighter, mix } from './colour.ts'
import { letterStrokes } from './letters.ts'
import type { Box, Picture } from './picture.ts'
import { createProduct, type Product } from './products.ts'
import type { Seeded } from './seeded.ts'

/** How one store looks: the same in all its pictures. */
export type StoreLook = {
  readonly floor: string
  readonly tile: number
  readonly shelf: string
  readonly rail: string
  readonly wall: string
  readonly halfAisle: number
  /** 0..1: how much of the lamps the floor mirrors. */
  readonly shine: number
}

export type Find = { readonly label: 'out-of-stock' | 'low-stock' | 'missing-price-tag'; readonly box: Box }

const LEVELS = [0.12, 0.5, 0.86, 1.2, 1.53] as const
const TOP = 1.88
const BAY = 1.2
const DEPTH = 0.42

/** Floor, walls, ceiling with lamps. */
export const drawHall = (picture: Picture, look: StoreLook, length: number): void => {
  const w = 16
  picture.face(
    [
      [-w, 0, -2],
      [w, 0, -2],
      [w, 0, length + 4],
      [-w, 0, length + 4],
    ],
    look.floor,
  )
  for (let x = -4; x <= 4; x += look.tile)
    picture.face(
      [
        [x, 0.001, -0.4],
        [x + 0.007, 0.001, -0.4],
        [x + 0.007, 0.001, length + 3],
        [x, 0.001, length + 3],
      ],
      darker(look.floor, 0.35),
      0.5,
    )
  for (let z = -1; z < length + 3; z += look.tile)
    picture.face(
      [
        [-4, 0.001, z],
        [4, 0.001, z],
        [4, 0.001, z + 0.009],
        [-4, 0.001, z + 0.009],
      ],
      darker(look.floor, 0.35),
      0.5,
    )
  for (let i = 0; i < 40; i++) {
    const x = ((i * 7) % 11) * look.tile * 0.5 - 2
    const z = ((i * 13) % 23) * look.tile
    picture.face(
      [
        [x, 0.001, z],
        [x + look.tile, 0.001, z],
        [x + look.tile, 0.001, z + look.tile],
        [x, 0.001, z + look.tile],
      ],
      i % 2 ? '#ffffff' : '#1a1c20',
      0.05,
    )
  }
  picture.face(
    [
      [-w, 3.4, -2],
      [w, 3.4, -2],
      [w, 3.4, length + 4],
      [-w, 3.4, length + 4],
    ],
    mix(look.wall, '#70757a', 0.35),
  )
  for (let z = 0; z < length + 3; z += 1.2)
    picture.face(
      [
        [-w, 3.39, z],
        [w, 3.39, z],
        [w, 3.39, z + 0.03],
        [-w, 3.39, z + 0.03],
      ],
      '#54595e',
      0.45,
    )
  for (let x = -9.6; x < 10; x += 1.2)
    picture.face(
      [
        [x, 3.39, -1],
        [x + 0.03, 3.39, -1],
        [x + 0.03, 3.39, length + 3],
        [x, 3.39, length + 3],
      ],
      '#54595e',
      0.45,
    )
  picture.face(
    [
      [-w, 0, length + 3],
      [w, 0, length + 3],
      [w, 3.4, length + 3],
      [-w, 3.4, length + 3],
    ],
    look.wall,
  )
  picture.face(
    [
      [-w, 2.3, length + 2.95],
      [w, 2.3, length + 2.95],
      [w, 2.75, length + 2.95],
      [-w, 2.75, length + 2.95],
    ],
    mix(look.rail, '#3d5a62', 0.6),
  )
  picture.face(
    [
      [-w, 3, length + 2.95],
      [w, 3, length + 2.95],
      [w, 3.4, length + 2.95],
      [-w, 3.4, length + 2.95],
    ],
    '#05070a',
    0.16,
  )
  for (let x = -7.2; x < 7.2; x += 0.9) {
    picture.face(
      [
        [x, 0.15, length + 2.9],
        [x + 0.82, 0.15, length + 2.9],
        [x + 0.82, 2, length + 2.9],
        [x, 2, length + 2.9],
      ],
      '#dfe9ec',
    )
    for (let level = 0; level < 5; level++)
      for (let i = 0; i < 6; i++)
        picture.face(
          [
            [x + 0.06 + i * 0.12, 0.25 + level * 0.35, length + 2.88],
            [x + 0.15 + i * 0.12, 0.25 + level * 0.35, length + 2.88],
            [x + 0.15 + i * 0.12, 0.47 + level * 0.35, length + 2.88],
            [x + 0.06 + i * 0.12, 0.47 + level * 0.35, length + 2.88],
          ],
          ['#a7b7c2', '#c9836b', '#e5d7a8', '#7f9fae', '#b9c59a'][(i * 3 + level * 2 + Math.round(x * 10)) % 5] ??
            '#a7b7c2',
        )
    picture.face(
      [
        [x + 0.8, 0.1, length + 2.87],
        [x + 0.9, 0.1, length + 2.87],
        [x + 0.9, 2.05, length + 2.87],
        [x + 0.8, 2.05, length + 2.87],
      ],
      '#565d63',
    )
  }
  for (let z = 1; z < length + 3; z += 2.4) {
    for (const x of [-4.2, -0.95, 0.55, 3.8]) {
      const lamp: World[] = [
        [x, 3.38, z],
        [x + 0.4, 3.38, z],
        [x + 0.4, 3.38, z + 1.3],
        [x, 3.38, z + 1.3],
      ]
      const ring = picture.camera.projectRing(lamp)
      if (ring.length > 2) picture.shape(ring, '#fffdf2', { blur: 14, opacity: 0.8 })
      picture.face(lamp, '#fffef8')
      const mirrored = picture.camera.projectRing([
        [x, -2.6, z],
        [x + 0.4, -2.6, z],
        [x + 0.4, -2.6, z + 1.9],
        [x, -2.6, z + 1.9],
      ])
      if (mirrored.length > 2) picture.shape(mirrored, '#ffffff', { blur: 16, opacity: look.shine })
    }
  }
}

/** A sign that hangs over the aisle. */
export const drawSign = (picture: Picture, text: string, z: number): void => {
  const [y, w] = [2.62, 0.95]
  for (const x of [-w * 0.8, w * 0.8])
    picture.line(
      [
        [x, 3.4, z],
        [x, y + 0.36, z],
      ],
      '#44494e',
      0.012,
    )
  picture.face(
    [
      [-w, y, z],
      [w, y, z],
      [w, y + 0.36, z],
      [-w, y + 0.36, z],
    ],
    '#1d4d57',
  )
  picture.face(
    [
      [-w, y, z],
      [w, y, z],
      [w, y + 0.03, z],
      [-w, y + 0.03, z],
    ],
    '#e8b64c',
  )
  for (const stroke of letterStrokes(text))
    picture.line(
      stroke.map(([u, v]): World => [-w + 0.14 + u * 0.2, y + 0.28 - v * 0.2, z]),
      '#f3f4ee',
      0.026,
    )
}

const drawProduct = (
  picture: Picture,
  product: Product,
  side: number,
  x: number,
  y: number,
  z: number,
  deep: number,
  near: number,
): void => {
  const { camera } = picture
  const px = camera.scale([x, y, z])
  const { width: w, height: h } = product
  const inward = side * deep
  if (!product.round) {
    const edge = near < z + w / 2 ? z : z + w
    picture.face(
      [
        [x, y, edge],
        [x + inward, y, edge],
        [x + inward, y + h, edge],
        [x, y + h, edge],
      ],
      darker(product.body, 0.45),
    )
  }
  if (camera.at[1] > y + h)
    picture.face(
      [
        [x, y + h, z],
        [x, y + h, z + w],
        [x + inward, y + h, z + w],
        [x + inward, y + h, z],
      ],
      product.round ? '#777b7e' : lighter(product.body, 0.12),
    )
  const along = side < 0 ? (u: number): number => z + u * w : (u: number): number => z + w - u * w
  for (const mark of product.marks) {
    if (mark.kind === 'area') {
      if (mark.fine && px * w < 26) continue
      picture.face(
        mark.points.map(([u, v]): World => [x, y + v * h, along(u)]),
        mark.fill,
        mark.opacity === 1 ? undefined : mark.opacity,
      )
    } else if (px * w > 22) {
      picture.line(
        mark.points.map(([u, v]): World => [x, y + v * h, along(u)]),
        mark.colour,
        mark.width * h,
      )
    }
  }
}

const drawTag = (picture: Picture, rail: number, y: number, z: number, promo: boolean, price: string): void => {
  const w = 0.065
  picture.face(
    [
      [rail, y + 0.003, z],
      [rail, y + 0.003, z + w],
      [rail, y + 0.042, z + w],
      [rail, y + 0.042, z],
    ],
    promo ? '#f5cf3f' : '#f6f5ef',
  )
  if (picture.camera.scale([rail, y, z]) < 150) return
  const side = Math.sign(rail)
  for (const stroke of letterStrokes(price))
    picture.line(
      stroke.map(
        ([u, v]): World => [rail, y + 0.037 - v * 0.022, side < 0 ? z + 0.008 + u * 0.014 : z + w - 0.008 - u * 0.014],
      ),
      promo ? '#a11b1b' : '#20242a',
      0.0035,
    )
}

/** What one stretch of shelf holds. */
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

/** One bay of one side (−1 left, 1 right), from z to z + BAY; answers what is missing on it. */
const drawBay = (picture: Picture, look: StoreLook, seed: Seeded, side: number, z: number, trouble: number): Find[] => {
  const finds: Find[] = []
  const { camera } = picture
  const front = side * look.halfAisle
  const back = front + side * DEPTH
  const near = Math.min(Math.max(camera.at[2], z), z + BAY)
  const quad = (x0: number, x1: number, y0: number, y1: number): World[] => [
    [x0, y0, z],
    [x0, y0, z + BAY],
    [x1, y1, z + BAY],
    [x1, y1, z],
  ]
  picture.face(quad(back, back, 0, TOP + 0.1), mix(look.shelf, '#5a5f64', 0.5))
  for (let i = 0; i < 12; i++)
    picture.line(
      [
        [back, 0.1, z + i * 0.1],
        [back, TOP, z + i * 0.1],
      ],
      '#33383d',
      0.006,
      0.25,
    )
  LEVELS.forEach((y, level) => {
    const ceiling = LEVELS[level + 1] ?? TOP + 0.12
    const free = ceiling - y - 0.07
    picture.face(quad(front, back, y, y), mix(look.shelf, '#777c80', 0.25 + 0.08 * (4 - level)))
    picture.face(quad(back, back, ceiling - 0.14, ceiling), '#05070a', 0.42)
    picture.face(quad(back, back, y, y + 0.05), '#05070a', 0.3)
    picture.face(quad(front + side * 0.2, back, y + 0.001, y + 0.001), '#05070a', 0.3)
    const jobs: { z: number; draw: () => void }[] = []
    const tags: (() => void)[] = []
    let cursor = z + 0.02
    while (cursor < z + BAY - 0.1) {
      const plan = planStretch(seed, free, trouble)
      const step = plan.product.width + 0.006
      const facings = Math.max(1, Math.min(plan.facings, Math.floor((z + BAY - 0.02 - cursor) / step)))
      const start = cursor
      const end = start + facings * step
      if (end > z + BAY) break
      const left = plan.state === 'full' ? facings : plan.state === 'low' ? Math.max(1, Math.floor(facings / 3)) : 0
      const place = seed.int(0, facings - left)
      for (let i = 0; i < facings; i++) {
        if (i < place || i >= place + left) continue
        const depth = plan.state === 'low' ? seed.range(0.1, 0.2) : seed.range(0.015, 0.05)
        const layers = plan.state === 'full' && plan.product.height * 2 < free && plan.product.round ? 2 : 1
        const jitter = seed.range(-0.004, 0.004)
        jobs.push({
          z: start + i * step,
          draw: () => {
            for (let layer = 0; layer < layers; layer++)
              drawProduct(
                picture,
                plan.product,
                side,
                front + side * depth,
                y + 0.004 + layer * plan.product.height,
                start + i * step + jitter,
                DEPTH - depth - 0.06,
                near,
              )
          },
        })
      }
      const ring = camera.projectRing([
        [front, y + 0.045, start],
        [front, y + 0.045, end],
        [front, y + Math.min(free, 0.3), end],
        [front, y + Math.min(free, 0.3), start],
      ])
      if (plan.state !== 'full' && facings > 1) {
        const box = boxOf(ring, camera.width, camera.height)
        if (box !== null && box.w > 26 && box.h > 26)
          finds.push({ label: plan.state === 'empty' ? 'out-of-stock' : 'low-stock', box })
      }
      const tagAt = start + Math.min(0.04, (end - start) / 3)
      if (plan.tag) tags.push(() => drawTag(picture, front - side * 0.004, y, tagAt, plan.promo, plan.price))
      else {
        const bare = camera.projectRing([
          [front, y, start],
          [front, y, end],
          [front, y + 0.045, end],
          [front, y + 0.045, start],
        ])
        const box = boxOf(bare, camera.width, camera.height)
        if (box !== null && box.w > 50 && box.h > 13) finds.push({ label: 'missing-price-tag', box })
      }
      cursor = end + 0.004
    }
    jobs.sort((a, b) => Math.abs(b.z - near) - Math.abs(a.z - near))
    for (const job of jobs) job.draw()
    picture.face(quad(front, front, ceiling - 0.11, ceiling), '#05070a', 0.28)
    picture.face(quad(front, front, y - 0.002, y + 0.045), look.rail)
    picture.face(quad(front, front, y - 0.012, y - 0.002), darker(look.rail, 0.5))
    for (const tag of tags) tag()
    if (level < 2)
      picture.face(quad(front - side * 0.001, front - side * 0.001, y, ceiling), '#05070a', 0.13 - level * 0.05)
  })
  picture.face(quad(front, front, 0, LEVELS[0]), darker(look.shelf, 0.55))
  picture.face(quad(front, back + side * DEPTH, TOP + 0.12, TOP + 0.12), darker(look.shelf, 0.22))
  picture.face(quad(front + side * 0.05, back + side * DEPTH, TOP + 0.121, TOP + 0.121), '#ffffff', 0.06)
  picture.face(quad(front, front, TOP + 0.09, TOP + 0.13), lighter(look.shelf, 0.1))
  for (const at of [z, z + BAY])
    picture.face(
      [
        [front - side * 0.005, 0, at - 0.02],
        [front - side * 0.005, 0, at + 0.02],
        [front - side * 0.005, TOP + 0.1, at + 0.02],
        [front - side * 0.005, TOP + 0.1, at - 0.02],
      ],
      darker(look.shelf, 0.25),
    )
  return finds
}

const boxOf = (ring: readonly (readonly [number, number])[], width: number, height: number): Box | null => {
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

/** Both sides of the aisle, farthest bay first. */
export const drawShelves = (
  picture: Picture,
  look: StoreLook,
  seed: Seeded,
  length: number,
  trouble: number,
): Find[] => {
  const { camera } = picture
  const bays: { side: number; z: number; far: number }[] = []
  for (let z = -1.2; z < length; z += BAY)
    for (const side of [-1, 1]) bays.push({ side, z, far: Math.abs(z + BAY / 2 - camera.at[2]) })
  bays.sort((a, b) => b.far - a.far || a.side - b.side)
  const finds = bays.flatMap((bay) => drawBay(picture, look, seed, bay.side, Number(bay.z.toFixed(3)), trouble))
  for (const side of [-1, 1]) {
    const x = side * look.halfAisle
    const shade = camera.projectRing([
      [x, 0.002, -1],
      [x - side * 0.35, 0.002, -1],
      [x - side * 0.35, 0.002, length],
      [x, 0.002, length],
    ])
    if (shade.length > 2) picture.shape(shade, '#05070a', { opacity: 0.3, blur: 18 })
  }
  return finds
}
