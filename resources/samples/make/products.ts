import { darker, lighter, mix } from './colour.ts'
import { letterStrokes, letterWidth } from './letters.ts'
import type { Seeded } from './seeded.ts'

/** A flat drawing of a package's front in a unit square: u to the right, v up. */
export type Mark =
  | {
      readonly kind: 'area'
      readonly points: readonly (readonly [number, number])[]
      readonly fill: string
      readonly opacity: number
      readonly fine: boolean
    }
  | {
      readonly kind: 'stroke'
      readonly points: readonly (readonly [number, number])[]
      readonly colour: string
      readonly width: number
    }

export type Product = {
  /** Metres. */
  readonly width: number
  readonly height: number
  readonly round: boolean
  readonly body: string
  readonly marks: readonly Mark[]
}

const PALETTES = [
  ['#b3282d', '#f2e3c6', '#f0b429'],
  ['#1f5b9b', '#e9eef2', '#e0632b'],
  ['#2c7a4b', '#f4efdc', '#d9b23c'],
  ['#e7a21d', '#7b2418', '#fdf4df'],
  ['#6a3d80', '#f0e6ef', '#f3c14b'],
  ['#d8d4c8', '#28546b', '#c2452f'],
  ['#f0efe9', '#8a1f3d', '#c9a45c'],
  ['#16343f', '#d6c08a', '#e7e1cf'],
  ['#c9572a', '#fbe9cf', '#27443a'],
  ['#4c9bb0', '#fdfaf0', '#db4f4a'],
  ['#7c5133', '#efe0c2', '#c98b2f'],
  ['#9fb34a', '#fffbea', '#48602a'],
  ['#de7f9b', '#fff3f4', '#70324f'],
  ['#2b2d33', '#e8b64c', '#c7c9cc'],
  ['#f4d35e', '#275d8c', '#b83b2e'],
] as const
/** Nobody's brands: what is inside. */
const WORDS = [
  'OATS',
  'RICE',
  'TEA',
  'COCOA',
  'SOAP',
  'CORN',
  'BEANS',
  'PASTA',
  'JUICE',
  'MILK',
  'MINT',
  'OLIVE',
  'SALT',
  'HONEY',
  'PLUM',
  'LEMON',
  'WHEAT',
  'CRISP',
  'SODA',
  'PURE',
  'SOFT',
  'FRESH',
  'DAILY',
  'FIG',
] as const

const rect = (u0: number, v0: number, u1: number, v1: number): (readonly [number, number])[] => [
  [u0, v0],
  [u1, v0],
  [u1, v1],
  [u0, v1],
]
const oval = (u: number, v: number, ru: number, rv: number): (readonly [number, number])[] =>
  Array.from(
    { length: 12 },
    (_, i) => [u + ru * Math.cos((i * Math.PI) / 6), v + rv * Math.sin((i * Math.PI) / 6)] as const,
  )
const area = (points: readonly (readonly [number, number])[], fill: string, opacity = 1, fine = false): Mark => ({
  kind: 'area',
  points,
  fill,
  opacity,
  fine,
})

const word = (text: string, colour: string, u0: number, u1: number, v: number, aspect: number): Mark[] => {
  const size = Math.min(0.2, ((u1 - u0) / letterWidth(text)) * aspect)
  const width = (letterWidth(text) * size) / aspect
  const left = (u0 + u1 - width) / 2
  return letterStrokes(text).map((points) => ({
    kind: 'stroke',
    points: points.map(([x, y]) => [left + (x * size) / aspect, v + size / 2 - y * size] as const),
    colour,
    width: size * 0.15,
  }))
}

const print = (seed: Seeded, u0: number, u1: number, v0: number, v1: number, colour: string): Mark[] =>
  Array.from({ length: seed.int(2, 3) }, (_, i) => {
    const v = v1 - ((v1 - v0) * (i + 0.5)) / 3
    return area(rect(u0, v - 0.012, u0 + (u1 - u0) * seed.range(0.5, 1), v + 0.012), colour, 0.7, true)
  })

const roundness = (u0: number, u1: number, v0: number, v1: number): Mark[] => {
  const w = u1 - u0
  return [
    area(rect(u0, v0, u0 + w * 0.12, v1), '#000814', 0.3),
    area(rect(u0 + w * 0.12, v0, u0 + w * 0.22, v1), '#000814', 0.12),
    area(rect(u0 + w * 0.3, v0, u0 + w * 0.42, v1), '#ffffff', 0.24),
    area(rect(u0 + w * 0.66, v0, u0 + w * 0.82, v1), '#000814', 0.16),
    area(rect(u0 + w * 0.82, v0, u1, v1), '#000814', 0.38),
  ]
}

const carton = (seed: Seeded, [main, second, third]: readonly [string, string, string], aspect: number): Mark[] => {
  const text = seed.pick(WORDS)
  const marks = [area(rect(0, 0, 1, 1), main)]
  const look = seed.int(0, 3)
  if (look === 0) {
    marks.push(area(rect(0, 0.52, 1, 0.84), second), ...word(text, darker(main, 0.25), 0.1, 0.9, 0.68, aspect))
    marks.push(
      area(oval(0.5, 0.26, 0.3, 0.17), third),
      area(oval(0.46, 0.29, 0.14, 0.08), lighter(third, 0.4), 0.8, true),
    )
  } else if (look === 1) {
    marks.push(
      area(
        [
          [0, 0],
          [1, 0],
          [1, 0.32],
          [0, 0.55],
        ],
        second,
      ),
      area(
        [
          [0, 0.55],
          [1, 0.32],
          [1, 0.37],
          [0, 0.61],
        ],
        third,
      ),
    )
    marks.push(
      ...word(text, second, 0.12, 0.88, 0.78, aspect),
      ...print(seed, 0.12, 0.8, 0.05, 0.24, darker(main, 0.2)),
    )
  } else if (look === 2) {
    marks.push(area(oval(0.5, 0.58, 0.4, 0.28), second), ...word(text, main, 0.16, 0.84, 0.6, aspect))
    marks.push(area(rect(0, 0, 1, 0.14), third), ...print(seed, 0.2, 0.8, 0.16, 0.3, second))
  } else {
    marks.push(
      area(rect(0, 0, 0.26, 1), second),
      area(oval(0.63, 0.35, 0.26, 0.2), third),
      ...word(text, second, 0.3, 0.97, 0.75, aspect),
    )
    marks.push(area(oval(0.58, 0.4, 0.1, 0.08), lighter(third, 0.5), 0.7, true))
  }
  marks.push(
    area(rect(0, 0.95, 1, 1), '#ffffff', 0.16),
    area(rect(0, 0, 1, 0.06), '#000814', 0.2),
    area(rect(0.94, 0, 1, 1), '#000814', 0.18),
  )
  return marks
}

const bottle = (seed: Seeded, [main, second, third]: readonly [string, string, string], aspect: number): Mark[] => {
  const neck = seed.range(0.16, 0.22)
  const glass: (readonly [number, number])[] = [
    [0.08, 0],
    [0.92, 0],
    [0.96, 0.04],
    [0.96, 0.55],
    [0.86, 0.68],
    [0.5 + neck, 0.8],
    [0.5 + neck, 0.93],
    [0.5 - neck, 0.93],
    [0.5 - neck, 0.8],
    [0.14, 0.68],
    [0.04, 0.55],
    [0.04, 0.04],
  ]
  return [
    area(glass, mix(main, '#38463a', 0.15)),
    area(
      [
        [0.3, 0.06],
        [0.42, 0.06],
        [0.42, 0.66],
        [0.36, 0.72],
        [0.3, 0.62],
      ],
      '#ffffff',
      0.25,
      true,
    ),
    area(rect(0.04, 0.14, 0.96, 0.5), second),
    area(rect(0.04, 0.14, 0.96, 0.2), third, 1, true),
    ...word(seed.pick(WORDS), darker(main, 0.3), 0.14, 0.86, 0.35, aspect),
    ...roundness(0.04, 0.96, 0.03, 0.56),
    area(rect(0.5 - neck - 0.03, 0.88, 0.5 + neck + 0.03, 1), third),
    area(rect(0.5 + neck * 0.4, 0.7, 0.5 + neck, 1), '#000814', 0.3),
  ]
}

const tin = (seed: Seeded, [main, second, third]: readonly [string, string, string], aspect: number): Mark[] => [
  area(rect(0.03, 0.02, 0.97, 0.97), main),
  area(rect(0.03, 0.28, 0.97, 0.72), second),
  area(rect(0.03, 0.22, 0.97, 0.28), third),
  ...word(seed.pick(WORDS), darker(main, 0.2), 0.14, 0.86, 0.51, aspect),
  ...roundness(0.03, 0.97, 0.02, 0.97),
  area(oval(0.5, 0.965, 0.47, 0.035), '#c3c7ca'),
  area(rect(0.03, 0, 0.97, 0.045), '#9a9fa3'),
]

const bag = (seed: Seeded, [main, second, third]: readonly [string, string, string], aspect: number): Mark[] => [
  area(
    [
      [0.04, 0],
      [0.96, 0],
      [1, 0.12],
      [0.95, 0.5],
      [1, 0.88],
      [0.97, 1],
      [0.03, 1],
      [0, 0.88],
      [0.05, 0.5],
      [0, 0.12],
    ],
    main,
  ),
  area(oval(0.5, 0.42, 0.36, 0.24), second),
  area(oval(0.5, 0.26, 0.2, 0.1), third),
  ...word(seed.pick(WORDS), darker(main, 0.15), 0.18, 0.82, 0.47, aspect),
  area(rect(0.03, 0.93, 0.97, 1), darker(main, 0.25), 0.8),
  area(
    [
      [0.2, 0.1],
      [0.28, 0.1],
      [0.24, 0.88],
      [0.16, 0.88],
    ],
    '#ffffff',
    0.28,
  ),
  area(
    [
      [0.8, 0.08],
      [0.95, 0.1],
      [0.92, 0.88],
      [0.84, 0.9],
    ],
    '#000814',
    0.25,
  ),
]

const KINDS = [
  { make: carton, width: [0.11, 0.2], height: [0.17, 0.29], round: false },
  { make: carton, width: [0.07, 0.13], height: [0.14, 0.22], round: false },
  { make: bottle, width: [0.07, 0.09], height: [0.22, 0.3], round: true },
  { make: tin, width: [0.075, 0.1], height: [0.1, 0.13], round: true },
  { make: tin, width: [0.1, 0.13], height: [0.14, 0.19], round: true },
  { make: bag, width: [0.15, 0.22], height: [0.2, 0.29], round: false },
] as const

/** One article: all its facings on a shelf look alike. `tallest` is the shelf's free height in metres. */
export const createProduct = (seed: Seeded, tallest: number): Product => {
  const kind = seed.pick(KINDS)
  const palette = seed.pick(PALETTES)
  const width = seed.range(kind.width[0], kind.width[1])
  const height = Math.min(tallest, seed.range(kind.height[0], kind.height[1]))
  const toned = [
    mix(palette[0], '#8d8a84', 0.12),
    mix(palette[1], '#8d8a84', 0.1),
    mix(palette[2], '#8d8a84', 0.12),
  ] as const
  return { width, height, round: kind.round, body: toned[0], marks: kind.make(seed, toned, height / width) }
}
