import { expect, test } from 'vitest'
import { answerKey, groundTruth } from '../../shared/domain/ground-truth.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { Prediction } from '../../shared/model/prediction.ts'
import { Review } from '../../shared/model/review.ts'

const CASE = '0'.repeat(32)
const PREDICTION = '1'.repeat(32)

const box = (id: string, label: string, x = 0): Annotation =>
  Annotation.parse({ id, label, shape: { kind: 'box', x, y: 0, w: 10, h: 10 } })

const prediction = Prediction.parse({
  id: PREDICTION,
  caseId: CASE,
  model: { name: 'm', version: '1' },
  annotations: [{ ...box('o1', 'cat'), score: 0.4 }],
  relations: [],
})

let reviews = 0
const review = (by: string, said: Partial<Record<keyof Review, unknown>>): Review => {
  reviews += 1
  return Review.parse({
    id: reviews.toString(16).padStart(32, '0'),
    caseId: CASE,
    predictionId: PREDICTION,
    personId: by,
    at: new Date(reviews * 1000).toISOString(),
    origin: 'desk',
    activeMs: 0,
    blind: false,
    verdict: 'correct',
    causes: [],
    errors: [],
    proposed: { verdict: null, causes: [], errors: [] },
    annotations: prediction.annotations.map((annotation) => ({ ...annotation, fromObjectId: annotation.id })),
    relations: [],
    note: '',
    edgeCase: false,
    taxonomyVersion: 1,
    supersedes: null,
    withdrawnAt: null,
    ...said,
  })
}
const edited = (label: string, id = 'o1') => ({ verdict: 'incorrect', annotations: [box(id, label)] })
const ada = PersonId.parse('ada')

test('no review is no answer; one reviewer is the answer', () => {
  expect(groundTruth([], [])).toEqual({ status: 'none' })
  const one = review('ada', {})
  expect(groundTruth([one], [prediction])).toEqual({ status: 'single', review: one, reviews: [one], answered: true })
})

test('reviewers who say the same agree, whatever ids, order and verdicts they used; the gravest verdict speaks', () => {
  const first = review('ada', { verdict: 'partially-correct', annotations: [box('a', 'dog'), box('b', 'cow', 5)] })
  const second = review('bob', { verdict: 'incorrect', annotations: [box('z', 'cow', 5), box('y', 'dog')] })
  expect(groundTruth([second, first], [prediction])).toEqual({
    status: 'consensus',
    review: second,
    reviews: [first, second],
    answered: true,
  })
})

test('reviewers who differ leave the case undecided until it is said whose answer counts', () => {
  const first = review('ada', edited('dog'))
  const second = review('bob', edited('cow'))
  expect(groundTruth([first, second], [prediction])).toEqual({ status: 'undecided' })
  expect(groundTruth([first, second], [prediction], ada)).toEqual({
    status: 'single',
    review: first,
    reviews: [first],
    answered: true,
  })
  expect(groundTruth([first, second], [prediction], PersonId.parse('eve'))).toEqual({ status: 'undecided' })
})

test('a bare "incorrect" is no answer: the annotations are still the model\'s', () => {
  const bare = review('ada', { verdict: 'incorrect' })
  expect(groundTruth([bare], [prediction])).toMatchObject({ status: 'single', answered: false })
  expect(groundTruth([bare, review('bob', { verdict: 'incorrect' })], [prediction])).toMatchObject({
    status: 'consensus',
    answered: false,
  })
  expect(groundTruth([bare, review('bob', { verdict: 'unsafe' })], [prediction])).toEqual({ status: 'undecided' })
  expect(groundTruth([bare, review('bob', {})], [prediction])).toEqual({ status: 'undecided' })
})

test('imported truth is an answer though it judges nothing', () => {
  const truth = review('ada', { verdict: null, predictionId: null, origin: 'truth', annotations: [box('1', 'cat')] })
  expect(groundTruth([truth, review('bob', {})], [prediction])).toMatchObject({ status: 'consensus', answered: true })
})

test("of one person's several reviews the newest counts", () => {
  const earlier = review('ada', edited('dog'))
  const later = review('ada', edited('cow'))
  expect(groundTruth([later, earlier], [prediction])).toMatchObject({ status: 'single', review: later })
})

test('a relation counts by what it joins, not by the ids of its ends', () => {
  const said = (from: string, to: string) => {
    const { annotations, relations } = review('ada', {
      annotations: [box(from, 'cat'), box(to, 'dog', 50)],
      relations: [{ id: `${from}-${to}`, type: 'chases', from, to }],
    })
    return answerKey({ annotations, relations })
  }
  expect(said('a', 'b')).toBe(said('x', 'y'))
  const turned = review('ada', {
    annotations: [box('a', 'cat'), box('b', 'dog', 50)],
    relations: [{ id: 'r', type: 'chases', from: 'b', to: 'a' }],
  })
  expect(answerKey(turned)).not.toBe(said('a', 'b'))
})
