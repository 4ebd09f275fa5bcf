import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brushOf, readBrush } from '../../shared/domain/formats/label-studio-brush.ts'
import { maskOf } from '../../shared/domain/mask/runs.ts'

test('a brush reads back as the mask it was, whatever its pixels', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.nat(1600), { maxLength: 12 }),
      (width, height, cuts) => {
        const inside = [...new Set(cuts.map((cut) => cut % (width * height + 1)))].sort((a, b) => a - b)
        const mask = maskOf(inside.slice(0, inside.length - (inside.length % 2)), { width, height })
        expect(readBrush(brushOf(mask), mask)).toEqual(mask)
      },
    ),
  )
})

test('a brush is the bits that Label Studio’s own tools write', () => {
  // 2 × 1 pixels, the second one set: 8 bytes, values of 8 bits, lengths of 3, 4, 8 and 16 bits; four zeros, four times 255.
  const bits = '00000000000000000000000000001000' + '00111' + '0010' + '0011' + '0111' + '1111'
  const runs = '1' + '00' + '011' + '00000000' + '1' + '00' + '011' + '11111111'
  const bytes = `${bits}${runs}`.padEnd(Math.ceil((bits.length + runs.length) / 8) * 8, '0').match(/.{8}/g) ?? []
  const rle = bytes.map((byte) => Number.parseInt(byte, 2))
  expect(brushOf(maskOf([1, 2], { width: 2, height: 1 }))).toEqual(rle)
  expect(readBrush(rle, { width: 2, height: 1 })).toEqual({ kind: 'mask', width: 2, height: 1, counts: [1, 1] })
})

test('runs of single values are read too, and what is broken is refused', () => {
  const bits = '00000000000000000000000000000100' + '00111' + '0010' + '0011' + '0111' + '1111'
  const values = ['000011', '00000000', '00000000', '00000000', '00000111'].join('')
  const bytes = `${bits}${values}`.padEnd(Math.ceil((bits.length + values.length) / 8) * 8, '0').match(/.{8}/g) ?? []
  const rle = bytes.map((byte) => Number.parseInt(byte, 2))
  expect(readBrush(rle, { width: 1, height: 1 }).counts).toEqual([0, 1])
  expect(() => readBrush(rle.slice(0, 8), { width: 1, height: 1 })).toThrow('end too soon')
  expect(() => readBrush(rle, { width: 2, height: 1 })).toThrow('4 bytes')
})
