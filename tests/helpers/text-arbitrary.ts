import fc from 'fast-check'
import { textRange } from '../../shared/domain/text-offsets.ts'
import type { Annotation, Relation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { SpanShape } from '../../shared/model/shape.ts'
import { PIECES } from './offset-texts.ts'

const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Where a range may begin or end: everywhere but inside a surrogate pair. */
const places = (text: string): readonly number[] =>
  Array.from({ length: text.length + 1 }, (_, at) => at).filter(
    (at) => at === text.length || !isLow(text.charCodeAt(at)),
  )

const spanIn = (text: string, broken: boolean): fc.Arbitrary<SpanShape> => {
  const at = places(text)
  return fc
    .uniqueArray(fc.nat(at.length - 1), { minLength: 2, maxLength: broken ? 4 : 2 })
    .map((chosen) => chosen.sort((a, b) => a - b).map((index) => at[index] ?? 0))
    .map((ends): SpanShape => {
      const ranges = []
      for (let index = 0; index + 1 < ends.length; index += 2)
        ranges.push(textRange(text, ends[index] ?? 0, ends[index + 1] ?? 0))
      return { kind: 'span', ranges }
    })
}

const WORDS = ['Ada', 'paid', '3.50', '_', '[x]', 'a|b', 'c;d', '*', '->', '.', 'don\\t', '-DOCSTART-', '#Text=']

/** Texts of hard pieces, with everything that their format's readers might trip over. */
export const textArbitrary: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.constantFrom(...WORDS)), { minLength: 1, maxLength: 10 })
  .map((pieces) => pieces.join(''))
  .filter((text) => text.length >= 2)

const LABELS = ['person', 'money', 'a b', 'ärmel & <knopf>', 'x|y;z', '_', 'LOC*', 'Ünit[1]']

export type SaidOfText = {
  readonly text: string
  readonly annotations: readonly Annotation[]
  readonly relations: readonly Relation[]
}

/** A text with spans (broken ones too), classes, attributes and relations between its objects. */
export const saidOfText: fc.Arbitrary<SaidOfText> = textArbitrary.chain((text) =>
  fc
    .record({
      spans: fc.array(
        fc.record({
          label: fc.constantFrom(...LABELS),
          shape: fc.oneof(spanIn(text, false), spanIn(text, true)),
          attributes: fc.dictionary(
            fc.constantFrom('tense', 'negated', 'a "b"'),
            fc.oneof(fc.constantFrom('past', 'x;y|z', 'line\nend', ''), fc.boolean(), fc.integer()),
            { noNullPrototype: true, maxKeys: 2 },
          ),
        }),
        { maxLength: 5 },
      ),
      classes: fc.uniqueArray(fc.constantFrom('news', 'a b', 'x|y'), { maxLength: 2 }),
      /** Most formats have no place for one or the other: some cases have none of it. */
      without: fc.record({
        attributes: fc.boolean(),
        relations: fc.boolean(),
        gaps: fc.boolean(),
        classes: fc.boolean(),
        blanks: fc.boolean(),
      }),
      pairs: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('causes', 'part of', 'a|b')), { maxLength: 3 }),
    })
    .map(({ spans, classes, pairs, without }) => {
      const annotations: Annotation[] = [
        ...(without.classes ? [] : classes).map((label, index) => ({
          id: AnnotationId.parse(index === 0 ? 'class' : `class-${index + 1}`),
          label,
          shape: { kind: 'case' as const },
          attributes: {},
        })),
        ...spans.map(({ label, shape, attributes }, index) => ({
          label: without.blanks ? label.replaceAll(' ', '-') : label,
          shape: without.gaps ? { ...shape, ranges: shape.ranges.slice(0, 1) } : shape,
          attributes: without.attributes ? {} : attributes,
          id: AnnotationId.parse(`o${index + 1}`),
        })),
      ]
      const from = (nth: number): AnnotationId => annotations[nth % annotations.length]?.id ?? AnnotationId.parse('o1')
      const relations =
        annotations.length === 0 || without.relations
          ? []
          : pairs.map(([a, b, type], index) => ({
              id: AnnotationId.parse(`r${index + 1}`),
              type,
              from: from(a),
              to: from(b),
            }))
      return { text, annotations, relations }
    }),
)
