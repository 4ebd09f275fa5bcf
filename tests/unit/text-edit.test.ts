import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textRange } from '../../shared/domain/text-offsets.ts'
import { arcLanes, endProblem, relationTypes } from '../../shared/domain/text-relations.ts'
import { findAll, inContext, patternOf } from '../../shared/domain/text-search.ts'
import {
  addRange,
  dropRange,
  labelAll,
  mergeSpans,
  moveEnd,
  neighbourOf,
  type Span,
  splitSpan,
} from '../../shared/domain/tools/text-edit.ts'
import { directionOf, sentenceAt, snapSelection, stepToken, tokenAt } from '../../shared/domain/tools/text-snap.ts'
import type { Commit } from '../../shared/domain/tools/tool.ts'
import { AnnotationId, LabelId } from '../../shared/model/ids.ts'
import { Taxonomy } from '../../shared/model/taxonomy.ts'

const text = 'No chest pain, but severe 👩‍👩‍👧 pain in the left  arm. It is gone.'
const at = (words: string, from = 0): readonly [number, number] => {
  const start = text.indexOf(words, from)
  return [start, start + words.length]
}
const span = (id: string, label: string, ...ranges: readonly (readonly [number, number])[]): Span => ({
  id: AnnotationId.parse(id),
  label,
  shape: { kind: 'span', ranges: ranges.map(([start, end]) => textRange(text, start, end)) },
  attributes: {},
})
const quotes = (commit: Commit | null) =>
  commit && {
    label: commit.label,
    put: commit.put.map(({ id, shape }) => [id, shape.kind === 'span' && shape.ranges.map(({ quote }) => quote)]),
    remove: commit.remove,
  }
const newId = () => AnnotationId.parse('new')

test('an end moves, but never past the other end nor out of the text', () => {
  const pain = span('a', 'FINDING', at('pain'))
  expect(quotes(moveEnd(text, pain, 'start', at('chest')[0]))).toEqual({
    label: 'move the start of FINDING',
    put: [['a', ['chest pain']]],
    remove: [],
  })
  expect([
    moveEnd(text, pain, 'end', at('pain')[0]),
    moveEnd(text, pain, 'end', at('pain')[1]),
    moveEnd(text, pain, 'end', text.length + 1),
  ]).toEqual([null, null, null])
})

test('pieces are added to a span, grow together where they touch, and are taken out again', () => {
  const pain = span('a', 'FINDING', at('pain', 20))
  const two = addRange(text, pain, { start: at('left  arm')[0], end: at('left  arm')[1] })
  expect(quotes(two)?.put).toEqual([['a', ['pain', 'left  arm']]])
  const [both] = two?.put ?? []
  const spans = both as Span
  expect(quotes(addRange(text, spans, { start: at(' in the ')[0], end: at(' in the ')[1] }))?.put).toEqual([
    ['a', ['pain in the left  arm']],
  ])
  expect(quotes(dropRange(text, spans, at('left')[0]))?.put).toEqual([['a', ['pain']]])
  expect([
    dropRange(text, pain, at('pain', 20)[0]),
    addRange(text, pain, { start: pain.shape.ranges[0]?.startUtf16 ?? 0, end: at('pain', 20)[1] }),
  ]).toEqual([null, null])
})

test('a span is parted where the caret stands, without the blanks there, and merged again over them', () => {
  const whole = span('a', 'PLACE', at('left  arm'))
  const parted = splitSpan(text, whole, at('  arm')[0] + 1, newId)
  expect(quotes(parted)?.put).toEqual([
    ['a', ['left']],
    ['new', ['arm']],
  ])
  expect(splitSpan(text, whole, at('left')[0], newId)).toBeNull()
  const spans = parted?.put as readonly Span[]
  const [first] = spans
  expect(first && neighbourOf(text, first, spans)?.id).toBe('new')
  expect(quotes(mergeSpans(text, spans))).toEqual({
    label: 'merge 2 spans into PLACE',
    put: [['a', ['left  arm']]],
    remove: ['new'],
  })
  expect(neighbourOf(text, whole, [span('b', 'PLACE', at('pain'))])).toBeNull()
})

const range = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 9 }))
  .map(([start, size]) => [start, start + size] as const)

test('whatever is added or merged, the pieces are in order, apart, and cover what they covered before', () => {
  const plain = 'x'.repeat(80)
  const make = (id: string, parts: readonly (readonly [number, number])[]): Span => ({
    ...span(id, 'A', [0, 1]),
    shape: { kind: 'span', ranges: parts.map(([start, end]) => textRange(plain, start, end)) },
  })
  const covered = (parts: readonly (readonly [number, number])[]) =>
    Array.from(plain, (_, i) => parts.some(([start, end]) => start <= i && i < end))
  fc.assert(
    fc.property(range, fc.array(range, { minLength: 1, maxLength: 6 }), (first, more) => {
      const merged = mergeSpans(plain, [make('a', [first]), ...more.map((one, i) => make(`b${i}`, [one]))])
      const shape = merged?.put[0]?.shape
      const parts = shape?.kind === 'span' ? shape.ranges.map((one) => [one.startUtf16, one.endUtf16] as const) : []
      expect(covered(parts)).toEqual(covered([first, ...more]))
      for (const [i, [start]] of parts.entries()) if (i > 0) expect(start).toBeGreaterThan(parts[i - 1]?.[1] ?? 0)
    }),
  )
})

test('equal strings are labelled in one gesture, but not twice', () => {
  const { hits } = findAll(text, { text: 'pain', regex: false, wholeWords: true, matchCase: true })
  const once = labelAll(text, hits, 'FINDING', undefined, [span('a', 'FINDING', at('pain'))], newId)
  expect(quotes(once)).toEqual({ label: 'mark 1 × FINDING', put: [['new', ['pain']]], remove: [] })
  expect(
    labelAll(
      text,
      hits,
      'FINDING',
      undefined,
      [span('a', 'FINDING', at('pain')), span('b', 'FINDING', at('pain', 20))],
      newId,
    ),
  ).toBeNull()
})

test('finding knows case, whole words and expressions; signs of an expression in plain words are plain', () => {
  const find = (words: string, options: object = {}) =>
    findAll('Pain, painful. ÉTÉ été a.c abc', {
      text: words,
      regex: false,
      wholeWords: false,
      matchCase: false,
      ...options,
    }).hits.map(({ start }) => start)
  expect([
    find('pain'),
    find('pain', { wholeWords: true }),
    find('pain', { matchCase: true }),
    find('été', { wholeWords: true }),
    find('a.c'),
    find('a.c', { regex: true }),
    find('x*', { regex: true }),
    find(''),
  ]).toEqual([[0, 6], [0], [6], [15, 19], [23], [23, 27], [], []])
  expect(() => patternOf({ text: '(', regex: true, wholeWords: false, matchCase: false })).toThrow(SyntaxError)
  expect(inContext('one\n\ntwo three', { start: 5, end: 8 }, 3)).toEqual({ before: 'e ', hit: 'two', after: ' th' })
})

test('a pointer’s selection grows to tokens, graphemes or code points', () => {
  const family = text.indexOf('👩')
  const snap = (by: 'token' | 'grapheme' | 'character', anchor: number, focus: number) => {
    const snapped = snapSelection(text, { anchor, focus }, by)
    return text.slice(Math.min(snapped.anchor, snapped.focus), Math.max(snapped.anchor, snapped.focus))
  }
  expect([
    snap('token', 5, 11),
    snap('token', 11, 5),
    snap('grapheme', family + 1, family + 3),
    snap('character', family + 1, family + 3),
  ]).toEqual(['chest pain', 'chest pain', '👩‍👩‍👧', '👩‍'])
  expect(
    snapSelection(text, { anchor: 4, focus: 10 }, 'token', [
      [0, 8],
      [8, 16],
    ]),
  ).toEqual({ anchor: 0, focus: 16 })
})

test('ends step from word to word, by the source’s own tokens where it gave them', () => {
  const words = 'one two three'
  expect([
    stepToken(words, 7, 'end', 'forward'),
    stepToken(words, 7, 'end', 'back'),
    stepToken(words, 4, 'start', 'back'),
    stepToken(words, 4, 'start', 'forward'),
    stepToken(words, 13, 'end', 'forward'),
    stepToken(words, 2, 'end', 'forward', [
      [0, 2],
      [2, 5],
    ]),
    stepToken(words, 2, 'start', 'back', [
      [0, 2],
      [2, 5],
    ]),
  ]).toEqual([13, 3, 0, 8, 13, 5, 0])
  expect([tokenAt(text, at('chest')[0] + 2), sentenceAt(text, at('gone')[0])]).toEqual([
    { start: at('chest')[0], end: at('chest')[1] },
    { start: at('It is')[0], end: text.length },
  ])
  expect([directionOf('12: שלום', 0, 8), directionOf('مرحبا', 0, 5), directionOf('a שלום', 0, 6)]).toEqual([
    'rtl',
    'rtl',
    'ltr',
  ])
})

const labelId = (name: string) => LabelId.parse(`l_${Buffer.from(name.padEnd(8)).toString('hex')}`)
const label = (id: string, parent?: string) => ({
  id: labelId(id),
  name: id.toUpperCase(),
  hue: 0,
  tone: 0,
  dash: 0,
  shapes: ['span'],
  ...(parent ? { parent: labelId(parent) } : {}),
})
const taxonomy = Taxonomy.parse({
  name: 'n',
  version: 1,
  publishedAt: '2026-01-01T00:00:00.000Z',
  labels: [label('drug'), label('opioid', 'drug'), label('dose')],
  causes: [],
  relationTypes: [
    { name: 'dose-of', from: [labelId('dose')], to: [labelId('drug')] },
    { name: 'beside', symmetric: true },
  ],
})
const end = (id: string, name: string) => ({ id: AnnotationId.parse(id), label: name })

test('a relation’s ends are held against its type, a label counting as what it stands under', () => {
  const [dose, opioid] = [end('a', 'DOSE'), end('b', 'OPIOID')]
  const beside = [{ id: AnnotationId.parse('r'), type: 'beside', from: opioid.id, to: dose.id }]
  expect([
    endProblem(taxonomy, 'dose-of', dose, opioid, []),
    endProblem(taxonomy, 'dose-of', opioid, dose, []),
    endProblem(taxonomy, 'dose-of', dose, dose, []),
    endProblem(taxonomy, 'beside', dose, opioid, beside),
    endProblem(null, 'anything', dose, opioid, []),
  ]).toEqual([null, { why: 'from', label: 'OPIOID', takes: 'DOSE' }, { why: 'same' }, { why: 'twice' }, null])
  expect([relationTypes(taxonomy, []), relationTypes(null, beside)]).toEqual([['dose-of', 'beside'], ['beside']])
})

test('arcs that reach over each other never share a lane, and the short ones lie low', () => {
  expect(
    arcLanes([
      { from: 0, to: 9 },
      { from: 5, to: 3 },
      { from: 6, to: 8 },
    ]),
  ).toEqual([1, 0, 0])
  const arc = fc.record({ from: fc.nat(40), to: fc.nat(40) })
  fc.assert(
    fc.property(fc.array(arc, { maxLength: 15 }), (arcs) => {
      const lanes = arcLanes(arcs)
      const reach = arcs.map(({ from, to }) => [Math.min(from, to), Math.max(from, to)] as const)
      for (const [i, a] of reach.entries())
        for (const [j, b] of reach.entries())
          if (i < j && lanes[i] === lanes[j]) expect(a[1] < b[0] || b[1] < a[0]).toBe(true)
    }),
  )
})

test('an accented letter is found however it is spelled, and a hit is as long as it stands in the text', () => {
  const text = 'cafe\u0301, caf\u00e9, CAFE\u0301, cafe'
  const found = (query: string, matchCase: boolean) =>
    findAll(text, { text: query, regex: false, wholeWords: true, matchCase }).hits.map(({ start, end }) =>
      text.slice(start, end),
    )
  expect([found('caf\u00e9', true), found('cafe\u0301', false), found('cafe', true)]).toEqual([
    ['cafe\u0301', 'caf\u00e9'],
    ['cafe\u0301', 'caf\u00e9', 'CAFE\u0301'],
    ['cafe'],
  ])
})
