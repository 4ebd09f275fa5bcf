import type { Annotation, Relation } from '../model/annotation.ts'
import type { PersonId, PredictionId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Review } from '../model/review.ts'
import { VERDICTS } from '../model/verdict.ts'
import { canonicalJson } from './canonical-json.ts'

/** What a person says is there, apart from the ids of the parts and the order they are listed in. */
type Answer = { readonly annotations: readonly Annotation[]; readonly relations: readonly Relation[] }

/**
 * The agreed answer for a case.
 *
 * `review` speaks for the answer and `reviews` are all that agree on it, oldest first. `answered` is false when the
 * prediction was judged and not corrected: the verdict stands, but its annotations are still the model's and must not
 * be taken for the truth.
 */
export type GroundTruth =
  | { readonly status: 'none' }
  | { readonly status: 'undecided' }
  | {
      readonly status: 'single' | 'consensus'
      readonly review: Review
      readonly reviews: readonly Review[]
      readonly answered: boolean
    }

const saidOf = ({ label, shape, attributes }: Annotation): string => {
  const plain: Json = JSON.parse(JSON.stringify({ label, shape, attributes }))
  return canonicalJson(plain)
}

/** One text for all answers that say the same. Scores, ids and order do not count. */
export const answerKey = (answer: Answer): string => {
  const said = new Map(answer.annotations.map((annotation) => [annotation.id, saidOf(annotation)]))
  const relations = answer.relations.map((relation) =>
    canonicalJson([relation.type, said.get(relation.from) ?? '', said.get(relation.to) ?? '']),
  )
  return canonicalJson([[...said.values()].sort(), relations.sort()])
}

const sameAnswer = (a: Answer, b: Answer): boolean =>
  a.annotations.length === b.annotations.length &&
  a.relations.length === b.relations.length &&
  answerKey(a) === answerKey(b)

/**
 * Whether a review says what is there. *Correct* does, and so does any correction, and truth that was imported.
 * A bare "incorrect" does not: its annotations are the prediction's, which it says are wrong.
 */
const isAnswered = (review: Review, prediction: Prediction | undefined): boolean =>
  review.verdict === null || review.verdict === 'correct' || prediction === undefined || !sameAnswer(review, prediction)

const older = (a: Review, b: Review): number => {
  const byTime = Date.parse(a.at) - Date.parse(b.at)
  return byTime !== 0 ? byTime : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** The gravest verdict speaks for the others; among equals, the newest review. */
const spokesman = (reviews: readonly Review[]): Review | undefined => {
  const gravity = (review: Review) => (review.verdict === null ? VERDICTS.length : VERDICTS.indexOf(review.verdict))
  return [...reviews].sort((a, b) => gravity(a) - gravity(b) || older(b, a))[0]
}

/** Each person's newest review: whoever reviewed two predictions of a case, or reviewed it again, says one thing. */
const newestOfEach = (reviews: readonly Review[]): readonly Review[] => {
  const byPerson = new Map<PersonId, Review>()
  for (const review of [...reviews].sort(older)) byPerson.set(review.personId, review)
  return [...byPerson.values()].sort(older)
}

/**
 * One active reviewer: theirs. Several that say the same: consensus. Otherwise undecided, unless `reviewer` names the
 * person whose answer counts and that person is among them.
 *
 * `activeReviews`: those of one case that are neither superseded nor withdrawn. `predictions`: at least those judged.
 */
export const groundTruth = (
  activeReviews: readonly Review[],
  predictions: readonly Prediction[],
  reviewer?: PersonId,
): GroundTruth => {
  const judged = new Map<PredictionId, Prediction>(predictions.map((prediction) => [prediction.id, prediction]))
  const reviews = newestOfEach(activeReviews)
  const answered = (review: Review) =>
    isAnswered(review, review.predictionId === null ? undefined : judged.get(review.predictionId))
  const says = (review: Review) => (answered(review) ? answerKey(review) : `${review.predictionId} ${review.verdict}`)

  if (reviews.length <= 1 || new Set(reviews.map(says)).size === 1) {
    const review = spokesman(reviews)
    if (review === undefined) return { status: 'none' }
    return { status: reviews.length > 1 ? 'consensus' : 'single', review, reviews, answered: answered(review) }
  }
  const chosen = reviews.find((review) => review.personId === reviewer)
  if (chosen === undefined) return { status: 'undecided' }
  return { status: 'single', review: chosen, reviews: [chosen], answered: answered(chosen) }
}
