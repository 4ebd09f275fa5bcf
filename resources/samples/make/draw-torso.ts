import type { Screen } from './camera.ts'
import { darker, lighter } from './colour.ts'
import type { Figure } from './figure.ts'

/** Trunk and clothes, shaded as a cylinder; a coat reaches below the hip. */
export const drawTorso = ({ picture, look, body, at, px, wide }: Figure): void => {
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
