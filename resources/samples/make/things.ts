import type { Screen, World } from './camera.ts'
import type { Picture } from './picture.ts'
import type { Seeded } from './seeded.ts'

/** A shopping cart standing at `at`, its length along the aisle. */
export const drawCart = (picture: Picture, seed: Seeded, at: World, full: boolean): void => {
  const [x, , z] = at
  const steel = '#aeb5ba'
  const handle = seed.pick(['#c4452f', '#2f6db0', '#2b8a62'])
  const shadow = picture.camera.projectRing([
    [x - 0.35, 0.002, z - 0.1],
    [x + 0.4, 0.002, z - 0.1],
    [x + 0.4, 0.002, z + 1],
    [x - 0.35, 0.002, z + 1],
  ])
  if (shadow.length > 2) picture.shape(shadow, '#05070a', { opacity: 0.35, blur: 8 })
  const corner = (u: number, v: number, y: number): World => [
    x + (u - 0.5) * (0.44 + 0.12 * y),
    0.45 + y * 0.5,
    z + v * (0.72 + 0.14 * y),
  ]
  const bottom = (u: number, v: number): World => [x + (u - 0.5) * 0.5, 0.12, z + v * 0.85]
  for (const u of [0, 1])
    for (const v of [0, 1]) {
      const wheel = picture.camera.project([bottom(u, v)[0], 0.06, bottom(u, v)[2]])
      const r = 0.06 * picture.camera.scale(bottom(u, v))
      if (wheel) picture.ellipse(wheel, r * 0.6, r, '#24272b')
    }
  picture.line([bottom(0, 0), bottom(1, 0), bottom(1, 1), bottom(0, 1), bottom(0, 0)], '#7d848a', 0.025)
  for (const u of [0, 1]) picture.line([bottom(u, 0), corner(u, 0, 0.1), corner(u, 0, 1.1)], '#8b9298', 0.025)
  picture.face([corner(0, 0, 0), corner(1, 0, 0), corner(1, 1, 0), corner(0, 1, 0)], '#23272b', 0.35)
  const wires = (from: (t: number) => World, to: (t: number) => World, count: number): void => {
    for (let i = 0; i <= count; i++) picture.line([from(i / count), to(i / count)], steel, 0.008, 0.9)
  }
  wires(
    (t) => corner(t, 1, 0),
    (t) => corner(t, 1, 1),
    8,
  )
  if (full)
    for (let i = 0; i < 7; i++) {
      const u = seed.range(0.08, 0.7)
      const v = seed.range(0.05, 0.75)
      const [px, , pz] = corner(u, v, 0)
      const h = seed.range(0.16, 0.34)
      const w = seed.range(0.1, 0.16)
      const colour = seed.pick(['#b8402f', '#e8d9b0', '#3d6f9e', '#5d8a4e', '#d8a63a', '#f0efe9', '#7a4a7e'])
      picture.face(
        [
          [px, 0.47, pz],
          [px + w, 0.47, pz],
          [px + w, 0.47 + h, pz],
          [px, 0.47 + h, pz],
        ],
        colour,
      )
      picture.face(
        [
          [px, 0.47 + h, pz],
          [px + w, 0.47 + h, pz],
          [px + w, 0.47 + h, pz + 0.12],
          [px, 0.47 + h, pz + 0.12],
        ],
        '#ffffff',
        0.35,
      )
      picture.face(
        [
          [px + w * 0.7, 0.47, pz],
          [px + w, 0.47, pz],
          [px + w, 0.47 + h, pz],
          [px + w * 0.7, 0.47 + h, pz],
        ],
        '#05070a',
        0.25,
      )
    }
  wires(
    (t) => corner(0, t, 0),
    (t) => corner(0, t, 1),
    10,
  )
  wires(
    (t) => corner(1, t, 0),
    (t) => corner(1, t, 1),
    10,
  )
  wires(
    (t) => corner(t, 0, 0),
    (t) => corner(t, 0, 1),
    8,
  )
  for (const y of [0, 0.33, 0.66, 1])
    picture.line(
      [corner(0, 0, y), corner(1, 0, y), corner(1, 1, y), corner(0, 1, y), corner(0, 0, y)],
      steel,
      y === 1 ? 0.02 : 0.008,
    )
  picture.line([corner(0, -0.12, 1.14), corner(1, -0.12, 1.14)], handle, 0.05)
  for (const u of [0, 1]) picture.line([corner(u, 0, 1), corner(u, -0.12, 1.14)], steel, 0.02)
}

/** A hand basket whose top is at `at`. */
export const drawBasket = (picture: Picture, seed: Seeded, at: World): void => {
  const [x, y, z] = at
  const colour = seed.pick(['#b5322f', '#2c5f9e', '#3d7a46'])
  const side = (inset: number, low: number): World[] => [
    [x - 0.2 + inset, y - low, z - 0.12],
    [x + 0.2 - inset, y - low, z - 0.12],
    [x + 0.2 - inset, y - low, z + 0.12],
    [x - 0.2 + inset, y - low, z + 0.12],
  ]
  const [top, foot] = [side(0, 0), side(0.04, 0.22)]
  picture.face(top, '#2b2320')
  for (let i = 0; i < 4; i++) {
    const px = x - 0.14 + i * 0.08
    picture.face(
      [
        [px, y - 0.1, z],
        [px + 0.07, y - 0.1, z],
        [px + 0.07, y + seed.range(0.01, 0.1), z],
        [px, y + seed.range(0.01, 0.1), z],
      ],
      seed.pick(['#e5cf8a', '#c85b3f', '#d9dfd8', '#5e8f57', '#8d5f9a']),
    )
  }
  const [a, b] = [top[0], top[1]]
  const [c, d] = [foot[1], foot[0]]
  if (a && b && c && d) {
    picture.face([a, b, c, d], colour)
    for (let i = 1; i < 9; i++) {
      const t = i / 9
      picture.line(
        [
          [a[0] + (b[0] - a[0]) * t, a[1] - 0.05, a[2]],
          [d[0] + (c[0] - d[0]) * t, d[1] + 0.02, d[2]],
        ],
        '#1b1513',
        0.012,
        0.55,
      )
    }
    picture.line([a, b], '#ffffff', 0.014, 0.35)
  }
  picture.line(
    [
      [x - 0.19, y, z],
      [x - 0.1, y + 0.17, z],
      [x + 0.1, y + 0.17, z],
      [x + 0.19, y, z],
    ],
    '#1f2124',
    0.02,
  )
}

/** An open carton on the floor, half emptied onto the shelf. */
export const drawCarton = (picture: Picture, at: World): void => {
  const [x, y, z] = at
  const [w, h, d] = [0.42, 0.32, 0.36]
  const shadow = picture.camera.projectRing([
    [x - 0.06, 0.002, z - 0.06],
    [x + w + 0.14, 0.002, z - 0.06],
    [x + w + 0.14, 0.002, z + d],
    [x - 0.06, 0.002, z + d],
  ])
  if (shadow.length > 2) picture.shape(shadow, '#05070a', { opacity: 0.4, blur: 7 })
  picture.face(
    [
      [x, y + h, z],
      [x + w, y + h, z],
      [x + w, y + h, z + d],
      [x, y + h, z + d],
    ],
    '#4b3621',
  )
  for (let i = 0; i < 5; i++)
    picture.face(
      [
        [x + 0.03 + i * 0.075, y + h - 0.05, z + 0.1],
        [x + 0.09 + i * 0.075, y + h - 0.05, z + 0.1],
        [x + 0.09 + i * 0.075, y + h + 0.02, z + 0.1],
        [x + 0.03 + i * 0.075, y + h + 0.02, z + 0.1],
      ],
      '#c96a45',
    )
  picture.face(
    [
      [x, y, z],
      [x + w, y, z],
      [x + w, y + h, z],
      [x, y + h, z],
    ],
    '#b58a58',
  )
  const edge = picture.camera.at[0] < x ? x : x + w
  picture.face(
    [
      [edge, y, z],
      [edge, y, z + d],
      [edge, y + h, z + d],
      [edge, y + h, z],
    ],
    '#94703f',
  )
  picture.face(
    [
      [x, y + h, z],
      [x + w, y + h, z],
      [x + w + 0.02, y + h + 0.08, z - 0.14],
      [x - 0.02, y + h + 0.08, z - 0.14],
    ],
    '#c79c68',
  )
  picture.face(
    [
      [x + w * 0.42, y, z - 0.001],
      [x + w * 0.58, y, z - 0.001],
      [x + w * 0.58, y + h, z - 0.001],
      [x + w * 0.42, y + h, z - 0.001],
    ],
    '#d8be90',
    0.7,
  )
}

/** A puddle on the floor around `at`; `wide` in metres. */
export const drawSpill = (picture: Picture, seed: Seeded, at: World, wide: number): void => {
  const colour = seed.pick(['#5f7f93', '#8d5a2d', '#7a2f2f', '#c9c3ac'])
  const lobes = [seed.range(0, 6), seed.range(0, 6), seed.range(0, 6)]
  const ring = (shrink: number, dx: number): Screen[] =>
    Array.from({ length: 28 }, (_, i) => {
      const angle = (i / 28) * Math.PI * 2
      const r =
        wide *
        shrink *
        (0.42 +
          0.1 * Math.sin(angle * 2 + (lobes[0] ?? 0)) +
          0.07 * Math.sin(angle * 3 + (lobes[1] ?? 0)) +
          0.04 * Math.sin(angle * 7 + (lobes[2] ?? 0)))
      return picture.camera.project([at[0] + dx + Math.cos(angle) * r, 0.003, at[2] + Math.sin(angle) * r * 1.2])
    }).filter((point) => point !== null)
  picture.shape(ring(1.03, 0), '#05070a', { smooth: true, opacity: 0.25 })
  picture.shape(ring(1, 0), colour, { smooth: true, opacity: 0.62 })
  picture.shape(ring(0.7, -0.04 * wide), '#ffffff', { smooth: true, opacity: 0.16 })
  picture.shape(ring(0.28, -0.12 * wide), '#ffffff', { smooth: true, opacity: 0.5 })
  for (let i = 0; i < 6; i++) {
    const spot = picture.camera.project([
      at[0] + seed.range(-0.8, 0.8) * wide,
      0.003,
      at[2] + seed.range(-0.8, 0.8) * wide,
    ])
    const r = seed.range(0.01, 0.03) * picture.camera.scale(at)
    if (spot) picture.ellipse(spot, r, r * 0.45, colour, { opacity: 0.6 })
  }
}
