import type { Screen, World } from './camera.ts'
import { darker, lighter } from './colour.ts'
import type { Picture } from './picture.ts'
import type { Seeded } from './seeded.ts'

export const POSES = [
  'walk-away',
  'walk-towards',
  'walk-side',
  'look',
  'reach',
  'crouch',
  'restock',
  'conceal',
  'push',
] as const
export type Pose = (typeof POSES)[number]

export type Look = {
  readonly skin: string
  readonly hair: string
  readonly top: string
  readonly legs: string
  readonly shoes: string
  readonly style: 'short' | 'long' | 'bun' | 'cap' | 'scarf' | 'bald'
  readonly coat: boolean
  readonly skirt: boolean
  readonly bag: 'none' | 'backpack' | 'shoulder'
  /** Metres. */
  readonly tall: number
  readonly build: number
  readonly staff: boolean
}

const SKINS = ['#f0cdb0', '#e2b48f', '#c8946a', '#a26f4b', '#7b4f34', '#58382a', '#ecc3a0']
const HAIRS = ['#201a17', '#3a2a20', '#5b4130', '#8a6a45', '#b9a184', '#8d8d8f', '#2a2a2e']
const TOPS = [
  '#3e4f63',
  '#6b2f35',
  '#7d7a70',
  '#2f4a3d',
  '#a8875a',
  '#54506b',
  '#262a31',
  '#9aa5ad',
  '#b7664a',
  '#3b6a7c',
  '#c9c1b2',
  '#7f3f5d',
]
const LEGS = ['#2b3444', '#1f2226', '#56514a', '#3f4c63', '#6c6455', '#33302f']

export const createLook = (seed: Seeded, staff: boolean): Look => ({
  skin: seed.pick(SKINS),
  hair: seed.pick(HAIRS),
  top: staff ? '#1f7a78' : seed.pick(TOPS),
  legs: staff ? '#23272d' : seed.pick(LEGS),
  shoes: seed.pick(['#1c1c1e', '#e6e4df', '#5a4636', '#7d8086']),
  style: seed.pick(['short', 'short', 'long', 'bun', 'cap', 'scarf', 'bald', 'long']),
  coat: !staff && seed.chance(0.35),
  skirt: !staff && seed.chance(0.15),
  bag: staff ? 'none' : seed.pick(['none', 'none', 'backpack', 'shoulder']),
  tall: seed.range(1.56, 1.9),
  build: seed.range(0.9, 1.16),
  staff,
})

type Joint = readonly [x: number, y: number]
type Skeleton = {
  readonly view: 'front' | 'back' | 'side'
  readonly hip: Joint
  readonly shoulder: Joint
  readonly head: Joint
  /** Knee and foot, the far leg first. */
  readonly legs: readonly (readonly [Joint, Joint])[]
  /** Elbow and hand, the far arm first. */
  readonly arms: readonly (readonly [Joint, Joint])[]
}

/** Joints for a person 1.72 m tall facing right, feet at the origin. */
const SKELETONS: Readonly<Record<Pose, Skeleton>> = {
  'walk-away': {
    view: 'back',
    hip: [0, 0.93],
    shoulder: [0, 1.42],
    head: [0.01, 1.61],
    legs: [
      [
        [0.1, 0.52],
        [0.11, 0.14],
      ],
      [
        [-0.09, 0.5],
        [-0.1, 0.02],
      ],
    ],
    arms: [
      [
        [-0.27, 1.17],
        [-0.27, 0.92],
      ],
      [
        [0.27, 1.15],
        [0.25, 0.93],
      ],
    ],
  },
  'walk-towards': {
    view: 'front',
    hip: [0, 0.93],
    shoulder: [0, 1.42],
    head: [0, 1.61],
    legs: [
      [
        [-0.1, 0.52],
        [-0.11, 0.1],
      ],
      [
        [0.09, 0.48],
        [0.11, 0.02],
      ],
    ],
    arms: [
      [
        [0.26, 1.16],
        [0.24, 0.93],
      ],
      [
        [-0.27, 1.17],
        [-0.25, 0.95],
      ],
    ],
  },
  'walk-side': {
    view: 'side',
    hip: [0, 0.92],
    shoulder: [0.03, 1.41],
    head: [0.06, 1.6],
    legs: [
      [
        [-0.06, 0.5],
        [-0.34, 0.1],
      ],
      [
        [0.15, 0.52],
        [0.27, 0.03],
      ],
    ],
    arms: [
      [
        [0.13, 1.17],
        [0.27, 0.99],
      ],
      [
        [-0.13, 1.16],
        [-0.16, 0.92],
      ],
    ],
  },
  look: {
    view: 'side',
    hip: [0, 0.93],
    shoulder: [0.03, 1.42],
    head: [0.08, 1.59],
    legs: [
      [
        [0.07, 0.5],
        [0.07, 0.03],
      ],
      [
        [-0.02, 0.5],
        [-0.06, 0.02],
      ],
    ],
    arms: [
      [
        [0.1, 1.15],
        [0.28, 1.2],
      ],
      [
        [-0.01, 1.14],
        [0.22, 1.26],
      ],
    ],
  },
  reach: {
    view: 'side',
    hip: [-0.03, 0.93],
    shoulder: [0.03, 1.42],
    head: [0.07, 1.61],
    legs: [
      [
        [0.12, 0.5],
        [0.14, 0.03],
      ],
      [
        [-0.05, 0.5],
        [-0.12, 0.02],
      ],
    ],
    arms: [
      [
        [0.04, 1.14],
        [0.18, 1.02],
      ],
      [
        [0.27, 1.42],
        [0.52, 1.55],
      ],
    ],
  },
  crouch: {
    view: 'side',
    hip: [-0.16, 0.42],
    shoulder: [0.06, 0.86],
    head: [0.16, 1.03],
    legs: [
      [
        [0.22, 0.52],
        [0.1, 0.03],
      ],
      [
        [0.2, 0.28],
        [-0.16, 0.05],
      ],
    ],
    arms: [
      [
        [0.24, 0.66],
        [0.46, 0.6],
      ],
      [
        [0.2, 0.6],
        [0.44, 0.46],
      ],
    ],
  },
  restock: {
    view: 'side',
    hip: [-0.12, 0.88],
    shoulder: [0.16, 1.3],
    head: [0.27, 1.46],
    legs: [
      [
        [0.06, 0.49],
        [0.06, 0.03],
      ],
      [
        [-0.1, 0.47],
        [-0.13, 0.02],
      ],
    ],
    arms: [
      [
        [0.28, 1.05],
        [0.5, 1.0],
      ],
      [
        [0.24, 1.04],
        [0.5, 0.9],
      ],
    ],
  },
  conceal: {
    view: 'side',
    hip: [0, 0.93],
    shoulder: [0.01, 1.41],
    head: [-0.02, 1.6],
    legs: [
      [
        [0.08, 0.5],
        [0.09, 0.03],
      ],
      [
        [-0.03, 0.5],
        [-0.07, 0.02],
      ],
    ],
    arms: [
      [
        [0.22, 1.2],
        [0.36, 1.3],
      ],
      [
        [0.13, 1.13],
        [-0.02, 1.2],
      ],
    ],
  },
  push: {
    view: 'back',
    hip: [0, 0.93],
    shoulder: [0, 1.41],
    head: [0, 1.6],
    legs: [
      [
        [0.09, 0.52],
        [0.1, 0.13],
      ],
      [
        [-0.09, 0.5],
        [-0.11, 0.02],
      ],
    ],
    arms: [
      [
        [-0.28, 1.17],
        [-0.2, 1.03],
      ],
      [
        [0.28, 1.17],
        [0.2, 1.03],
      ],
    ],
  },
}

/** Draws one person standing at `feet`, looking right or (mirrored) left on the screen. */
export const drawPerson = (picture: Picture, look: Look, pose: Pose, feet: World, mirrored: boolean): void => {
  const { camera } = picture
  const base = camera.project(feet)
  if (base === null) return
  const body = SKELETONS[pose]
  const size = look.tall / 1.72
  const flip = mirrored ? -1 : 1
  const at = ([x, y]: Joint): Screen => {
    const across = x * size * flip
    return (
      camera.project([feet[0] + camera.right[0] * across, feet[1] + y * size, feet[2] + camera.right[2] * across]) ??
      base
    )
  }
  const px = camera.scale([feet[0], 1, feet[2]]) * size
  const limb = (a: Joint, b: Joint, wa: number, wb: number, colour: string): void => {
    const [p, q] = [at(a), at(b)]
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1
    const nx = -(q[1] - p[1]) / length
    const ny = (q[0] - p[0]) / length
    const [ra, rb] = [(wa * px) / 2, (wb * px) / 2]
    const towards = nx < 0 ? 1 : -1
    const middle: Screen = [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2]
    const shade = picture.gradient(
      [middle[0] + nx * ra * towards, middle[1] + ny * ra * towards],
      [middle[0] - nx * ra * towards, middle[1] - ny * ra * towards],
      [
        [0, darker(colour, 0.12)],
        [0.3, lighter(colour, 0.1)],
        [0.62, colour],
        [1, darker(colour, 0.5)],
      ],
    )
    const along = (t: number): Screen => [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t]
    const side = (centre: Screen, r: number, sign: number): Screen => [
      centre[0] + nx * r * sign,
      centre[1] + ny * r * sign,
    ]
    const start = along(-ra / length / 2)
    const end = along(1 + rb / length / 2)
    picture.shape(
      [
        side(start, ra * 0.7, 1),
        side(p, ra, 1),
        side(q, rb, 1),
        side(end, rb * 0.6, 1),
        side(end, rb * 0.6, -1),
        side(q, rb, -1),
        side(p, ra, -1),
        side(start, ra * 0.7, -1),
      ],
      shade,
      { smooth: true },
    )
  }
  const b = look.build
  const wide = body.view === 'side' ? 0.27 * b : 0.42 * b
  const drawLeg = ([knee, foot]: readonly [Joint, Joint], spread: number, far: boolean): void => {
    const colour = far ? darker(look.legs, 0.25) : look.legs
    const top: Joint = [body.hip[0] + spread, body.hip[1]]
    limb(top, knee, 0.19 * b, 0.13 * b, colour)
    limb(knee, [foot[0], foot[1] + 0.05], 0.13 * b, 0.09, colour)
    const toe = body.view === 'side' ? 0.11 : 0.01
    limb(
      [foot[0] - 0.015, foot[1] + 0.03],
      [foot[0] + toe, foot[1] + 0.012],
      0.085,
      0.055,
      far ? darker(look.shoes, 0.25) : look.shoes,
    )
  }
  const drawArm = ([elbow, hand]: readonly [Joint, Joint], from: Joint, far: boolean): void => {
    const sleeve = far ? darker(look.top, 0.22) : look.top
    limb(elbow, hand, 0.08 * b, 0.06, look.coat || !look.staff ? sleeve : look.skin)
    limb(from, elbow, 0.12 * b, 0.085 * b, sleeve)
    const [x, y] = at(hand)
    picture.ellipse([x, y], 0.042 * px, 0.05 * px, far ? darker(look.skin, 0.15) : look.skin)
    picture.ellipse([x + 0.014 * px, y + 0.012 * px], 0.028 * px, 0.034 * px, darker(look.skin, 0.35), { opacity: 0.4 })
  }
  const armRoot = (i: number): Joint =>
    body.view === 'side'
      ? [body.shoulder[0] + 0.01, body.shoulder[1] - 0.03]
      : [Math.sign(body.arms[i]?.[0][0] ?? 1) * wide * 0.5, body.shoulder[1] - 0.04]
  const shadow = camera.project([feet[0] + 0.05, 0, feet[2] + 0.04])
  if (shadow) {
    const spread = body.view === 'side' ? 0.42 : 0.3
    picture.ellipse(shadow, spread * px, spread * px * 0.34, '#05070a', { opacity: 0.42, blur: Math.max(3, px * 0.05) })
  }
  body.legs.forEach((leg, i) => {
    const spread = body.view === 'side' ? (i === 0 ? 0.02 : -0.01) : Math.sign(leg[0][0]) * 0.09
    drawLeg(leg, spread, i === 0)
  })
  if (body.view === 'side' && body.arms[0]) drawArm(body.arms[0], armRoot(0), true)
  drawTorso(picture, look, body, at, px, wide)
  if (look.bag === 'backpack' && body.view !== 'front') {
    const [bx, by] =
      body.view === 'side' ? [body.shoulder[0] - 0.2, body.shoulder[1] - 0.24] : [0, body.shoulder[1] - 0.25]
    const w = body.view === 'side' ? 0.09 : 0.15
    picture.shape(
      [at([bx - w, by + 0.2]), at([bx + w, by + 0.22]), at([bx + w * 1.05, by - 0.2]), at([bx - w * 1.05, by - 0.2])],
      darker(look.legs, 0.2),
      { smooth: true },
    )
    picture.shape(
      [at([bx - w * 0.7, by]), at([bx + w * 0.7, by]), at([bx + w * 0.7, by - 0.15]), at([bx - w * 0.7, by - 0.15])],
      lighter(look.legs, 0.12),
      { smooth: true },
    )
  }
  drawHead(picture, look, body, at, px, flip)
  if (body.view !== 'side' && body.arms[0]) drawArm(body.arms[0], armRoot(0), false)
  if (body.arms[1]) drawArm(body.arms[1], armRoot(1), false)
  if (look.bag === 'shoulder') {
    const x = body.view === 'side' ? body.hip[0] - 0.06 : -wide * 0.62
    const y = body.hip[1] + 0.05
    picture.stroke(
      [at([body.shoulder[0] + (body.view === 'side' ? 0 : wide * 0.3), body.shoulder[1]]), at([x, y + 0.1])],
      darker(look.top, 0.6),
      0.025 * px,
    )
    picture.shape(
      [at([x - 0.13, y + 0.1]), at([x + 0.13, y + 0.1]), at([x + 0.14, y - 0.14]), at([x - 0.14, y - 0.14])],
      '#5b3b26',
      { smooth: true },
    )
    picture.shape([at([x - 0.12, y + 0.09]), at([x + 0.12, y + 0.09]), at([x + 0.1, y]), at([x - 0.1, y])], '#7a5236', {
      smooth: true,
    })
  }
}

const drawTorso = (
  picture: Picture,
  look: Look,
  body: Skeleton,
  at: (joint: Joint) => Screen,
  px: number,
  wide: number,
): void => {
  const { hip, shoulder } = body
  const lean = shoulder[0] - hip[0]
  const rise = shoulder[1] - hip[1]
  // Along the spine (0 hip .. 1 shoulder) and across it.
  const on = (t: number, across: number): Screen =>
    at([hip[0] + lean * t + across * (rise > 0.35 ? 1 : 0.8), hip[1] + rise * t - across * lean * 0.7])
  const left = on(0.5, -wide * 0.55)
  const right = on(0.5, wide * 0.55)
  const fill = picture.gradient(left, right, [
    [0, darker(look.top, 0.2)],
    [0.28, lighter(look.top, 0.1)],
    [0.6, look.top],
    [1, darker(look.top, 0.5)],
  ])
  const hem = look.coat ? -0.62 : -0.12
  if (look.skirt)
    picture.shape(
      [on(0.1, -wide * 0.42), on(0.1, wide * 0.42), on(-0.85, wide * 0.6), on(-0.85, -wide * 0.6)],
      darker(look.legs, 0.1),
      {},
    )
  const side = body.view === 'side'
  picture.shape(
    [
      on(1.08, -wide * 0.2),
      on(1.03, -wide * 0.46),
      on(0.82, -wide * 0.54),
      on(0.4, -wide * 0.46),
      on(0.05, -wide * 0.47),
      on(hem, -wide * 0.5),
      on(hem - 0.03, 0),
      on(hem, wide * 0.5),
      on(0.05, wide * (side ? 0.5 : 0.47)),
      on(0.4, wide * (side ? 0.52 : 0.46)),
      on(0.82, wide * 0.54),
      on(1.03, wide * 0.46),
      on(1.08, wide * 0.2),
    ],
    fill,
    { smooth: true },
  )
  for (const t of [0.15, 0.42, 0.68])
    picture.stroke(
      [on(t, -wide * 0.34), on(t - 0.05, -wide * 0.05), on(t + 0.02, wide * 0.2)],
      darker(look.top, 0.35),
      0.014 * px,
      0.35,
    )
  if (body.view === 'front') {
    picture.stroke([on(1.02, 0), on(hem, 0.01)], darker(look.top, 0.5), 0.014 * px, 0.7)
    picture.shape([on(1.1, -wide * 0.14), on(1.1, wide * 0.14), on(0.9, 0)], darker(look.skin, 0.1), { smooth: true })
  }
  if (look.staff && body.view !== 'side')
    picture.shape([on(0.85, -wide * 0.2), on(0.85, wide * 0.2), on(0.7, wide * 0.2), on(0.7, -wide * 0.2)], '#e9f1ef', {
      opacity: 0.8,
    })
  if (look.staff) picture.stroke([on(0.05, -wide * 0.47), on(0.05, wide * 0.47)], '#0f4746', 0.03 * px)
}

const drawHead = (
  picture: Picture,
  look: Look,
  body: Skeleton,
  at: (joint: Joint) => Screen,
  px: number,
  flip: number,
): void => {
  const [hx, hy] = body.head
  const centre = at(body.head)
  const [rx, ry] = [0.092 * px, 0.122 * px]
  const away = body.view === 'back'
  picture.shape(
    [
      at([body.shoulder[0] - 0.05, body.shoulder[1]]),
      at([body.shoulder[0] + 0.055, body.shoulder[1]]),
      at([hx + 0.05, hy - 0.06]),
      at([hx - 0.05, hy - 0.06]),
    ],
    darker(look.skin, 0.22),
  )
  const ears = away || body.view === 'front'
  if (ears)
    for (const side of [-1, 1])
      picture.ellipse(
        [centre[0] + side * rx * 0.98, centre[1] + ry * 0.1],
        rx * 0.2,
        ry * 0.22,
        darker(look.skin, 0.12),
      )
  const skin = picture.gradient(
    [centre[0] - rx, centre[1]],
    [centre[0] + rx, centre[1]],
    [
      [0, darker(look.skin, 0.06)],
      [0.35, lighter(look.skin, 0.08)],
      [1, darker(look.skin, 0.4)],
    ],
  )
  picture.ellipse(centre, rx, ry, skin)
  if (body.view === 'side')
    picture.ellipse([centre[0] + flip * rx * 0.92, centre[1] + ry * 0.12], rx * 0.2, ry * 0.15, darker(look.skin, 0.04))
  if (!away) {
    const look0 = body.view === 'side' ? [flip * 0.62] : [-0.36, 0.36]
    for (const x of look0)
      picture.ellipse([centre[0] + x * rx, centre[1] - ry * 0.05], rx * 0.2, ry * 0.1, darker(look.skin, 0.65), {
        opacity: 0.7,
      })
    picture.ellipse(
      [centre[0] + (body.view === 'side' ? flip * rx * 0.55 : 0), centre[1] + ry * 0.52],
      rx * 0.26,
      ry * 0.06,
      '#7a3b35',
      { opacity: 0.6 },
    )
    if (body.view === 'front')
      picture.ellipse([centre[0] + rx * 0.06, centre[1] + ry * 0.22], rx * 0.12, ry * 0.16, darker(look.skin, 0.3), {
        opacity: 0.5,
      })
  }
  const hair =
    look.style === 'scarf' ? lighter(look.top, 0.35) : look.style === 'cap' ? darker(look.legs, 0.1) : look.hair
  const shade = picture.gradient(
    [centre[0] - rx, centre[1] - ry],
    [centre[0] + rx, centre[1] + ry * 0.4],
    [
      [0, lighter(hair, 0.14)],
      [0.5, hair],
      [1, darker(hair, 0.5)],
    ],
  )
  const hairRing = (low: number, back: number): Screen[] => {
    const out: Screen[] = []
    for (let i = 0; i <= 10; i++) {
      const angle = Math.PI + (i * Math.PI) / 10
      out.push([centre[0] + Math.cos(angle) * rx * 1.1, centre[1] + Math.sin(angle) * ry * 1.1])
    }
    if (away)
      out.push(
        [centre[0] + rx * 1.02, centre[1] + ry * low],
        [centre[0], centre[1] + ry * (low + 0.16)],
        [centre[0] - rx * 1.02, centre[1] + ry * low],
      )
    else if (body.view === 'front')
      out.push(
        [centre[0] + rx * 1.04, centre[1] + ry * 0.05],
        [centre[0] + rx * 0.7, centre[1] - ry * 0.5],
        [centre[0], centre[1] - ry * 0.62],
        [centre[0] - rx * 0.7, centre[1] - ry * 0.5],
        [centre[0] - rx * 1.04, centre[1] + ry * 0.05],
      )
    else {
      const s = flip
      const face: Screen[] = [
        [centre[0] + s * rx * 0.9, centre[1] - ry * 0.5],
        [centre[0] + s * rx * 0.2, centre[1] - ry * 0.3],
        [centre[0] + s * rx * 0.02, centre[1] + ry * 0.2],
        [centre[0] - s * rx * 0.45, centre[1] + ry * back],
        [centre[0] - s * rx * 1.08, centre[1] + ry * back],
      ]
      out.push(...(s > 0 ? face : face.reverse()))
    }
    return out
  }
  if (look.style === 'bald') return
  const long = look.style === 'long' || look.style === 'scarf'
  if (long && away)
    picture.shape(
      [
        at([hx - 0.11, hy + 0.03]),
        at([hx + 0.11, hy + 0.03]),
        at([hx + 0.12, hy - 0.28]),
        at([hx, hy - 0.32]),
        at([hx - 0.12, hy - 0.28]),
      ],
      shade,
      { smooth: true },
    )
  picture.shape(hairRing(away ? (long ? 0.9 : 0.5) : 0, long ? 1.3 : 0.55), shade, { smooth: away })
  if (look.style === 'bun')
    picture.ellipse(
      [centre[0] - (body.view === 'side' ? flip * rx * 0.9 : 0), centre[1] - ry * 0.9],
      rx * 0.5,
      ry * 0.36,
      shade,
    )
  if (look.style === 'cap' && !away)
    picture.shape(
      [
        [centre[0] + (body.view === 'side' ? flip * rx * 0.2 : -rx), centre[1] - ry * 0.42],
        [centre[0] + (body.view === 'side' ? flip * rx * 1.8 : rx), centre[1] - ry * 0.34],
        [centre[0] + (body.view === 'side' ? flip * rx * 1.7 : 0), centre[1] - ry * 0.24],
      ],
      darker(hair, 0.3),
      { smooth: true },
    )
}
