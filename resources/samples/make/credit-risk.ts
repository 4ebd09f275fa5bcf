import { caseTime, type Mistake, round, type SampleCase, type SampleTruth } from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 150
/** Production approves below this probability of default. */
const THRESHOLD = 0.2
/** The band ends at this probability of default. */
const BANDS = [
  ['A', 0.03],
  ['B', 0.08],
  ['C', 0.2],
  ['D', 0.4],
  ['E', 1],
] as const
const NAMES: readonly string[] = BANDS.map(([name]) => name)
const FIT = ['fits', 'too strict', 'too lenient'] as const
const POLICY = ['none', 'income proof missing', 'over-indebtedness rule', 'collateral rule'] as const

const bandOf = (risk: number): string => BANDS.find(([, end]) => risk < end)?.[0] ?? 'E'

type Applicant = Readonly<Record<string, number | string | boolean>>

const applicant = (seed: Seeded): Applicant => {
  const income = seed.int(14, 96) * 100
  const debt = Math.round(income * seed.range(0, 0.55))
  return {
    monthly_income: income,
    monthly_debt: debt,
    debt_ratio: round(debt / income, 3),
    years_employed: seed.int(0, 22),
    late_payments: seed.chance(0.6) ? 0 : seed.int(1, 7),
    loan_amount: seed.int(2, 60) * 1000,
    term_months: seed.pick([12, 24, 36, 48, 60, 84]),
    collateral: seed.pick(['none', 'none', 'car', 'savings']),
    income_proof: seed.chance(0.9),
    open_accounts: seed.int(1, 9),
  }
}

const number = (value: Applicant[string] | undefined): number => Number(value)

/** What a careful officer would expect: a logistic rule over the same fields. */
const riskOf = (fields: Applicant): number => {
  const burden = number(fields.loan_amount) / number(fields.term_months) / number(fields.monthly_income)
  const z =
    -3.3 +
    4.2 * number(fields.debt_ratio) +
    0.42 * number(fields.late_payments) +
    3.1 * burden -
    0.05 * number(fields.years_employed) -
    (fields.collateral === 'none' ? 0 : 0.7) +
    (fields.income_proof ? 0 : 0.6)
  return 1 / (1 + Math.exp(-z))
}

const reasonsOf = (fields: Applicant): string[] => {
  const reasons: string[] = []
  if (number(fields.debt_ratio) > 0.35) reasons.push('high share of income goes to debts')
  if (number(fields.late_payments) > 1) reasons.push(`${fields.late_payments} late payments in two years`)
  if (number(fields.years_employed) < 2) reasons.push('short time with the employer')
  if (fields.collateral !== 'none') reasons.push(`secured by ${fields.collateral}`)
  if (!fields.income_proof) reasons.push('no proof of income')
  if (reasons.length === 0) reasons.push('steady income, few debts')
  return reasons
}

const policyOf = (fields: Applicant): (typeof POLICY)[number] => {
  if (!fields.income_proof) return 'income proof missing'
  if (number(fields.debt_ratio) > 0.45) return 'over-indebtedness rule'
  return number(fields.loan_amount) > 40_000 && fields.collateral === 'none' ? 'collateral rule' : 'none'
}

const neighbour = (seed: Seeded, band: string): string => {
  const at = NAMES.indexOf(band)
  return NAMES[Math.min(Math.max(at + (seed.chance(0.5) ? 1 : -1), 0), NAMES.length - 1)] ?? band
}

/** Shares of the bands around one of them, adding to 1 within rounding. */
const sharesAround = (band: string, sure: number): Record<string, number> => {
  const at = NAMES.indexOf(band)
  const weights = NAMES.map((_, i) => (i === at ? 0 : 1 / 3 ** Math.abs(i - at)))
  const sum = weights.reduce((a, b) => a + b, 0)
  return Object.fromEntries(
    NAMES.map((name, i) => [name, round(i === at ? sure : ((1 - sure) * (weights[i] ?? 0)) / sum, 3)]),
  )
}

const taxonomy = taxonomyOf(
  'credit-risk',
  BANDS.map(([name, end], i) => ({
    name,
    shapes: ['case'],
    definition: `Probability of default from ${BANDS[i - 1]?.[1] ?? 0} to below ${end}.`,
    ...(name === 'E' ? { risk: 'high' as const } : {}),
  })),
  {
    attributes: [
      {
        name: 'threshold fit',
        kind: 'choice',
        on: 'case',
        values: [...FIT],
        definition: 'Does the limit of 0.2 fit this case?',
      },
      { name: 'policy relevance', kind: 'choice', on: 'case', values: [...POLICY] },
      { name: 'probability of default', kind: 'number', on: 'case', number: { min: 0, max: 1, step: 0.001 } },
    ],
    fields: [
      {
        name: 'monthly_income',
        title: 'Income',
        kind: 'amount',
        unit: 'EUR a month',
        required: true,
        group: 'Household',
      },
      { name: 'monthly_debt', title: 'Debt service', kind: 'amount', unit: 'EUR a month', group: 'Household' },
      { name: 'debt_ratio', title: 'Debt service to income', kind: 'number', group: 'Household' },
      { name: 'income_proof', title: 'Proof of income', kind: 'boolean', required: true, group: 'Household' },
      { name: 'years_employed', title: 'With the employer', kind: 'number', unit: 'years', group: 'History' },
      { name: 'late_payments', title: 'Late payments in two years', kind: 'number', group: 'History' },
      { name: 'open_accounts', title: 'Open accounts', kind: 'number', group: 'History' },
      { name: 'loan_amount', title: 'Loan', kind: 'amount', unit: 'EUR', required: true, group: 'Loan' },
      { name: 'term_months', title: 'Term', kind: 'number', unit: 'months', group: 'Loan' },
      { name: 'collateral', title: 'Collateral', kind: 'choice', values: ['none', 'car', 'savings'], group: 'Loan' },
    ],
    guideline:
      'The band follows from the probability of default; the limit for approval is 0.2. Say whether the limit fits, too.',
  },
)

/** Writes and describes the credit sample in `folder`. */
export const makeCreditRisk = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  for (let at = 1; at <= CASES; at++) {
    const seed = seeded(`credit-risk/${at}`)
    const mistakes: Mistake[] = []
    const fields = applicant(seed)
    const risk = riskOf(fields)
    const right = bandOf(risk)
    const wrong = seed.chance(0.2)
    const band = wrong ? neighbour(seed, right) : right
    const confident = wrong && seed.chance(0.25)
    if (band !== right) mistakes.push('wrong-label', ...(confident ? (['confident-wrong'] as const) : []))
    const sure = confident ? seed.range(0.9, 0.96) : band === right ? seed.range(0.55, 0.97) : seed.range(0.34, 0.6)
    const [low, high] = [BANDS[NAMES.indexOf(band) - 1]?.[1] ?? 0, BANDS.find(([name]) => name === band)?.[1] ?? 1]
    const said = band === right ? risk : low + (high - low) * seed.range(0.2, 0.8)
    const policy = policyOf(fields)
    const attributes = {
      'policy relevance': policy,
      'probability of default': round(said, 3),
    }
    if (policy !== 'none' && seed.chance(0.3)) {
      mistakes.push('wrong-attribute')
      attributes['policy relevance'] = 'none'
    }
    const accepted = said < THRESHOLD
    if (accepted && sure < 0.45) mistakes.push('low-score-accepted')
    const shown: Record<string, number | string | boolean> = { ...fields }
    if (seed.chance(0.06)) {
      mistakes.push('missed')
      delete shown.monthly_income
    }
    const key = `loan-${String(at).padStart(4, '0')}`
    cases.push({
      key,
      kind: 'record',
      fields: shown,
      time: caseTime(at, 30),
      source: seed.pick(['branch', 'online', 'broker']),
      group: `region-${(at * 7) % 9}`,
      meta: {
        product: seed.pick(['instalment', 'car', 'renovation']),
        segment: number(fields.monthly_income) > 5000 ? 'high' : 'standard',
      },
      ...(policy === 'over-indebtedness rule' ? { flag: { why: 'over-indebtedness policy', severity: 'medium' } } : {}),
      prediction: {
        id: `p${at}`,
        scores: sharesAround(band, round(sure, 3)),
        reasons: reasonsOf(fields),
        latencyMs: seed.int(1, 6),
        objects: [{ id: 'band', label: band, score: round(sure, 3), attributes }],
      },
      decision: { action: accepted ? 'accepted' : 'declined', threshold: 0.45 },
    })
    truths.push({
      key,
      class: right,
      objects: [
        {
          id: 'band',
          label: right,
          attributes: { 'policy relevance': policy, 'probability of default': round(risk, 3) },
        },
      ],
      mistakes,
    })
  }
  await writeSample(folder, {
    name: 'credit-risk',
    title: 'Credit risk',
    about:
      'A hundred and fifty loan applications with a band and a probability of default: does the band fit, and does the limit?',
    model: { name: 'loan-score', version: '5', trainedOn: 'loans-2025' },
    cases,
    truths,
    taxonomy,
  })
}
