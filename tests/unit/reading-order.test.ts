import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Placed, readingOrder, readsRightToLeft } from '../../shared/domain/fields/reading-order.ts'

const at = (name: string, x: number, y: number, w = 100, h = 20, page = 0) => ({ name, rect: { x, y, w, h }, page })
const names = (all: readonly Placed[], rightToLeft = false) =>
  readingOrder(all, rightToLeft).map((one) => ('name' in one ? one.name : ''))

test('lines are read from top to bottom and each along its way, even where they stand a little askew', () => {
  const lines = [
    at('total', 300, 104),
    at('label', 0, 100),
    at('supplier', 0, 0),
    at('number', 300, 6),
    at('page 2', 0, 0, 9, 9, 1),
  ]
  expect([names(lines), names(lines, true)]).toEqual([
    ['supplier', 'number', 'label', 'total', 'page 2'],
    ['number', 'supplier', 'total', 'label', 'page 2'],
  ])
})

test('columns that stand side by side are read one after the other', () => {
  const column = (name: string, x: number, from: number) => [0, 1, 2, 3].map((n) => at(`${name}${n}`, x, from + n * 30))
  const page = [at('head', 0, 0, 500), ...column('a', 0, 60), ...column('b', 400, 72)]
  expect(names(page.slice(1))).toEqual(['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3'])
  expect(names(page)).toEqual(['head', 'a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3'])
  expect(names(page, true).slice(0, 3)).toEqual(['head', 'b0', 'b1'])
})

const box = fc.record({
  rect: fc.record({ x: fc.nat(900), y: fc.nat(900), w: fc.nat(300), h: fc.nat(80) }),
  page: fc.nat(2),
})

test('nothing is lost or doubled, whichever order it came in, and pages follow each other', () => {
  fc.assert(
    fc.property(fc.array(box, { maxLength: 40 }), fc.boolean(), (all, rightToLeft) => {
      const read = readingOrder(all, rightToLeft)
      expect(new Set(read)).toEqual(new Set(all))
      expect(read.length).toBe(all.length)
      expect(read.map(({ page }) => page)).toEqual(read.map(({ page }) => page).toSorted())
      const texts = (list: readonly Placed[]): readonly string[] => list.map((one) => JSON.stringify(one)).toSorted()
      expect(texts(readingOrder(all.toReversed(), rightToLeft))).toEqual(texts(read))
    }),
  )
})

test('the script of most letters says which way is read', () => {
  expect([readsRightToLeft(['فاتورة', '2041']), readsRightToLeft(['Invoice', '12']), readsRightToLeft([])]).toEqual([
    true,
    false,
    false,
  ])
})
