import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bandsFor, HASHES, signatureOf } from '../../shared/domain/splits/minhash.ts'
import { joinNearImages } from '../../shared/domain/splits/near-images.ts'
import { joinNearTexts } from '../../shared/domain/splits/near-texts.ts'
import { HASHED_SIDE, hashDistance, perceptualHash } from '../../shared/domain/splits/perceptual-hash.ts'
import { createSets } from '../../shared/domain/splits/sets.ts'
import { likeness, plainWords, shinglesOf } from '../../shared/domain/splits/shingles.ts'
import { assignSplits, worstShare } from '../../shared/domain/splits/stratify.ts'
import { missedShares } from '../../shared/model/dataset.ts'
import { hasRealdata, REALDATA } from '../helpers/desk.ts'
import { exactNearPairs } from '../helpers/near-pairs.ts'

const nearSets = (texts: readonly string[], threshold: number) => {
  const sets = createSets(texts.length)
  const shingles = texts.map(shinglesOf)
  joinNearTexts(sets, {
    ...{ signatures: shingles.map(signatureOf), threshold, step: () => {} },
    shingles: (index) => shingles[index] ?? new Uint32Array(),
  })
  return sets
}

test('sets are those that a chain of joins leads through, whatever the order of the joins', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.tuple(fc.nat(39), fc.nat(39))), (size, joins) => {
      const within = joins.filter(([a, b]) => a < size && b < size)
      const [sets, reversed] = [createSets(size), createSets(size)]
      for (const [a, b] of within) sets.join(a, b)
      for (const [a, b] of within.toReversed()) reversed.join(b, a)
      // By hand: every member's smallest reachable one.
      const least = Array.from({ length: size }, (_, index) => index)
      for (let round = 0; round < size; round++)
        for (const [a, b] of within) least[a] = least[b] = Math.min(least[a] ?? 0, least[b] ?? 0)
      const expected = [...Map.groupBy(least.keys(), (index) => least[index]).values()]
      expect(sets.list()).toEqual(expected)
      expect(reversed.list()).toEqual(expected)
    }),
  )
})

test('case, punctuation and forms of a letter do not tell texts apart; a text without letters is like none', () => {
  expect(plainWords('  Ｗhere’s  my\tCARD?! ')).toBe('where s my card')
  expect(likeness(shinglesOf('Where is my card?'), shinglesOf('where is MY card'))).toBe(1)
  expect([shinglesOf('?!').length, shinglesOf('hi').length]).toEqual([0, 1])
  expect(signatureOf(shinglesOf('…'))).toBe(null)
  expect(likeness(shinglesOf('?'), shinglesOf('!'))).toBe(0)
  // "abcdef" has abcde, bcdef; "abcdex" has abcde, bcdex: one of three.
  expect(likeness(shinglesOf('abcdef'), shinglesOf('abcdex'))).toBeCloseTo(1 / 3)
})

test('a signature estimates likeness, and its bands let no more than one in a million pairs at the threshold by', () => {
  const words = Array.from({ length: 400 }, (_, nr) => `w${(nr * 7919) % 1009}`)
  const [whole, part] = [words.join(' '), [...words.slice(0, 300), 'quite', 'another', 'end'].join(' ')]
  const [a, b] = [shinglesOf(whole), shinglesOf(part)]
  const [left, right] = [signatureOf(a)!, signatureOf(b)!]
  const equal = left.filter((value, at) => value === right[at]).length
  // Four deviations of a share of 128.
  expect(Math.abs(equal / HASHES - likeness(a, b))).toBeLessThan(4 * 0.045)
  for (const threshold of [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]) {
    const { rows, bands } = bandsFor(threshold)
    expect(rows * bands).toBeLessThanOrEqual(128)
    expect((1 - threshold ** rows) ** bands).toBeLessThanOrEqual(1e-6)
  }
})

test('texts are joined exactly where a chain of near-duplicates leads from one to the other', () => {
  const word = fc.constantFrom('card', 'lost', 'order', 'never came', 'refund', 'please', 'where', 'is my', 'today')
  const texts = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(texts, fc.constantFrom(0.5, 0.8, 1), (lists, threshold) => {
      const all = lists.map((words) => words.join(' '))
      const expected = createSets(all.length)
      for (const [a, text] of all.entries())
        for (const [b, other] of all.entries())
          if (a < b && likeness(shinglesOf(text), shinglesOf(other)) >= threshold) expected.join(a, b)
      expect(nearSets(all, threshold).list()).toEqual(expected.list())
    }),
  )
})

test('thousands of texts from one template are told apart, and those that are alike are found', () => {
  const line = (nr: number, more = '') =>
    `Payment ${(nr * 7919) % 100_003} of ${(nr * 31) % 977} euro to account ${nr * 104_729} was declined by the bank of the receiver${more}`
  const texts = Array.from({ length: 1500 }, (_, nr) => (nr % 10 === 9 ? line(nr - 9, ' today') : line(nr)))
  const expected = createSets(texts.length)
  for (const [a, b] of exactNearPairs(texts, 0.8)) expected.join(a, b)
  const sets = nearSets(texts, 0.8)
  expect(sets.list()).toEqual(expected.list())
  expect([sets.same(0, 9), sets.list().length > 1000]).toEqual([true, true])
  // All of one set: each is compared with one of them, not with all.
  const notice = 'the very long notice that everybody was sent about opening hours '.repeat(4)
  const alike = Array.from({ length: 1500 }, (_, nr) => `${notice} ${nr}`)
  expect(nearSets(alike, 0.8).list()).toHaveLength(1)
})

test.skipIf(!hasRealdata)(
  'of 13,083 real questions every near-duplicate pair is found (real data absent: skipped)',
  () => {
    const texts = ['train.csv', 'test.csv'].flatMap((file) => {
      const rows: { text: string }[] = parse(readFileSync(join(REALDATA, 'banking77', file)), { columns: true })
      return rows.map(({ text }) => text)
    })
    const sets = nearSets(texts, 0.8)
    const pairs = exactNearPairs(texts, 0.8)
    expect([texts.length, pairs.length > 100]).toEqual([13_083, true])
    const expected = createSets(texts.length)
    for (const [a, b] of pairs) expected.join(a, b)
    expect(sets.list()).toEqual(expected.list())
  },
)

const photo = (change: (value: number, x: number, y: number) => number = (value) => value): Uint8Array =>
  Uint8Array.from({ length: HASHED_SIDE ** 2 }, (_, at) => {
    const [x, y] = [at % HASHED_SIDE, Math.floor(at / HASHED_SIDE)]
    const value = 120 + 60 * Math.sin(x / 5) + 40 * Math.cos((x + 2 * y) / 7) + 0.8 * y
    return Math.max(0, Math.min(255, Math.round(change(value, x, y))))
  })

const apart = (a: Uint8Array, b: Uint8Array): number => {
  const [left, right] = [a, b].map((grey) => new DataView(perceptualHash(grey).buffer))
  return hashDistance(
    ...([left!.getUint32(0, true), left!.getUint32(4, true)] as const),
    ...([right!.getUint32(0, true), right!.getUint32(4, true)] as const),
  )
}

test('a brighter, flatter or noisier picture keeps its hash; another picture, and its mirror image, do not', () => {
  expect(
    apart(
      photo(),
      photo((value) => value + 20),
    ),
  ).toBeLessThanOrEqual(3)
  expect(
    apart(
      photo(),
      photo((value) => 0.8 * value + 10),
    ),
  ).toBeLessThanOrEqual(3)
  expect(
    apart(
      photo(),
      photo((value, x, y) => value + (((x * 7 + y * 13) % 5) - 2)),
    ),
  ).toBeLessThanOrEqual(3)
  expect(
    apart(
      photo(),
      photo((_, x, y) => (x * y) % 255),
    ),
  ).toBeGreaterThan(10)
  const mirrored = Uint8Array.from(
    photo(),
    (_, at) => photo()[at - (at % HASHED_SIDE) + HASHED_SIDE - 1 - (at % HASHED_SIDE)] ?? 0,
  )
  expect(apart(photo(), mirrored)).toBeGreaterThan(10)
  expect(() => perceptualHash(new Uint8Array(5))).toThrow(RangeError)
  const plain = (value: number) => photo((_, x, y) => value + ((x + y) % 2))
  expect(apart(plain(20), plain(200))).toBe(0)
})

test('cases are joined exactly where any two of their pictures differ in so few bits', () => {
  const hash = fc.uint8Array({ minLength: 8, maxLength: 8 })
  const nearBy = fc.tuple(hash, fc.array(fc.nat(63), { maxLength: 12 })).map(([base, flips]) => {
    const near = Uint8Array.from(base)
    for (const bit of flips) near[bit >> 3] = (near[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return [base, near]
  })
  fc.assert(
    fc.property(fc.array(nearBy, { minLength: 1, maxLength: 20 }), fc.constantFrom(0.8, 0.9, 1), (pairs, threshold) => {
      const hashes = pairs.flat()
      const owners = Int32Array.from(hashes, (_, at) => Math.floor((at * 2) / 3))
      const size = (owners.at(-1) ?? 0) + 1
      const [found, expected] = [createSets(size), createSets(size)]
      joinNearImages(found, { owners, hashes: Buffer.concat(hashes), threshold, step: () => {} })
      for (const [at, a] of hashes.entries())
        for (const [other, b] of hashes.entries()) {
          const bits = [...a].map((byte, index) => (byte ^ (b[index] ?? 0)).toString(2).replaceAll('0', ''))
          if (1 - bits.join('').length / 64 >= threshold) expected.join(owners[at] ?? 0, owners[other] ?? 0)
        }
      expect(found.list()).toEqual(expected.list())
    }),
  )
})

/** Items with labels in clusters, in a seeded but crooked world: large and small groups, common and rare labels. */
const world = (count: number, labelCount: number, largest: number, start: number) => {
  let state = start
  const dice = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const ids = Array.from({ length: count }, (_, nr) => `${((nr * 2_654_435_761) >>> 0).toString(16)}-${nr}`)
  const labels = ids.map(() => [...new Set([0, 1].map(() => Math.floor(dice() ** 2 * labelCount)))])
  const clusters: number[][] = []
  for (let at = 0; at < count; ) {
    const size = Math.min(count - at, 1 + Math.floor(dice() ** 4 * largest))
    clusters.push(Array.from({ length: size }, (_, index) => at + index))
    at += size
  }
  return { items: { ids, labels, labelCount }, clusters, before: new Int32Array(count).fill(-1) }
}

const SHARES = [0.8, 0.1, 0.1]

test('every set stays whole, and every split has its share of the cases and of each label within 1 %', () => {
  for (const [count, labelCount, largest] of [
    [20_000, 12, 60],
    [20_000, 77, 1],
    [50_000, 30, 400],
  ] as const) {
    const { items, clusters, before } = world(count, labelCount, largest, 42)
    const { split } = assignSplits(items, { shares: SHARES, seed: 3, clusters, before })
    for (const cluster of clusters) expect(new Set(cluster.map((item) => split[item])).size).toBe(1)
    for (const [at, share] of SHARES.entries())
      expect(Math.abs(split.filter((one) => one === at).length / count - share)).toBeLessThan(0.01)
    expect(worstShare(items, split, 3)?.difference).toBeLessThan(0.01)
  }
})

test('the same seed gives the same splits whatever the order of items and sets; another seed gives others', () => {
  const { items, clusters, before } = world(600, 8, 12, 7)
  const splitsBy = (seed: number, shuffled: boolean) => {
    const order = items.ids.map((_, at) => at)
    if (shuffled) order.sort((a, b) => ((a * 7919) % 601) - ((b * 7919) % 601))
    const place = new Map(order.map((item, at) => [item, at]))
    const moved = clusters.map((cluster) => cluster.map((item) => place.get(item) ?? 0))
    const { split } = assignSplits(
      { ...items, ids: order.map((at) => items.ids[at] ?? ''), labels: order.map((at) => items.labels[at] ?? []) },
      { shares: SHARES, seed, before, clusters: shuffled ? moved.toReversed().map((one) => one.toReversed()) : moved },
    )
    return Object.fromEntries(order.map((item, at) => [items.ids[item], split[at]]))
  }
  expect(splitsBy(1, true)).toEqual(splitsBy(1, false))
  expect(splitsBy(2, false)).not.toEqual(splitsBy(1, false))
})

test('what had a split keeps it; a set from several goes whole to the one named first, and that is counted', () => {
  const before = Int32Array.from([1, -1, 2, 0, 1, -1])
  const items = { ids: ['a', 'b', 'c', 'd', 'e', 'f'], labels: [[0], [0], [0], [0], [0], [0]], labelCount: 1 }
  const clusters = [[0, 1], [2], [3, 4], [5]]
  const { split, ...counts } = assignSplits(items, { shares: SHARES, seed: 1, clusters, before })
  expect([...split].slice(0, 5)).toEqual([1, 1, 2, 0, 0])
  expect(counts).toEqual({ conflicts: 1, moved: 1 })
})

test('no split stays empty where there are as many sets as splits, and sets that had a split keep it', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 8 })
  fc.assert(
    fc.property(sizes, fc.nat(1000), fc.boolean(), (groups, seed, kept) => {
      const count = groups.reduce((sum, size) => sum + size, 0)
      let next = 0
      const clusters = groups.map((size) => Array.from({ length: size }, () => next++))
      const before = new Int32Array(count).fill(-1)
      if (kept) for (const item of clusters[0] ?? []) before[item] = 2
      const ids = Array.from({ length: count }, (_, item) => `case-${item}`)
      const labels = ids.map((_, item) => [item % 2])
      const { split } = assignSplits(
        { ids, labels, labelCount: 2 },
        { shares: [0.8, 0.1, 0.1], seed, clusters, before },
      )
      expect([...new Set(split)].sort()).toEqual([0, 1, 2])
      if (kept) for (const item of clusters[0] ?? []) expect(split[item]).toBe(2)
    }),
  )
})

test('a split that holds another share than asked for is named; one case more or less is rounding', () => {
  const bySplit = (train: number, test: number) => [
    { name: 'train', cases: train, groups: 1, labels: {} },
    { name: 'test', cases: test, groups: 1, labels: {} },
  ]
  const splits = [
    { name: 'train', share: 0.8 },
    { name: 'test', share: 0.2 },
  ]
  expect(missedShares({ cases: 40, bySplit: bySplit(17, 23) }, splits)).toEqual([
    { name: 'train', share: 0.425, asked: 0.8 },
    { name: 'test', share: 0.575, asked: 0.2 },
  ])
  expect(missedShares({ cases: 12, bySplit: bySplit(9, 3) }, splits)).toEqual([])
  expect(missedShares({ cases: 0, bySplit: bySplit(0, 0) }, splits)).toEqual([])
})
