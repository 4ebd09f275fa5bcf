import type { Screen, World } from './camera.ts'
import { darker, lighter } from './colour.ts'
import { drawHead } from './draw-head.ts'
import { drawTorso } from './draw-torso.ts'
import type { Figure } from './figure.ts'
import type { Look } from './person-look.ts'
import type { Picture } from './picture.ts'
import { type Joint, type Pose, SKELETONS } from './skeletons.ts'

/** A tapering limb from a to b, shaded as a cylinder; widths in metres. */
const drawLimb = ({ picture, at, px }: Figure, a: Joint, b: Joint, wa: number, wb: number, colour: string): void => {
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

const drawLeg = (figure: Figure, [knee, foot]: readonly [Joint, Joint], spread: number, far: boolean): void => {
  const { look, body } = figure
  const b = look.build
  const colour = far ? darker(look.legs, 0.25) : look.legs
  const top: Joint = [body.hip[0] + spread, body.hip[1]]
  drawLimb(figure, top, knee, 0.19 * b, 0.13 * b, colour)
  drawLimb(figure, knee, [foot[0], foot[1] + 0.05], 0.13 * b, 0.09, colour)
  const toe = body.view === 'side' ? 0.11 : 0.01
  drawLimb(
    figure,
    [foot[0] - 0.015, foot[1] + 0.03],
    [foot[0] + toe, foot[1] + 0.012],
    0.085,
    0.055,
    far ? darker(look.shoes, 0.25) : look.shoes,
  )
}

const drawArm = (figure: Figure, i: number, far: boolean): void => {
  const { picture, look, body, at, px, wide } = figure
  const arm = body.arms[i]
  if (arm === undefined) return
  const [elbow, hand] = arm
  const b = look.build
  const from: Joint =
    body.view === 'side'
      ? [body.shoulder[0] + 0.01, body.shoulder[1] - 0.03]
      : [Math.sign(elbow[0]) * wide * 0.43, body.shoulder[1] - 0.05]
  const sleeve = far ? darker(look.top, 0.22) : look.top
  drawLimb(figure, elbow, hand, 0.08 * b, 0.06, look.coat || !look.staff ? sleeve : look.skin)
  drawLimb(figure, from, elbow, 0.115 * b, 0.085 * b, sleeve)
  const [x, y] = at(hand)
  picture.ellipse([x, y], 0.037 * px, 0.046 * px, far ? darker(look.skin, 0.15) : look.skin)
  picture.ellipse([x + 0.014 * px, y + 0.012 * px], 0.025 * px, 0.031 * px, darker(look.skin, 0.35), { opacity: 0.4 })
}

const drawBackpack = ({ picture, look, body, at }: Figure): void => {
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

const drawShoulderBag = ({ picture, look, body, at, px, wide }: Figure): void => {
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

const drawShadow = ({ picture, body, px }: Figure, feet: World): void => {
  const on = picture.camera.project([feet[0] + 0.05, 0, feet[2] + 0.04])
  if (on === null) return
  const spread = body.view === 'side' ? 0.42 : 0.3
  picture.ellipse(on, spread * px, spread * px * 0.34, '#05070a', { opacity: 0.42, blur: Math.max(3, px * 0.05) })
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
    const point: World = [feet[0] + camera.right[0] * across, feet[1] + y * size, feet[2] + camera.right[2] * across]
    return camera.project(point) ?? base
  }
  const px = camera.scale([feet[0], 1, feet[2]]) * size
  const side = body.view === 'side'
  const figure: Figure = { picture, look, body, at, px, wide: (side ? 0.27 : 0.42) * look.build, flip }
  drawShadow(figure, feet)
  body.legs.forEach((leg, i) => {
    const spread = side ? (i === 0 ? 0.02 : -0.01) : Math.sign(leg[0][0]) * 0.09
    drawLeg(figure, leg, spread, i === 0)
  })
  if (side) drawArm(figure, 0, true)
  drawTorso(figure)
  if (look.bag === 'backpack' && body.view !== 'front') drawBackpack(figure)
  drawHead(figure)
  if (!side) drawArm(figure, 0, false)
  drawArm(figure, 1, false)
  if (look.bag === 'shoulder') drawShoulderBag(figure)
}
