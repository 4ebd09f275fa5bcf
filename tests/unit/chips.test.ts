import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeChips } from '../../renderer/canvas/paint-chips.ts'
import type { Pen } from '../../renderer/canvas/paint-shapes.ts'
import type { Painting } from '../../renderer/canvas/scene.ts'
import { UNKNOWN_LABEL } from '../../renderer/ui/label-style.ts'
import type { Rect } from '../../shared/domain/geometry/box.ts'
import type { Annotation } from '../../shared/model/annotation.ts'
import { box } from '../helpers/objects.ts'

/** All that placing asks of a pen. */
const pen = { font: '', measureText: (text: string) => ({ width: text.length * 6 }) } as unknown as Pen
const painting: Painting = {
  look: () => ({ style: UNKNOWN_LABEL, part: 'predicted', sign: '' }),
  chip: ({ label }) => ({ text: label, score: null }),
  edges: () => [],
  copies: () => 1,
  opacity: 1,
  fill: 0,
}
const STAGE: Rect = { x: 0, y: 0, w: 600, h: 400 }
const chipsOf = (shapes: readonly Annotation[]) => placeChips(pen, { scale: 1, x: 0, y: 0 }, shapes, painting, STAGE)

type Line = readonly [x: number, y: number, w: number, h: number]
const common = (a: Rect, [x, y, w, h]: Line): number =>
  Math.max(0, Math.min(a.x + a.w, x + w) - Math.max(a.x, x)) *
  Math.max(0, Math.min(a.y + a.h, y + h) - Math.max(a.y, y))

test('the lines of a page are all named, each where it hides no other', () => {
  const lines = [40, 60, 80].map((y, at) => box(`line ${at}`, `field ${at}`, [100, y, 90, 14]))
  expect(chipsOf(lines).map(({ text, place: { x, y } }) => ({ text, x, y }))).toEqual([
    { text: 'field 0', x: 99, y: 22 },
    { text: 'field 1', x: 192, y: 58.5 },
    { text: 'field 2', x: 99, y: 95 },
  ])
})

test('no chip stands over another, leaves the stage sideways, or hides a quarter of a low neighbour', () => {
  const line = fc.tuple(
    fc.integer({ min: 0, max: 550 }),
    fc.integer({ min: 0, max: 380 }),
    fc.integer({ min: 4, max: 50 }),
    fc.integer({ min: 4, max: 20 }),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const chips = chipsOf(lines.map((at, nr) => box(`b${nr}`, 'name', at)))
      for (const { place, of } of chips) {
        expect(place.x >= 2 && place.x + place.w <= 598).toBe(true)
        for (const [nr, at] of lines.entries())
          if (of.id !== `b${nr}`) expect(common(place, at)).toBeLessThanOrEqual(0.25 * at[2] * at[3])
        for (const other of chips) {
          const { x, y, w, h } = other.place
          if (other.of !== of) expect(common(place, [x, y, w, h])).toBe(0)
        }
      }
    }),
  )
})
