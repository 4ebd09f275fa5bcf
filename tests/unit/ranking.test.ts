import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  gradeItem,
  moveItem,
  ndcg,
  orderMeasure,
  ranked,
  rankedItems,
  resetOrder,
} from '../../shared/domain/ranking.ts'
import { Annotation } from '../../shared/model/annotation.ts'

const item = (id: string, rank: number, relevance?: number): Annotation =>
  Annotation.parse({
    id: `a-${id}`,
    label: 'shown',
    shape: { kind: 'item', itemId: id, rank, ...(relevance === undefined ? {} : { relevance }) },
    fromObjectId: `a-${id}`,
  })
const LIST = [item('a', 1), item('b', 2), item('c', 4), item('d', 7)]
const ITEMS = ['d', 'c', 'x', 'b', 'a'].map((id) => ({ id, title: id }))
const put = (list: readonly Annotation[], changed: readonly Annotation[]): readonly Annotation[] =>
  list.map((one) => changed.find(({ id }) => id === one.id) ?? one)
const order = (list: readonly Annotation[]): string =>
  ranked(list)
    .map(({ id }) => id.slice(2))
    .join('')

test('moving an item shifts those between and keeps the ranks in use; putting it back changes nothing', () => {
  const moved = put(LIST, moveItem(LIST, 'd', 1))
  expect([order(moved), ranked(moved).map(({ shape }) => shape.kind === 'item' && shape.rank)]).toEqual([
    'adbc',
    [1, 2, 4, 7],
  ])
  expect(put(moved, resetOrder(moved, LIST))).toEqual(LIST)
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(5)), { maxLength: 12 }), (moves) => {
      let list: readonly Annotation[] = LIST
      for (const [id, to] of moves) {
        list = put(list, moveItem(list, id, to))
        expect(order(list)[Math.min(to, 3)]).toBe(id)
      }
      expect(put(list, resetOrder(list, LIST))).toEqual(LIST)
    }),
  )
})

test('the list comes first, then what was taken off it, then candidates nobody ranked; only the dragged item is moved', () => {
  const now = put(LIST, moveItem(LIST, 'd', 0)).filter(({ id }) => id !== 'a-b')
  expect(
    rankedItems(ITEMS, LIST, now).map(({ item: { id }, place, was, moved }) => ({ id, place, was, moved })),
  ).toEqual([
    { id: 'd', place: 0, was: 3, moved: true },
    { id: 'a', place: 1, was: 0, moved: false },
    { id: 'c', place: 2, was: 2, moved: false },
    { id: 'b', place: null, was: 1, moved: false },
    { id: 'x', place: null, was: null, moved: false },
  ])
})

test('nDCG follows its formula, is 1 for the best order, and leaves out what has no relevance', () => {
  // The usual worked example: a DCG of 6.861 over a best one of 7.141.
  expect(ndcg([3, 2, 3, 0, 1, 2], 6)?.toFixed(3)).toBe('0.961')
  expect([ndcg([0, 0], 2), ndcg([], 3), ndcg([undefined, 1, undefined, 0], 4)]).toEqual([null, null, 1])
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: 1 }),
      fc.integer({ min: 1, max: 12 }),
      (list, k) => {
        const value = ndcg(list, k)
        if (value === null) return
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1 + 1e-12)
        expect(
          ndcg(
            list.toSorted((a, b) => b - a),
            k,
          ),
        ).toBeCloseTo(1, 12)
      },
    ),
  )
})

test('the order is measured before and after by the relevances given', () => {
  const graded = LIST.map((one, i) => gradeItem(one, [0, undefined, 1, 0.5][i]))
  const now = put(graded, moveItem(graded, 'a', 3))
  const { graded: count, of, before, after } = orderMeasure(rankedItems(ITEMS, LIST, now))
  expect({ count, of, better: (after ?? 0) > (before ?? 1), after }).toEqual({
    count: 3,
    of: 4,
    better: true,
    after: 1,
  })
})
