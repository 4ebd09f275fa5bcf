import fc from 'fast-check'
import { maskOf, type Spans, spansOfBits } from '../../shared/domain/mask/runs.ts'
import { strokeSpans } from '../../shared/domain/mask/stroke.ts'
import type { MaskShape } from '../../shared/model/shape.ts'

/** Pixels row by row as text, `#` set: what a person can read in a test. */
export const drawn = (rows: readonly string[]): MaskShape => {
  const [height, width] = [rows.length, rows[0]?.length ?? 0]
  const bits = new Uint8Array(width * height)
  for (const [y, row] of rows.entries())
    for (const [x, sign] of [...row].entries()) bits[x * height + y] = sign === '#' ? 1 : 0
  return maskOf(spansOfBits(bits), { width, height })
}

export const bitsOf = (spans: Spans, pixels: number): Uint8Array => {
  const bits = new Uint8Array(pixels)
  for (let i = 0; i < spans.length; i += 2) bits.fill(1, spans[i], spans[i + 1])
  return bits
}

/** The same the other way round. */
export const shownRows = (spans: Spans, width: number, height: number): readonly string[] => {
  const bits = bitsOf(spans, width * height)
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (bits[x * height + y] === 1 ? '#' : '.')).join(''),
  )
}

export type Bitmap = { readonly width: number; readonly height: number; readonly bits: Uint8Array }

/** Masks of every texture: noise, blots with holes, empty, full. */
export const bitmaps: fc.Arbitrary<Bitmap> = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    noise: fc.array(fc.boolean(), { minLength: 576, maxLength: 576 }),
    strokes: fc.array(
      fc.record({
        at: fc.tuple(fc.integer({ min: -2, max: 26 }), fc.integer({ min: -2, max: 26 })),
        size: fc.integer({ min: 1, max: 12 }),
        set: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    kind: fc.constantFrom('noise', 'blots', 'empty', 'full'),
  })
  .map(({ width, height, noise, strokes, kind }) => {
    const bits = new Uint8Array(width * height)
    if (kind === 'full') bits.fill(1)
    if (kind === 'noise') bits.set(noise.slice(0, bits.length).map(Number))
    if (kind === 'blots')
      for (const { at, size, set } of strokes) {
        const spans = strokeSpans([at], { tip: 'round', size }, { width, height })
        for (let i = 0; i < spans.length; i += 2) bits.fill(set ? 1 : 0, spans[i], spans[i + 1])
      }
    return { width, height, bits }
  })
