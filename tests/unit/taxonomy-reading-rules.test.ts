import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createReading } from '../../shared/domain/taxonomy/reading.ts'
import { replacementOf } from '../../shared/domain/taxonomy/replacing.ts'
import { nameSimilarity, similarLabels } from '../../shared/domain/taxonomy/similar-names.ts'
import { lineOf, withdrawable } from '../../shared/domain/taxonomy/version-line.ts'
import type { JsonObject } from '../../shared/model/json.ts'
import type { Label } from '../../shared/model/taxonomy.ts'
import { box, l, label, type Version, versions } from '../helpers/taxonomy-versions.ts'

const said = (from: number, more: { model?: string; truth?: boolean; metadata?: JsonObject } = {}) => ({
  ...{ from, model: more.model ?? null, truth: more.truth ?? false },
  metadata: () => more.metadata ?? {},
})

const empty = { labels: [] }
const met = { labels: [], derived: true }
const takesBack = (withdraws: number) => ({ labels: [], withdraws })

test('a withdrawal takes what was met since along, and leads back to what its version continued', () => {
  const all = versions(empty, empty, met, empty, takesBack(4), met, takesBack(2), empty)
  const lines = all.map(({ version }) => lineOf(all, version).map((one) => one.version))
  expect(lines).toEqual([[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 5, 6], [1, 7], [1, 7, 8]])
})

test('the newest decided version that holds can be withdrawn; the first one, and one that takes back, never', () => {
  const can = (...all: readonly Version[]) => withdrawable(versions(...all))?.version ?? null
  expect([
    withdrawable([]),
    can(empty),
    can(empty, met),
    can(empty, empty, met),
    can(empty, empty, empty, takesBack(3)),
    can(empty, empty, empty, takesBack(3), takesBack(2)),
    can(empty, empty, takesBack(2), empty),
  ]).toEqual([null, null, null, 2, 2, null, 4])
})

test('rules decide in their order, only between the replacements there are, and a circle ends in a question', () => {
  const when = { of: 'attribute', name: 'size', is: ['big', 7] } as const
  const [b, c] = [label('b', 'cat'), label('c', 'dog')]
  const split = (...to: readonly string[]): Label =>
    label('a', 'pet', {
      ...{ deprecated: true, replacedBy: [b.id, c.id] },
      replaceRules: to.map((one) => ({ when, to: l(one) })),
    })
  const found = (from: Label, size: unknown, ...labels: readonly Label[]) => {
    const byId = new Map([from, ...labels].map((one) => [one.id, one]))
    const attributes = JSON.parse(JSON.stringify({ size }))
    const replacement = replacementOf(from, { byId }, { attributes, metadata: () => ({}) })
    return replacement.is === 'label' ? replacement.label.name : [replacement.about, replacement.choices.length]
  }
  const round = [
    label('d', 'to and', { deprecated: true, replacedBy: [l('e')] }),
    label('e', 'fro', { deprecated: true, replacedBy: [l('d')] }),
  ] as const
  expect([
    found(split('c', 'b'), 'big', b, c),
    found(split('b', 'c'), 7, b, c),
    found(split('b', 'c'), ['small', 'big'], b, c),
    found(split('b'), '7', b, c),
    found(split('b'), undefined, b, c),
    // The first of the two is no longer there: one replacement is left, and needs no rule.
    found(split('b'), 'big', c),
    found(split('b'), 'big'),
    found(round[0], 'big', round[1]),
  ]).toEqual(['dog', 'cat', 'cat', ['split', 2], ['split', 2], 'dog', ['replaced', 0], ['replaced', 0]])
})

test('what a person said under a version that version says; a mapping is for names that a model or a file gives', () => {
  const all = versions(
    { labels: [label('a', 'cat'), label('b', 'dog')] },
    {
      labels: [
        label('a', 'cat'),
        label('b', 'dog', { deprecated: true, replacedBy: [l('c')] }),
        label('c', 'hound'),
        label('d', 'wolf'),
      ],
    },
  )
  const mappings = [
    { model: 'm', name: 'cat', labelId: l('d') },
    { model: '', name: 'pup', labelId: l('b') },
    { model: '', name: 'lost', labelId: l('9') },
  ]
  const reading = createReading(all, 2, mappings)
  const review = (name: string, ...[from, more]: Parameters<typeof said>) =>
    reading.labelled([box('1', name)], said(from, more))[0]?.label
  expect([
    [review('cat', 1, { model: 'm' }), reading.label('cat', 1, 'm').name, reading.label('cat', 1, 'n').name],
    // Mapped to what is out of use by now: what replaced it is meant.
    [review('pup', 1), reading.label('pup', 2, 'n').name],
    [review('lost', 1), reading.label('lost', 2, 'n').name],
    // Out of use already when it was said: a person meant it so, a file means what replaced it.
    [review('dog', 2), review('dog', 2, { truth: true }), reading.label('dog', 2, 'n').name],
  ]).toEqual([
    ['cat', 'wolf', 'cat'],
    ['hound', 'hound'],
    ['lost', 'lost'],
    ['dog', 'hound', 'hound'],
  ])
})

test('versions that only add what was met read as it stands; a mapping, or one that a person decided, does not', () => {
  const first = { labels: [label('a', 'cat')] }
  const more = { labels: [label('a', 'cat'), label('b', 'dog')] }
  const plain = (all: ReturnType<typeof versions>, mappings: Parameters<typeof createReading>[2] = []) =>
    createReading(all, all.length, mappings).plain
  expect([
    plain([]),
    plain(versions(first)),
    plain(versions(first, { ...more, derived: true })),
    plain(versions(first, more)),
    plain(versions(first), [{ model: '', name: 'kitty', labelId: l('a') }]),
  ]).toEqual([true, true, true, false, false])
})

test('a required value of the whole case is asked once where nothing was said of the case, or by the one who said it', () => {
  const seen = { name: 'seen', kind: 'date', on: 'case', required: true }
  const labels = [label('a', 'cat')]
  const all = versions({ labels }, { labels, attributes: [seen] }, { labels, attributes: [seen], guideline: 'Look.' })
  const carrier = { ...box('2', 'cat'), shape: { kind: 'case' as const } }
  const asked = (...annotations: readonly ReturnType<typeof box>[]) =>
    createReading(all, 3)
      .review({ annotations, relations: [] }, said(1))
      .questions.map(({ annotationId, attribute, version }) => [annotationId, attribute, version])
  expect([asked(box('1', 'cat')), asked(box('1', 'cat'), carrier)]).toEqual([[[null, 'seen', 2]], [['2', 'seen', 2]]])
})

const NAMES = ['ant', 'bee', 'cow', 'dog', 'eel'] as const
const DIGITS = ['a', 'b', 'c', 'd', 'e'] as const

/** Labels of one version: each has one of five names, and those out of use one or two replacements and perhaps a rule. */
const labelsArbitrary: fc.Arbitrary<readonly Label[]> = fc
  .tuple(
    fc.shuffledSubarray([...NAMES], { minLength: 5 }),
    fc.array(fc.record({ gone: fc.boolean(), by: fc.subarray([...DIGITS], { maxLength: 2 }), rule: fc.boolean() }), {
      minLength: 5,
      maxLength: 5,
    }),
  )
  .map(([names, fates]) =>
    DIGITS.map((digit, at) => {
      const { gone = false, by = [], rule = false } = fates[at] ?? {}
      const to = by.filter((one) => one !== digit)
      const when = { of: 'attribute', name: 'size', is: ['big'] }
      const replaceRules = rule && to[0] ? [{ when, to: l(to[0]) }] : []
      const fate = gone ? { deprecated: true, replacedBy: to.map(l), replaceRules } : {}
      return label(digit, names[at] ?? '', fate)
    }),
  )

const chain = fc
  .array(labelsArbitrary, { minLength: 2, maxLength: 5 })
  .map((all) => versions(...all.map((labels) => ({ labels }))))
const sizes = fc.constantFrom({}, { size: 'big' }, { size: 'small' })

test('reading over a version is reading up to it and on from there, wherever it leaves no question', () => {
  fc.assert(
    fc.property(chain, fc.constantFrom(...NAMES), sizes, (all, name, attributes) => {
      const inUse = all[0]?.labels.some((one) => one.name === name && !one.deprecated) === true
      fc.pre(inUse)
      const last = all.length
      const readAs = (given: string, from: number, to: number) => {
        const annotations = [box('1', given, { attributes })]
        const { questions, annotations: read } = createReading(all.slice(0, to), to).review(
          { annotations, relations: [] },
          said(from),
        )
        return { name: read[0]?.label ?? '', asked: questions.map(({ about, choices }) => [about, choices]) }
      }
      const whole = readAs(name, 1, last)
      for (let half = 2; half <= last; half += 1) {
        const there = readAs(name, 1, half)
        if (there.asked.length === 0) expect(readAs(there.name, half, last)).toEqual(whole)
      }
    }),
    { numRuns: 300, seed: 11 },
  )
})

test('what was read before changes nothing: one reading of many annotations says of each what a new one says', () => {
  const annotation = fc.record({ name: fc.constantFrom(...NAMES, 'unheard of'), attributes: sizes })
  const speakers = fc.record({
    from: fc.integer({ min: 1, max: 5 }),
    model: fc.constantFrom('m', 'n'),
    truth: fc.boolean(),
    batch: fc.array(annotation, { maxLength: 6 }),
  })
  const mappings = [{ model: 'm', name: 'unheard of', labelId: l('b') }]
  fc.assert(
    fc.property(chain, fc.array(speakers, { minLength: 1, maxLength: 4 }), (all, batches) => {
      const shared = createReading(all, all.length, mappings)
      for (const { batch, ...speaker } of batches) {
        const annotations = batch.map(({ name, attributes }, at) => box(`${at}`, name, { attributes }))
        const who = { ...speaker, metadata: () => ({}) }
        const alone = annotations.map((one) => createReading(all, all.length, mappings).labelled([one], who)[0]?.label)
        const read = shared.review({ annotations, relations: [] }, who)
        expect(read.annotations.map((one) => one.label)).toEqual(alone)
        expect(shared.labelled(annotations, who)).toEqual(read.annotations)
      }
    }),
    { numRuns: 150, seed: 12 },
  )
})

const word = fc.stringMatching(/^[a-rt-z]{2,8}$/)
const written = fc.tuple(fc.array(word, { minLength: 1, maxLength: 4 }), fc.constantFrom(' ', '_', '-', '.', '/', '  '))

test('similarity is 0 to 1, the same from both sides, and 1 for the same words however they are written', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      const alike = nameSimilarity(a, b)
      expect([alike >= 0 && alike <= 1, nameSimilarity(b, a), nameSimilarity(a, a)]).toEqual([true, alike, 1])
    }),
    { seed: 13 },
  )
  fc.assert(
    fc.property(written, fc.constantFrom('_', '-', ' '), fc.boolean(), ([words, separator], other, upper) => {
      const again = words.toReversed().join(other)
      expect(nameSimilarity(words.join(separator), upper ? again.toUpperCase() : again)).toBe(1)
    }),
    { seed: 14 },
  )
})

/** Names of few words, so that many are alike and some as alike as others. */
const few = fc
  .tuple(
    fc.array(fc.constantFrom('card', 'cards', 'cash', 'arrival', 'fee'), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([words, spaced]) => words.join(spaced ? ' ' : '_'))

test('suggested are labels in use of other names, the likeliest first, the same ones however the labels are listed', () => {
  const named = fc.uniqueArray(fc.tuple(few, fc.boolean()), { maxLength: 8, selector: ([name]) => name })
  fc.assert(
    fc.property(few, named, fc.integer({ min: 1, max: 4 }), (name, others, most) => {
      const labels = others.map(([other, deprecated], at) => label(`${at}`, other, { deprecated }))
      const found = similarLabels(name, labels, most)
      const rest = labels.filter((one) => !found.some(({ labelId }) => labelId === one.id))
      const bound = found.length < most ? 0.5 : (found.at(-1)?.similarity ?? 1)
      const likely = (one: Label): boolean =>
        !one.deprecated && one.name !== name && nameSimilarity(name, one.name) >= 0.5
      expect(found).toEqual(similarLabels(name, labels.toReversed(), most))
      expect(found.map((one) => labels.find(({ id }) => id === one.labelId)).every((one) => one && likely(one))).toBe(
        true,
      )
      expect(found.map(({ similarity }) => -similarity)).toEqual(
        found.map(({ similarity }) => -similarity).toSorted((x, y) => x - y),
      )
      expect(rest.filter((one) => likely(one) && nameSimilarity(name, one.name) > bound)).toEqual([])
    }),
    { seed: 15 },
  )
})
