import { expect, test } from 'vitest'
import { answerKey, groundTruth } from '../../shared/domain/ground-truth.ts'
import { Annotation } from '../../shared/model/annotation.ts'
import { PersonId } from '../../shared/model/ids.ts'
import { Prediction } from '../../shared/model/prediction.ts'
import { Review } from '../../shared/model/review.ts'
import type { TruthRule } from '../../shared/model/truth.ts'

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
const truthOf = (reviews: readonly Review[], rule: TruthRule = { by: 'equal' }) =>
  groundTruth({ reviews, predictions: [prediction], rule })

test('no review is no answer; one reviewer is the answer', () => {
  expect(truthOf([])).toEqual({ status: 'none' })
  const one = review('ada', {})
  expect(truthOf([one])).toEqual({ status: 'single', review: one, reviews: [one], answered: true })
})

test('reviewers who say the same agree, whatever ids, order and verdicts they used; the gravest verdict speaks', () => {
  const first = review('ada', { verdict: 'partially-correct', annotations: [box('a', 'dog'), box('b', 'cow', 5)] })
  const second = review('bob', { verdict: 'incorrect', annotations: [box('z', 'cow', 5), box('y', 'dog')] })
  expect(truthOf([second, first])).toEqual({
    status: 'consensus',
    review: second,
    reviews: [first, second],
    answered: true,
  })
})

test('reviewers who differ leave the case undecided until it is said whose answer counts', () => {
  const first = review('ada', edited('dog'))
  const second = review('bob', edited('cow'))
  expect(truthOf([first, second])).toEqual({ status: 'undecided' })
  expect(truthOf([first, second], { by: 'reviewer', reviewer: ada })).toEqual({
    status: 'single',
    review: first,
    reviews: [first],
    answered: true,
  })
  expect(truthOf([first, second], { by: 'reviewer', reviewer: PersonId.parse('eve') })).toEqual({ status: 'undecided' })
})

test('a bare "incorrect" is no answer: the annotations are still the model\'s', () => {
  const bare = review('ada', { verdict: 'incorrect' })
  expect(truthOf([bare])).toMatchObject({ status: 'single', answered: false })
  expect(truthOf([bare, review('bob', { verdict: 'incorrect' })])).toMatchObject({
    status: 'consensus',
    answered: false,
  })
  expect(truthOf([bare, review('bob', { verdict: 'unsafe' })])).toEqual({ status: 'undecided' })
  expect(truthOf([bare, review('bob', {})])).toEqual({ status: 'undecided' })
})

test('imported truth is an answer though it judges nothing', () => {
  const truth = review('ada', { verdict: null, predictionId: null, origin: 'truth', annotations: [box('1', 'cat')] })
  expect(truthOf([truth, review('bob', {})])).toMatchObject({ status: 'consensus', answered: true })
})

test("of one person's several reviews the newest counts", () => {
  const earlier = review('ada', edited('dog'))
  const later = review('ada', edited('cow'))
  expect(truthOf([later, earlier])).toMatchObject({ status: 'single', review: later })
})

test('whoever corrected one prediction and only judged another later still says what they corrected', () => {
  const second = Prediction.parse({ ...prediction, id: '2'.repeat(32), model: { name: 'm', version: '2' } })
  const said = (reviews: readonly Review[]) => groundTruth({ reviews, predictions: [prediction, second] })
  const corrected = review('ada', edited('dog'))
  for (const verdict of ['incorrect', 'cannot-tell']) {
    const bare = review('ada', { verdict, predictionId: second.id })
    expect(said([bare, corrected])).toEqual({
      status: 'single',
      review: corrected,
      reviews: [corrected],
      answered: true,
    })
    // Another person's answer is held against the correction, not against the bare verdict.
    expect(said([bare, corrected, review('bob', edited('dog'))])).toMatchObject({ status: 'consensus', answered: true })
  }
  const later = review('ada', { ...edited('cow'), predictionId: second.id })
  expect(said([corrected, later])).toMatchObject({ review: later, answered: true })
  const [bare, newer] = [
    review('ada', { verdict: 'incorrect' }),
    review('ada', { verdict: 'incorrect', predictionId: second.id }),
  ]
  expect(said([newer, bare])).toMatchObject({ review: newer, answered: false })
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

test('a majority decides where enough people are of it, and only then', () => {
  const [first, second, other] = [
    review('ada', edited('dog')),
    review('bob', edited('dog')),
    review('cy', edited('cow')),
  ]
  const twoThirds: TruthRule = { by: 'majority', share: 0.6, atLeast: 2 }
  expect(truthOf([first, second, other], twoThirds)).toMatchObject({ status: 'consensus', reviews: [first, second] })
  expect(truthOf([first, second, other], { ...twoThirds, atLeast: 3 })).toEqual({ status: 'undecided' })
  expect(truthOf([first, second, other], { ...twoThirds, share: 0.7 })).toEqual({ status: 'undecided' })
  expect(truthOf([first, other], twoThirds)).toEqual({ status: 'undecided' })
  expect(truthOf([first], twoThirds)).toMatchObject({ status: 'single' })
})

test('an adjudication decides between the reviews it names until another joins them or the chosen one goes', () => {
  const [first, second, third] = [
    review('ada', edited('dog')),
    review('bob', edited('cow')),
    review('cy', edited('dog')),
  ]
  const adjudication = { reviewId: second.id, between: [first.id, second.id] }
  const decided = (...reviews: Review[]) => groundTruth({ reviews, predictions: [prediction], adjudication })
  expect(decided(first, second)).toEqual({ status: 'adjudicated', review: second, reviews: [second], answered: true })
  expect(decided(first, second, third)).toEqual({ status: 'undecided' })
  expect(decided(first, review('bob', edited('owl')))).toEqual({ status: 'undecided' })
  expect(decided(second)).toMatchObject({ status: 'single', review: second })
  expect(decided(first)).toMatchObject({ status: 'single', review: first })
})

test('reviews are compared as they are read; whether one answers is told from what it was given', () => {
  const [first, second] = [review('ada', edited('dog')), review('bob', edited('hound'))]
  const read = (one: Review): Review => ({
    ...one,
    annotations: one.annotations.map((annotation) => ({ ...annotation, label: 'canine' })),
  })
  const bare = review('cy', { verdict: 'incorrect' })
  expect(groundTruth({ reviews: [first, second], predictions: [prediction], read })).toMatchObject({
    status: 'consensus',
    review: { annotations: [{ label: 'canine' }] },
  })
  expect(groundTruth({ reviews: [bare], predictions: [prediction], read })).toMatchObject({ answered: false })
})
