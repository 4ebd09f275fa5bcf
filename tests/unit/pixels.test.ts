import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orientPixels, storedRect } from '../../shared/domain/geometry/orientation.ts'
import { levelAt, levelCount, TILE, tileGrid, tileRect, tilesWithin } from '../../shared/domain/geometry/tiles.ts'
import { type Adjust, adjustPixels, developSamples, PLAIN } from '../../shared/domain/pixels/adjust.ts'
import { autoWindow, draggedWindow, windowed } from '../../shared/domain/pixels/window.ts'

const size = fc.record({ width: fc.integer({ min: 1, max: 5000 }), height: fc.integer({ min: 1, max: 5000 }) })
const changed = (rgba: readonly number[], part: Partial<Adjust>): number[] => {
  const pixels = Uint8ClampedArray.from(rgba)
  adjustPixels(pixels, { ...PLAIN, ...part })
  return [...pixels]
}

test('the tiles of every level cover it once, and the last level is one tile', () => {
  fc.assert(
    fc.property(size, (image) => {
      for (let level = 0; level < levelCount(image); level += 1) {
        const tiles = tilesWithin(image, level, { x: 0, y: 0, w: image.width, h: image.height })
        const covered = tiles.map((tile) => tileRect(image, tile)).reduce((sum, { w, h }) => sum + w * h, 0)
        const factor = 2 ** level
        expect(covered).toBe(Math.ceil(image.width / factor) * Math.ceil(image.height / factor))
        expect(tiles.length).toBe(tileGrid(image, level).columns * tileGrid(image, level).rows)
      }
      expect(tilesWithin(image, levelCount(image) - 1, { x: 0, y: 0, w: image.width, h: image.height }).length).toBe(1)
    }),
  )
})

test('the level shown has at least a pixel for each of the screen', () => {
  const image = { width: 20_000, height: 20_000 }
  expect([64, 1, 0.9, 0.5, 0.26, 0.25, 0.03, 0.001].map((scale) => levelAt(image, scale))).toEqual([
    0, 0, 0, 1, 1, 2, 5, 6,
  ])
  expect(TILE * 2 ** 6).toBeGreaterThan(20_000)
})

test('turning a part is a part of the turned whole, for all eight orientations', () => {
  const stored = { width: 5, height: 3 }
  const data = Uint8Array.from({ length: 15 }, (_, at) => at)
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const whole = orientPixels(data, stored, 1, orientation)
    const width = orientation >= 5 ? 3 : 5
    const rect = { x: 1, y: 1, w: 2, h: 2 }
    const { x, y, w, h } = storedRect(rect, stored, orientation)
    const part = Uint8Array.from({ length: w * h }, (_, at) => data[(y + Math.floor(at / w)) * 5 + x + (at % w)] ?? 0)
    const expected = [0, 1, 2, 3].map((at) => whole[(1 + Math.floor(at / 2)) * width + 1 + (at % 2)])
    expect([...orientPixels(part, { width: w, height: h }, 1, orientation)]).toEqual(expected)
  }
})

test('an adjustment is exact, touches no alpha, and the plain one changes nothing', () => {
  const pixel = [10, 100, 200, 77]
  expect([
    changed(pixel, {}),
    changed(pixel, { invert: true }),
    changed(pixel, { brightness: 1 }),
    changed(pixel, { brightness: 0.1 }),
    changed(pixel, { contrast: -1 }),
    changed(pixel, { contrast: 1 }),
    changed(pixel, { gamma: 2 }),
    changed(pixel, { channel: 'green' }),
    changed(pixel, { channel: 'alpha' }),
    changed(pixel, { channel: 'luminance' }),
  ]).toEqual([
    pixel,
    [245, 155, 55, 77],
    [255, 255, 255, 77],
    [35, 126, 226, 77],
    [128, 128, 128, 77],
    [0, 17, 255, 77],
    [50, 160, 226, 77],
    [100, 100, 100, 77],
    [77, 77, 77, 255],
    [88, 88, 88, 77],
  ])
})

test('16 bits are shown through their window, each of 65,536 numbers by itself', () => {
  const samples = Uint16Array.from([999, 1000, 1001, 1002, 1003])
  const shown = developSamples(samples, 1, PLAIN, { low: 1000, high: 1002 })
  expect([...shown].filter((_, at) => at % 4 === 0)).toEqual([0, 0, 128, 255, 255])
  const inverted = developSamples(samples, 1, { ...PLAIN, invert: true }, { low: 1000, high: 1002 })
  expect([...inverted].filter((_, at) => at % 4 === 0)).toEqual([255, 255, 128, 0, 0])
  const colour = developSamples(Uint16Array.from([0, 500, 1000, 65_535]), 4, PLAIN, { low: 0, high: 1000 })
  expect([...colour]).toEqual([0, 128, 255, 255])
})

test('the automatic window leaves out half a percent at each end, and never is empty', () => {
  const samples = Uint16Array.from({ length: 1000 }, (_, at) => (at < 3 ? 0 : at > 996 ? 60_000 : 1000 + at))
  expect(autoWindow(samples, 1)).toEqual({ low: 1005, high: 1994, least: 0, most: 60_000 })
  expect(autoWindow(new Uint16Array(10).fill(7), 1)).toEqual({ low: 7, high: 8, least: 7, most: 7 })
  expect([...windowed(Uint16Array.from([7, 65_535]), 2, { low: 7, high: 8 })]).toEqual([0, 255])
})

test('a drag widens a window to the right, moves it to higher numbers downwards, and never leaves what 16 bits can say', () => {
  const window = { low: 1000, high: 3000, least: 0, most: 4000 }
  expect([draggedWindow(window, [100, 0]), draggedWindow(window, [0, 100]), draggedWindow(window, [-1000, 0])]).toEqual(
    [
      { low: 800, high: 3200 },
      { low: 1400, high: 3400 },
      { low: 2000, high: 2001 },
    ],
  )
  const number = fc.integer({ min: 0, max: 65_534 })
  fc.assert(
    fc.property(number, number, fc.tuple(fc.integer(), fc.integer()), (one, other, by) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other) + 1]
      const next = draggedWindow({ low, high, least: low, most: high }, by)
      expect(next.low >= 0 && next.low < next.high && next.high <= 65_535).toBe(true)
      expect(draggedWindow({ low, high, least: low, most: high }, [0, 0])).toEqual({ low, high })
    }),
  )
})
