import type {
  AnnotationWhere,
  Bound,
  Field,
  FindingField,
  FindingWhere,
  Leaf,
  Test,
  Value,
  Where,
} from '../../shared/domain/where/expression.ts'
import { SEVERITIES } from '../../shared/domain/where/fields.ts'
import { periodOf } from '../../shared/domain/where/period.ts'
import type { Model } from '../../shared/model/prediction.ts'

/** One thing that a review found wrong: one of the verdict, an error type and a cause tells it. */
export type FoundFact = {
  readonly verdict: string | null
  readonly error: string | null
  readonly cause: string | null
  readonly label: string | null
  readonly corrected: string | null
  readonly model: Model
}

/** One case as the language sees it, without a database. */
export type CaseFacts = {
  readonly kind: string
  readonly key: string
  readonly status: string
  readonly source: string | null
  readonly group: string | null
  readonly time: string | null
  /** 0 not flagged. */
  readonly severity: number
  readonly margin: number | null
  readonly disagreement: number | null
  readonly models: readonly Model[]
  readonly annotations: readonly { readonly label: string; readonly score: number | null; readonly model: Model }[]
  readonly meta: Readonly<Record<string, readonly { readonly value: string; readonly number: number | null }[]>>
  readonly words: readonly string[]
  readonly reviews: readonly {
    readonly person: string
    readonly causes: readonly string[]
    readonly errors: readonly string[]
    readonly edge: boolean
    readonly verdict: string | null
    readonly found?: readonly FoundFact[]
  }[]
  readonly plans?: readonly string[]
  /** "shop@3/train": the splits of dataset versions that it is in. */
  readonly datasets?: readonly string[]
  readonly rules: readonly string[]
  readonly lane: string | null
  /** Below the audit's share, 0.05: the audit would draw it. */
  readonly drawn: boolean
  /** A version of the taxonomy asks about one of its reviews. */
  readonly outdated: boolean
}

const isAudited = ({ models, rules, status, drawn }: CaseFacts): boolean =>
  models.length > 0 && (rules.includes('random-audit') || (status === 'reviewed' && drawn))

const within = <T>(
  from: Bound | null,
  to: Bound | null,
  compare: (bound: Bound) => T,
  order: (at: T) => number,
): boolean => {
  const low = from === null ? 1 : order(compare(from))
  const high = to === null ? -1 : order(compare(to))
  return (low > 0 || (low === 0 && from?.inclusive === true)) && (high < 0 || (high === 0 && to?.inclusive === true))
}

const name = (actual: string | null, value: Value): boolean => {
  if (actual === null) return false
  if (value.kind === 'is') return actual === value.text
  return value.kind === 'prefix' ? actual.startsWith(value.text) : value.kind === 'known'
}

const number = (actual: number | null, value: Value): boolean => {
  if (actual === null) return false
  if (value.kind === 'is') return actual === Number(value.text)
  if (value.kind !== 'range') return value.kind === 'known'
  return within(
    value.from,
    value.to,
    (bound) => Number(bound.text),
    (at) => Math.sign(actual - at),
  )
}

const time = (actual: string | null, value: Value): boolean => {
  if (actual === null) return false
  if (value.kind === 'known') return true
  // -1, 0, 1: before, in, after the period.
  const against = (text: string): number => {
    const period = periodOf(text)
    if (period === null) throw new Error(text)
    return actual < period.start ? -1 : actual >= period.end ? 1 : 0
  }
  if (value.kind === 'is') return against(value.text) === 0
  return (
    value.kind === 'range' &&
    within(
      value.from,
      value.to,
      (bound) => against(bound.text),
      (at) => at,
    )
  )
}

const SEVERITY_NAMES: readonly string[] = SEVERITIES

const severity = (actual: number, value: Value): boolean => {
  const rank = (text: string) => SEVERITY_NAMES.indexOf(text) + 1
  if (actual === 0) return false
  if (value.kind === 'is') return actual === rank(value.text)
  if (value.kind !== 'range') return value.kind === 'known'
  return within(
    value.from,
    value.to,
    (bound) => rank(bound.text),
    (at) => Math.sign(actual - at),
  )
}

const model = (of: Model, value: Value): boolean => name(of.name, value) || name(`${of.name}@${of.version}`, value)

const annotation = (of: CaseFacts['annotations'][number], where: AnnotationWhere): boolean => {
  switch (where.kind) {
    case 'and':
      return where.parts.every((part) => annotation(of, part))
    case 'or':
      return where.parts.some((part) => annotation(of, part))
    case 'not':
      return !annotation(of, where.part)
    case 'test':
      return where.values.some((value) => {
        if (where.field === 'label') return name(of.label, value)
        return where.field === 'score' ? number(of.score, value) : model(of.model, value)
      })
  }
}

const finding = (of: FoundFact, where: FindingWhere): boolean => {
  switch (where.kind) {
    case 'and':
      return where.parts.every((part) => finding(of, part))
    case 'or':
      return where.parts.some((part) => finding(of, part))
    case 'not':
      return !finding(of, where.part)
    case 'test':
      return where.values.some((value) => findingFits(of, where.field, value))
  }
}

const findingFits = (of: FoundFact, field: FindingField, value: Value): boolean =>
  field === 'model' ? model(of.model, value) : name(of[field], value)

const someName = (actual: readonly (string | null)[], value: Value): boolean => actual.some((each) => name(each, value))

const fieldFits = (facts: CaseFacts, field: Field, value: Value): boolean => {
  switch (field) {
    case 'label':
    case 'score':
      return facts.annotations.some((each) => annotation(each, { kind: 'test', field, values: [value] }))
    case 'model':
      return facts.models.some((each) => model(each, value))
    case 'verdict':
      return someName(
        facts.reviews.map((review) => review.verdict),
        value,
      )
    case 'reviewer':
      return someName(
        facts.reviews.map((review) => review.person),
        value,
      )
    case 'cause':
      return someName(
        facts.reviews.flatMap((review) => review.causes),
        value,
      )
    case 'error':
      return someName(
        facts.reviews.flatMap((review) => review.errors),
        value,
      )
    case 'edge':
      return name(facts.reviews.some((review) => review.edge) ? 'yes' : 'no', value)
    case 'outdated':
      return name(facts.outdated ? 'yes' : 'no', value)
    case 'rule':
      return someName(facts.rules, value)
    case 'audited':
      return name(isAudited(facts) ? 'yes' : 'no', value)
    case 'dataset':
      return someName(
        (facts.datasets ?? []).flatMap((split) => {
          const [version = ''] = split.split('/')
          return [split, version, version.replace(/@\d+$/, '')]
        }),
        value,
      )
    case 'plan':
      return someName(facts.plans ?? [], value)
    case 'time':
      return time(facts.time, value)
    case 'severity':
      return severity(facts.severity, value)
    case 'margin':
    case 'disagreement':
      return number(facts[field], value)
    case 'annotations':
      return number(facts.annotations.length, value)
    case 'predictions':
      return number(facts.models.length, value)
    default:
      return name(facts[field], value)
  }
}

const phrase = (words: readonly string[], wanted: readonly string[], prefix: boolean): boolean =>
  words.some((_, at) =>
    wanted.every((word, index) => {
      const actual = words[at + index] ?? ''
      return prefix && index === wanted.length - 1 ? actual.startsWith(word) : actual === word
    }),
  )

const leafFits = (facts: CaseFacts, leaf: Leaf): boolean => {
  switch (leaf.kind) {
    case 'any':
      return facts.annotations.some((each) => annotation(each, leaf.where))
    case 'found':
      return facts.reviews.some(({ found = [] }) => found.some((each) => finding(each, leaf.where)))
    case 'meta':
      return leaf.values.some((value) =>
        (facts.meta[leaf.path] ?? []).some((each) =>
          value.kind === 'range' ? number(each.number, value) : name(each.value, value),
        ),
      )
    case 'text':
      return phrase(facts.words, leaf.phrase.split(' '), leaf.prefix)
    case 'test':
      return testFits(facts, leaf)
  }
}

const testFits = (facts: CaseFacts, test: Test<Field>): boolean =>
  test.values.some((value) => fieldFits(facts, test.field, value))

/** Whether a case fits: the language's meaning, written as plainly as can be. */
export const fits = (facts: CaseFacts, where: Where): boolean => {
  switch (where.kind) {
    case 'everything':
      return true
    case 'and':
      return where.parts.every((part) => fits(facts, part))
    case 'or':
      return where.parts.some((part) => fits(facts, part))
    case 'not':
      return !fits(facts, where.part)
    default:
      return leafFits(facts, where)
  }
}
