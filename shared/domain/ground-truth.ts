import type { Annotation, Relation } from '../model/annotation.ts'
import type { PersonId, ReviewId } from '../model/ids.ts'
import type { Json } from '../model/json.ts'
import type { Prediction } from '../model/prediction.ts'
import type { Review } from '../model/review.ts'
import type { Adjudication, TruthRule, TruthStatus } from '../model/truth.ts'
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
      readonly status: TruthStatus
      readonly review: Review
      readonly reviews: readonly Review[]
      readonly answered: boolean
    }

const saidOf = ({ shape, attributes }: Annotation, label: string): string => {
  const plain: Json = JSON.parse(JSON.stringify({ label, shape, attributes }))
  return canonicalJson(plain)
}

/**
 * One text for all answers that say the same. Scores, ids and order do not count. `labelKey` stands for a label instead of
 * its name, where names may have changed between the answers.
 */
export const answerKey = (answer: Answer, labelKey: (label: string) => string = (label) => label): string => {
  const said = new Map(
    answer.annotations.map((annotation) => [annotation.id, saidOf(annotation, labelKey(annotation.label))]),
  )
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

/**
 * Whether a decision still holds: the review it chose speaks, and nobody has joined those it decided between. Withdrawing
 * one of the others leaves it as it is.
 */
export const adjudicationStands = (
  { reviewId, between }: Pick<Adjudication, 'reviewId' | 'between'>,
  speaking: readonly Pick<Review, 'id'>[],
): boolean => speaking.some(({ id }) => id === reviewId) && speaking.every(({ id }) => between.includes(id))

/** Reviews that say the same, by what they say; the order is that of their oldest. */
type Camp = { readonly reviews: readonly Review[]; readonly answered: boolean }

/** The camp that a majority is in: there can be but one, for its share is above a half. */
const majority = (camps: readonly Camp[], people: number, share: number, atLeast: number): Camp | undefined =>
  camps.find(({ reviews }) => reviews.length >= atLeast && reviews.length / people >= share)

/** The camp that a rule decides for where there are several reviewers, and what its decision is called. */
const ruled = (
  camps: readonly Camp[],
  rule: TruthRule,
  people: number,
): { readonly camp: Camp; readonly status: 'single' | 'consensus' } | null => {
  const [only] = camps
  switch (rule.by) {
    case 'equal':
      return only && camps.length === 1 ? { camp: only, status: 'consensus' } : null
    case 'majority': {
      const camp = majority(camps, people, rule.share, rule.atLeast)
      return camp ? { camp, status: 'consensus' } : null
    }
    case 'reviewer': {
      if (only && camps.length === 1) return { camp: only, status: 'consensus' }
      const theirs = camps.flatMap(({ reviews, answered }) =>
        reviews.filter(({ personId }) => personId === rule.reviewer).map((review) => ({ reviews: [review], answered })),
      )
      return theirs[0] ? { camp: theirs[0], status: 'single' } : null
    }
  }
}

export type TruthQuestion = {
  /** Those of one case that are neither superseded nor withdrawn. */
  readonly reviews: readonly Review[]
  /** At least those that the reviews judge. */
  readonly predictions: readonly Prediction[]
  /** What settles it where several people reviewed the case; all saying the same where left out. */
  readonly rule?: TruthRule
  /** The decision between answers that differ; it comes before any rule, for as long as it stands. */
  readonly adjudication?: Pick<Adjudication, 'reviewId' | 'between'> | null
  /** A review as it is read in the taxonomy that the answer is for. */
  readonly read?: (review: Review) => Review
  /** What a review judges, in the words that it was made in: what its annotations began as. */
  readonly judged?: (review: Review) => Prediction | undefined
}

/** Whether a review says what is there: it repeats neither what the model said nor how that read when it was made. */
const saysWhatIsThere = (review: Review, { predictions, judged }: Omit<TruthQuestion, 'reviews'>): boolean =>
  isAnswered(
    review,
    predictions.find(({ id }) => id === review.predictionId),
  ) &&
  (judged === undefined || isAnswered(review, judged(review)))

/**
 * The reviews that speak for a case, oldest first. An adjudication decides between these. Each person says one thing: the
 * newest of their reviews that says what is there; where none does, the newest. So whoever corrected one prediction and
 * only judged another later still says what they corrected.
 */
export const speakingReviews = (question: TruthQuestion): readonly Review[] => {
  const byPerson = new Map<PersonId, Review>()
  for (const review of [...question.reviews].sort(older)) {
    const before = byPerson.get(review.personId)
    const speaks = !before || saysWhatIsThere(review, question) || !saysWhatIsThere(before, question)
    if (speaks) byPerson.set(review.personId, review)
  }
  return [...byPerson.values()].sort(older)
}

/** What the reviews say, those that say the same together, oldest first. */
const campsOf = (speaking: readonly Review[], question: TruthQuestion): readonly Camp[] => {
  const { read = (review) => review } = question
  const camps = new Map<string, { reviews: Review[]; answered: boolean }>()
  for (const review of speaking) {
    const asRead = read(review)
    const answered = saysWhatIsThere(review, question)
    const says = answered ? answerKey(asRead) : `${review.predictionId} ${review.verdict}`
    const camp = camps.get(says)
    if (camp) camp.reviews.push(asRead)
    else camps.set(says, { reviews: [asRead], answered })
  }
  return [...camps.values()]
}

/** The answers that a case has: sets of reviews that say the same, one review of each person, oldest first. */
export const answersOf = (question: TruthQuestion): readonly Camp[] => campsOf(speakingReviews(question), question)

/**
 * One active reviewer: theirs. An adjudication that stands: what it chose. Several reviewers: what the rule decides, and
 * undecided where it does not.
 */
export const groundTruth = (question: TruthQuestion): GroundTruth => {
  const { rule = { by: 'equal' }, adjudication = null } = question
  const speaking = speakingReviews(question)
  const camps = campsOf(speaking, question)
  const [first] = camps
  if (!first) return { status: 'none' }
  if (speaking.length === 1) return truthOf('single', first)
  if (adjudication !== null && camps.length > 1 && adjudicationStands(adjudication, speaking)) {
    const camp = camps.find(({ reviews }) => reviews.some(({ id }) => id === adjudication.reviewId))
    const review = camp?.reviews.find(({ id }) => id === adjudication.reviewId)
    if (camp && review) return { status: 'adjudicated', review, reviews: camp.reviews, answered: camp.answered }
  }
  const decision = ruled(camps, rule, speaking.length)
  return decision === null ? { status: 'undecided' } : truthOf(decision.status, decision.camp)
}

const truthOf = (status: 'single' | 'consensus', { reviews, answered }: Camp): GroundTruth => {
  const review = spokesman(reviews)
  return review === undefined ? { status: 'none' } : { status, review, reviews, answered }
}

/**
 * The answer that was found earlier, from the reviews that agreed on it; `decided` is the one that an adjudicator chose,
 * null where nobody had to.
 */
export const pinnedTruth = (
  question: Omit<TruthQuestion, 'rule' | 'adjudication'>,
  decided: ReviewId | null,
): GroundTruth => {
  const { reviews, read = (review) => review } = question
  const given = decided === null ? spokesman(reviews) : reviews.find(({ id }) => id === decided)
  if (given === undefined) return { status: 'none' }
  return {
    status: decided !== null ? 'adjudicated' : reviews.length > 1 ? 'consensus' : 'single',
    review: read(given),
    reviews: reviews.toSorted(older).map(read),
    answered: saysWhatIsThere(given, question),
  }
}
