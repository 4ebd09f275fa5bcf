import { expect, test } from 'vitest'
import { caseStatus, queueOpen } from '../../shared/domain/case-status.ts'
import { aboutOf } from '../../shared/domain/compare-about.ts'
import { errorTypes, isEdited, propose } from '../../shared/domain/propose.ts'
import { copyOf } from '../../shared/domain/worksheet.ts'
import type { Annotation, Relation } from '../../shared/model/annotation.ts'
import { Taxonomy } from '../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../shared/model/verdict.ts'
import { box, instant, prediction, relation, span, whole } from '../helpers/objects.ts'
import { voc } from '../helpers/voc-objects.ts'

const dog = box('o1', 'dog', [0, 0, 10, 10], { score: 0.95 })
const cat = box('o2', 'cat', [50, 0, 10, 10], { score: 0.3 })
const work = (annotations: readonly Annotation[], relations: readonly Relation[] = []) => ({
  annotations: [...annotations],
  relations: [...relations],
})

test('the verdict proposed follows what was given and what is missing', () => {
  const judged = prediction([dog, cat])
  const verdict = (...annotations: Annotation[]) =>
    propose({ prediction: judged, worksheet: work(annotations) }).verdict
  const far = box('n', 'cow', [500, 500, 5, 5])
  expect({
    same: propose({ prediction: judged, worksheet: copyOf(judged) }).verdict,
    added: verdict(dog, cat, far),
    oneRemoved: verdict(dog),
    oneRemovedOneAdded: verdict(dog, far),
    moved: verdict(box('o1', 'dog', [1, 0, 10, 10], { fromObjectId: 'o1' })),
    allRemoved: verdict(),
    allRelabelled: verdict({ ...dog, label: 'cow' }, { ...cat, label: 'cow' }),
    nothingGivenNothingThere: propose({ prediction: prediction([]), worksheet: work([]) }).verdict,
    nothingGivenSomethingThere: propose({ prediction: prediction([]), worksheet: work([far]) }).verdict,
    wrongClass: propose({ prediction: prediction([whole('c', 'busy')]), worksheet: work([whole('c', 'calm')]) })
      .verdict,
    noPrediction: propose({ prediction: null, worksheet: work([far]) }).verdict,
  }).toEqual({
    same: 'correct',
    added: 'incomplete',
    oneRemoved: 'partially-correct',
    oneRemovedOneAdded: 'partially-correct',
    moved: 'partially-correct',
    allRemoved: 'incorrect',
    allRelabelled: 'incorrect',
    nothingGivenNothingThere: 'correct',
    nothingGivenSomethingThere: 'incomplete',
    wrongClass: 'incorrect',
    noPrediction: null,
  })
})

test('error types are told once each, in their order, with the score and the decision of production', () => {
  const judged = prediction([dog, cat, { ...dog, id: 'o3' as typeof dog.id }], {
    decision: { action: 'accepted', threshold: 0.35 },
  })
  const corrected = work([
    { ...dog, shape: { ...box('b', 'x', [2, 0, 10, 10]).shape }, fromObjectId: dog.id },
    box('n', 'cow', [500, 500, 5, 5]),
  ])
  expect(errorTypes(judged, corrected, null)).toEqual([
    'missing-entity',
    'spurious',
    'wrong-boundary',
    'duplicate',
    'high-confidence-wrong',
    'low-confidence-accepted',
  ])
  const sure = (action: string, threshold?: number) =>
    errorTypes(
      prediction([cat], { decision: threshold === undefined ? { action } : { action, threshold } }),
      work([cat]),
      'incorrect',
    )
  expect([sure('accepted'), sure('accepted', 0.3), sure('rejected'), sure('accepted', 0.31)]).toEqual([
    ['low-confidence-accepted'],
    [],
    [],
    ['low-confidence-accepted'],
  ])
  expect(errorTypes(prediction([whole('c', 'busy', { score: 0.9 })]), work([whole('c', 'calm')]), null)).toEqual([
    'incorrect-classification',
    'high-confidence-wrong',
  ])
})

test('a relation that differs is an error of its own', () => {
  const [a, b] = [span('a', 'drug', 0, 'aspirin'), span('b', 'dose', 8, '100 mg')]
  const judged = prediction([a, b], { relations: [relation('r', 'has', 'a', 'b')] })
  expect(propose({ prediction: judged, worksheet: work([a, b], [relation('r', 'has', 'b', 'a')]) })).toEqual({
    verdict: 'partially-correct',
    causes: ['model-error'],
    errors: ['wrong-relation'],
  })
  expect(
    propose({ prediction: prediction([a, b]), worksheet: work([a, b], [relation('n', 'has', 'a', 'b')]) }),
  ).toEqual({
    verdict: 'incomplete',
    causes: ['model-error'],
    errors: ['wrong-relation'],
  })
})

test('turns, required fields and a decision close to its threshold are part of what is proposed', () => {
  const judged = prediction([whole('c', 'refund')])
  const turn = (
    place: number,
    verdict: 'correct' | 'unsafe' | 'cannot-tell' | 'incomplete',
    causes: string[] = [],
  ) => ({
    turn: place,
    verdict,
    causes,
  })
  const turns = (...given: ReturnType<typeof turn>[]) => {
    const { verdict, causes } = propose({ prediction: judged, worksheet: { ...copyOf(judged), turns: given } })
    return [verdict, causes]
  }
  expect([
    turns(turn(1, 'correct')),
    turns(turn(1, 'correct'), turn(3, 'cannot-tell')),
    turns(turn(1, 'incomplete'), turn(3, 'unsafe', ['edge-case-gap']), turn(5, 'cannot-tell')),
  ]).toEqual([
    ['correct', []],
    ['cannot-tell', ['ambiguous-input']],
    ['unsafe', ['edge-case-gap']],
  ])

  const taxonomy = Taxonomy.parse({
    name: 'invoices',
    version: 1,
    publishedAt: instant,
    labels: [],
    causes: [],
    fields: [{ name: 'total', required: true }, { name: 'note' }],
  })
  const total = { ...whole('f', 'total'), shape: { kind: 'field', value: null } } as const
  const verdict = (...fields: Annotation[]) =>
    propose({ prediction: prediction(fields), worksheet: work(fields), caseKind: 'document', taxonomy }).verdict
  expect([verdict(), verdict(total)]).toEqual(['incomplete', 'correct'])

  const decided = (score: number) =>
    propose({
      prediction: prediction([whole('c', 'fraud', { score })], { decision: { action: 'block', threshold: 0.7 } }),
      worksheet: work([whole('c', 'fine')]),
      caseKind: 'record',
    }).causes
  expect([decided(0.74), decided(0.9)]).toEqual([['threshold-misfit'], ['model-error']])
})

test('causes follow the table of rules', () => {
  const taxonomy = Taxonomy.parse({
    name: 'pets',
    version: 2,
    publishedAt: instant,
    labels: [{ id: 'l_0123456789abcdef', name: 'dog', hue: 0, tone: 0, dash: 0, shapes: ['box'], deprecated: true }],
    attributes: [],
    relationTypes: [],
    causes: [...BUILT_IN_CAUSES],
  })
  const judged = prediction([dog])
  const accepted = prediction([cat], { decision: { action: 'accepted' } })
  const flag = { why: 'Privacy policy 4.2', severity: 'high' } as const
  const nothing = work([])
  const causes = (from: Parameters<typeof propose>[0]) => propose(from).causes
  expect({
    correct: causes({ prediction: accepted, worksheet: work([cat]) }),
    plain: causes({ prediction: judged, worksheet: nothing }),
    threshold: causes({ prediction: accepted, worksheet: nothing }),
    deprecated: causes({ prediction: judged, worksheet: nothing, taxonomy }),
    deprecatedElsewhere: causes({ prediction: prediction([dog, cat]), worksheet: work([dog]), taxonomy }),
    policy: causes({ prediction: judged, worksheet: nothing, caseFlag: flag, taxonomy }),
    flaggedForElse: causes({ prediction: judged, worksheet: nothing, caseFlag: { ...flag, why: 'alarm' } }),
    chosenUnsafe: causes({ prediction: judged, worksheet: work([dog]), chosen: 'unsafe' }),
    chosenNonCompliant: causes({ prediction: judged, worksheet: work([dog]), chosen: 'non-compliant' }),
    chosenCannotTell: causes({ prediction: judged, worksheet: work([dog]), chosen: 'cannot-tell' }),
    upstreamFirst: causes({ prediction: accepted, worksheet: nothing, caseFlag: flag, chosen: 'cannot-tell' }),
    notOfThisProject: causes({ prediction: judged, worksheet: nothing, taxonomy: { ...taxonomy, causes: [] } }),
  }).toEqual({
    correct: [],
    plain: ['model-error'],
    threshold: ['threshold-misfit'],
    deprecated: ['outdated-label-taxonomy'],
    deprecatedElsewhere: ['model-error'],
    policy: ['outdated-label-taxonomy', 'compliance-sensitive-output'],
    flaggedForElse: ['model-error'],
    chosenUnsafe: ['model-error'],
    chosenNonCompliant: ['compliance-sensitive-output'],
    chosenCannotTell: ['ambiguous-input'],
    upstreamFirst: ['ambiguous-input', 'threshold-misfit', 'compliance-sensitive-output'],
    notOfThisProject: [],
  })
})

test('drawing again what was removed is no edit', () => {
  expect([
    isEdited(prediction([dog]), work([box('n', 'dog', [0, 0, 10, 10])])),
    isEdited(prediction([dog]), work([box('n', 'dog', [0, 0, 10, 10.1])])),
    isEdited(null, work([])),
    isEdited(null, work([dog])),
  ]).toEqual([false, true, false, true])
})

test('a case stands where the gravest of its reviews and worksheets puts it', () => {
  const sheet = (disposition: 'skipped' | 'flagged' | null, begun: boolean) => ({ disposition, begun })
  const cases = [
    caseStatus(0, []),
    caseStatus(0, [sheet(null, false)]),
    caseStatus(0, [sheet(null, true), sheet(null, false)]),
    caseStatus(0, [sheet(null, true), sheet('skipped', false)]),
    caseStatus(0, [sheet('skipped', true), sheet('flagged', false)]),
    caseStatus(1, [sheet('flagged', true)]),
  ]
  expect(cases).toEqual(['waiting', 'waiting', 'started', 'skipped', 'flagged', 'reviewed'])
  expect(cases.map(queueOpen)).toEqual([1, 1, 1, 2, 0, 0])
})

test.skipIf(voc === null)('on real detections a proposal says what the boxes say', () => {
  const misfits = (voc ?? []).flatMap(({ predicted, corrected }, index) => {
    const judged = prediction(predicted)
    const unchanged = propose({ prediction: judged, worksheet: copyOf(judged) })
    const { verdict, errors } = propose({ prediction: judged, worksheet: work(corrected) })
    const kept = predicted.filter(({ label }) => corrected.some((object) => object.label === label))
    const fits =
      unchanged.verdict === 'correct' &&
      unchanged.errors.length === 0 &&
      (verdict === 'correct') === !isEdited(judged, work(corrected)) &&
      // Without one label in common nothing given can be of use.
      (kept.length > 0 || predicted.length === 0 || verdict === 'incorrect') &&
      (corrected.length <= predicted.length || errors.includes('missing-entity')) &&
      (corrected.length >= predicted.length || errors.includes('spurious') || errors.includes('duplicate')) &&
      (!errors.includes('high-confidence-wrong') || predicted.some(({ score = 0 }) => score >= 0.9))
    return fits ? [] : [{ index, verdict, errors }]
  })
  expect(misfits).toEqual([])
})

test('a prediction accepted with little confidence that was right is no error', () => {
  const accepted = prediction([cat], { decision: { action: 'accepted' } })
  const errors = (['correct', 'cannot-tell', null, 'unsafe'] as const).map((verdict) =>
    errorTypes(accepted, work([cat]), verdict),
  )
  expect(errors).toEqual([[], [], [], ['low-confidence-accepted']])
})

test('a corrected field of the record itself is no missing entity but a fault of the source', () => {
  const judged = prediction([whole('c', 'fraud', { score: 0.6 })])
  const field = (id: string, label: string, value: string): Annotation => ({
    ...whole(id, label),
    shape: { kind: 'field', value },
  })
  const content = { fields: { amount: 12, 'in stock': null } }
  const about = aboutOf(content, null)
  const copied = copyOf(judged)
  const input = work([...copied.annotations, field('f', 'amount', '13')])
  const found = work([...copied.annotations, field('f', 'iban', 'DE1')])
  const relabelled = work([...copied.annotations.map((one) => ({ ...one, label: 'ok' })), field('f', 'amount', '13')])
  const predicted = prediction([field('p', 'amount', '12')])
  const changed = work([{ ...field('p', 'amount', '13'), fromObjectId: field('p', 'amount', '12').id }])
  const said = (worksheet: ReturnType<typeof work>, from = judged) => {
    const { verdict, errors, causes } = propose({ prediction: from, worksheet, caseKind: 'record', content })
    return [verdict, isEdited(from, worksheet, about), errors, causes]
  }
  expect({
    input: said(input),
    found: said(found),
    relabelled: said(relabelled),
    ofThePrediction: said(changed, predicted),
  }).toEqual({
    input: ['correct', false, [], []],
    found: ['incomplete', true, ['missing-entity'], ['model-error']],
    relabelled: ['incorrect', true, ['incorrect-classification'], ['poor-source-quality']],
    ofThePrediction: ['partially-correct', true, ['wrong-attribute'], ['model-error']],
  })
})

test('a relation of a symmetric type says the same whichever way round it stands', () => {
  const judged = { ...prediction([dog, cat]), relations: [relation('r', 'beside', 'o1', 'o2')] }
  const copied = copyOf(judged)
  const [a, b] = copied.annotations
  const turned = (id: string) => work(copied.annotations, [relation(id, 'beside', String(b?.id), String(a?.id))])
  const about = { symmetric: new Set(['beside']) }
  expect([turned('r'), turned('n')].map((each) => [isEdited(judged, each), isEdited(judged, each, about)])).toEqual([
    [true, false],
    [true, false],
  ])
})
