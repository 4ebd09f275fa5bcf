import type { Screen } from './camera.ts'
import { darker, lighter } from './colour.ts'
import type { Figure } from './figure.ts'

/** The head's middle and half its width and height, in pixels. */
type Skull = { readonly centre: Screen; readonly rx: number; readonly ry: number }

const drawSkull = ({ picture, look, body, at, flip }: Figure, { centre, rx, ry }: Skull): void => {
  const [hx, hy] = body.head
  picture.shape(
    [
      at([body.shoulder[0] - 0.05, body.shoulder[1]]),
      at([body.shoulder[0] + 0.055, body.shoulder[1]]),
      at([hx + 0.05, hy - 0.06]),
      at([hx - 0.05, hy - 0.06]),
    ],
    darker(look.skin, 0.22),
  )
  const ears = body.view !== 'side'
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
}

/** Hints of eyes, mouth and nose: nobody's face. */
const drawFace = ({ picture, look, body, flip }: Figure, { centre, rx, ry }: Skull): void => {
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

/** The outline of the hair: `low` is where it ends at the back of the head, `back` beside the face, in half heights. */
const hairRing = ({ body, flip }: Figure, { centre, rx, ry }: Skull, low: number, back: number): Screen[] => {
  const out: Screen[] = []
  for (let i = 0; i <= 10; i++) {
    const angle = Math.PI + (i * Math.PI) / 10
    out.push([centre[0] + Math.cos(angle) * rx * 1.1, centre[1] + Math.sin(angle) * ry * 1.1])
  }
  if (body.view === 'back')
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

const drawHair = (figure: Figure, skull: Skull): void => {
  const { picture, look, body, at, flip } = figure
  const { centre, rx, ry } = skull
  const [hx, hy] = body.head
  const away = body.view === 'back'
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
  picture.shape(hairRing(figure, skull, away ? (long ? 0.9 : 0.5) : 0, long ? 1.3 : 0.55), shade, { smooth: away })
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

/** Neck, head and hair. */
export const drawHead = (figure: Figure): void => {
  const { look, body, at, px } = figure
  const skull: Skull = { centre: at(body.head), rx: 0.092 * px, ry: 0.122 * px }
  drawSkull(figure, skull)
  if (body.view !== 'back') drawFace(figure, skull)
  if (look.style !== 'bald') drawHair(figure, skull)
}
