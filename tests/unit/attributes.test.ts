import { expect, test } from 'vitest'
import {
  attributeProblem,
  attributeProblems,
  attributesFor,
  withAttribute,
  withEvidence,
  withLabel,
} from '../../shared/domain/taxonomy/attributes.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { AnnotationId } from '../../shared/model/ids.ts'
import type { Json } from '../../shared/model/json.ts'
import { Attribute, Taxonomy } from '../../shared/model/taxonomy.ts'
import { box, instant, whole } from '../helpers/objects.ts'

const label = (id: string, name: string) => ({ id, name, hue: 0, tone: 0, dash: 0, shapes: ['box'] })
const taxonomy = Taxonomy.parse({
  name: 'shelf',
  version: 1,
  publishedAt: instant,
  labels: [label('l_0123456789abcdef', 'person'), label('l_fedcba9876543210', 'trolley')],
  causes: [],
  attributes: [
    {
      name: 'behaviour',
      kind: 'choice',
      values: ['normal', 'theft risk'],
      labels: ['l_0123456789abcdef'],
      required: true,
    },
    { name: 'why', kind: 'text', labels: ['l_0123456789abcdef'], when: { attribute: 'behaviour', is: ['theft risk'] } },
    { name: 'how sure', kind: 'number', when: { attribute: 'why', is: ['bag'] }, labels: ['l_0123456789abcdef'] },
    { name: 'seen', kind: 'boolean' },
    { name: 'busy', kind: 'boolean', on: 'case' },
    { name: 'tone', kind: 'choice', on: 'turn', values: ['rude'] },
    { name: 'a', kind: 'boolean', when: { attribute: 'b', is: [true] } },
    { name: 'b', kind: 'boolean', when: { attribute: 'a', is: [true] } },
  ],
})

test('attributes are asked by label and place, and only where their condition holds', () => {
  const names = (annotation: Annotation) => attributesFor(taxonomy, annotation).map(({ name }) => name)
  const person = (attributes: Record<string, string>) => box('o', 'person', [0, 0, 1, 1], { attributes })
  expect({
    person: names(person({})),
    risk: names(person({ behaviour: 'theft risk' })),
    risky: names(person({ behaviour: 'theft risk', why: 'bag' })),
    // "why" was given before "behaviour" changed: what hangs on it is not asked either.
    calm: names(person({ behaviour: 'normal', why: 'bag' })),
    trolley: names(box('o', 'trolley', [0, 0, 1, 1])),
    unknown: names(box('o', 'ghost', [0, 0, 1, 1])),
    whole: names(whole('c', 'person')),
    turn: names(Annotation.parse({ id: 't', label: 'x', shape: { kind: 'case', turn: 2 } })),
    untaught: attributesFor(null, person({})),
  }).toEqual({
    person: ['behaviour', 'seen'],
    risk: ['behaviour', 'why', 'seen'],
    risky: ['behaviour', 'why', 'how sure', 'seen'],
    calm: ['behaviour', 'seen'],
    trolley: ['seen'],
    unknown: ['seen'],
    whole: ['busy'],
    turn: ['tone'],
    untaught: [],
  })
})

test('a value is held against its kind, its range, its list, its pattern', () => {
  const problem = (attribute: object, value: Json | undefined) =>
    attributeProblem(Attribute.parse({ name: 'x', ...attribute }), value)
  const dose = { kind: 'number', number: { min: 0.1, max: 5, step: 0.1, unit: 'mg' } }
  expect([
    problem({ kind: 'boolean' }, undefined),
    problem({ kind: 'boolean', required: true }, null),
    problem({ kind: 'boolean', required: true }, false),
    problem({ kind: 'boolean' }, 'yes'),
    problem({ kind: 'choice', values: ['a'] }, 'b'),
    problem({ kind: 'multi-choice', values: ['a', 'b'] }, ['a', 'c']),
    problem({ kind: 'multi-choice', values: ['a', 'b'], required: true }, []),
    problem(dose, 0.3),
    problem(dose, 0),
    problem(dose, 6),
    problem(dose, 0.35),
    problem({ kind: 'text', pattern: '[A-Z]{2}\\d+' }, 'AB12'),
    problem({ kind: 'text', pattern: '[A-Z]{2}\\d+' }, 'xAB12'),
    problem({ kind: 'text', pattern: '(' }, 'anything'),
    problem({ kind: 'text', pattern: '(a+)+b' }, 'a'.repeat(900)),
    problem({ kind: 'date' }, '2026-02-29'),
    problem({ kind: 'date' }, '2028-02-29'),
    problem({ kind: 'coded', codes: { list: 'icd', version: '1' } }, 'A01'),
  ]).toEqual([
    null,
    { is: 'required' },
    null,
    { is: 'not-boolean' },
    { is: 'not-offered', value: 'b' },
    { is: 'not-offered', value: 'c' },
    { is: 'required' },
    null,
    { is: 'below', bound: 0.1 },
    { is: 'above', bound: 5 },
    { is: 'off-step', bound: 0.1 },
    null,
    { is: 'not-matching', pattern: '[A-Z]{2}\\d+' },
    null,
    null,
    { is: 'not-day' },
    null,
    null,
  ])
  expect(attributeProblems(taxonomy, [box('p', 'person', [0, 0, 1, 1]), box('t', 'trolley', [0, 0, 1, 1])])).toEqual([
    { annotationId: 'p', name: 'behaviour', problem: { is: 'required' } },
  ])
})

test('a value that is taken away takes its evidence with it, and another label what only the old one had', () => {
  const ids = [AnnotationId.parse('s1'), AnnotationId.parse('s2')]
  const plain = box('o', 'person', [0, 0, 1, 1], { attributes: { origin: 'import', behaviour: 'normal' } })
  const shown = withEvidence(withAttribute(plain, 'seen', true), 'behaviour', ids)
  expect(shown.evidence).toEqual({ behaviour: ids })
  expect(withLabel(taxonomy, shown, 'trolley')).toEqual({
    ...plain,
    label: 'trolley',
    attributes: { origin: 'import', seen: true },
  })
  expect(withAttribute(withAttribute(plain, 'seen', true), 'seen', '')).toEqual(plain)
})
