import { classify } from './classes.ts'
import { caseTime, type Mistake, round, type SampleCase, type SampleTruth } from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 200
/** From this probability on production stops the payment. */
const THRESHOLD = 0.6
const CLASSES = ['legitimate', 'card-testing', 'account-takeover', 'refund-abuse', 'mule-account'] as const
type Kind = (typeof CLASSES)[number]
const RIVAL: Readonly<Record<Kind, Kind>> = {
  legitimate: 'account-takeover',
  'card-testing': 'refund-abuse',
  'account-takeover': 'legitimate',
  'refund-abuse': 'legitimate',
  'mule-account': 'account-takeover',
}
const COUNTERPARTY = ['known', 'new', 'on the watch list'] as const
const POLICY = ['none', 'P1 stop and call', 'P2 ask for proof', 'P3 watch'] as const
const MERCHANTS = [
  'Harbour Grocers',
  'Lumen Games',
  'Northway Travel',
  'Quick Pixel',
  'Old Mill Books',
  'Tavo Electronics',
]
const COUNTRIES = ['NL', 'DE', 'PL', 'PT', 'SE', 'IE', 'GR']

type Alert = {
  readonly fields: Record<string, string | number | boolean>
  readonly reasons: readonly string[]
  readonly counterparty: (typeof COUNTERPARTY)[number]
  readonly policy: (typeof POLICY)[number]
}

/** A payment as each kind of fraud makes it, and as an honest customer who looks like one does. */
const alertOf = (seed: Seeded, kind: Kind, hard: boolean): Alert => {
  const home = seed.pick(COUNTRIES)
  const fields: Alert['fields'] = {
    amount: round(seed.range(8, 220), 2),
    currency: 'EUR',
    merchant: seed.pick(MERCHANTS),
    merchant_category: seed.pick(['groceries', 'games', 'travel', 'electronics', 'books']),
    channel: seed.pick(['card', 'card', 'app', 'transfer']),
    hour: seed.int(8, 21),
    card_country: home,
    ip_country: home,
    device_age_days: seed.int(40, 1400),
    attempts_last_hour: seed.int(1, 2),
    disputes_last_year: seed.int(0, 1),
    counterparty: `C${seed.int(10_000, 99_999)}`,
    counterparty_age_days: seed.int(200, 3000),
    first_payment_to_counterparty: false,
  }
  const reasons: string[] = []
  const set = (name: string, value: string | number | boolean, reason: string): void => {
    fields[name] = value
    reasons.push(reason)
  }
  const looksLike = kind === 'legitimate' ? (hard ? seed.pick(CLASSES.slice(1)) : 'legitimate') : kind
  if (looksLike === 'card-testing') {
    set('attempts_last_hour', seed.int(9, 40), 'many attempts within an hour')
    set('amount', round(seed.range(0.5, 2.5), 2), 'very small amount')
    set('device_age_days', seed.int(0, 2), 'device seen for the first time')
  } else if (looksLike === 'account-takeover') {
    set('ip_country', seed.pick(COUNTRIES.filter((country) => country !== home)), 'address in another country')
    set('hour', seed.int(1, 4), 'unusual hour')
    set('device_age_days', seed.int(0, 1), 'device seen for the first time')
    set('amount', round(seed.range(400, 2900), 2), 'amount far above the usual')
  } else if (looksLike === 'refund-abuse') {
    set('disputes_last_year', seed.int(4, 11), 'many disputes in a year')
    set('merchant_category', 'electronics', 'category often disputed')
  } else if (looksLike === 'mule-account') {
    set('channel', 'transfer', 'transfer passed on at once')
    set('first_payment_to_counterparty', true, 'first payment to this counterparty')
    set('counterparty_age_days', seed.int(1, 9), 'counterparty opened days ago')
    set('amount', round(seed.range(900, 4800), 2), 'amount far above the usual')
  } else reasons.push('in line with the customer’s habits')
  const counterparty =
    looksLike === 'mule-account' ? (kind === 'mule-account' && seed.chance(0.4) ? 'on the watch list' : 'new') : 'known'
  const policy =
    kind === 'legitimate'
      ? 'none'
      : kind === 'mule-account'
        ? 'P1 stop and call'
        : kind === 'refund-abuse'
          ? 'P3 watch'
          : 'P2 ask for proof'
  return { fields, reasons, counterparty, policy }
}

const taxonomy = taxonomyOf(
  'fraud-alerts',
  [
    { name: 'legitimate', shapes: ['case'], definition: 'The customer wanted this payment.' },
    { name: 'card-testing', shapes: ['case'], definition: 'Many small payments to find out which stolen cards work.' },
    {
      name: 'account-takeover',
      shapes: ['case'],
      risk: 'high',
      definition:
        'Somebody else acts in the customer’s account: new device, new place, unusual hour. A journey explains the place, not the device.',
    },
    { name: 'refund-abuse', shapes: ['case'], definition: 'Goods kept and money taken back, again and again.' },
    {
      name: 'mule-account',
      shapes: ['case'],
      risk: 'high',
      definition: 'Money passed on for others, often through a counterparty opened days ago.',
    },
  ],
  {
    attributes: [
      { name: 'counterparty context', kind: 'choice', on: 'case', values: [...COUNTERPARTY], required: true },
      { name: 'policy', kind: 'choice', on: 'case', values: [...POLICY], ordered: true },
    ],
    fields: [
      { name: 'amount', title: 'Amount', kind: 'amount', unit: 'EUR', required: true, group: 'Payment' },
      { name: 'merchant', title: 'Merchant', group: 'Payment' },
      { name: 'merchant_category', title: 'Category', group: 'Payment' },
      { name: 'channel', title: 'Channel', kind: 'choice', values: ['card', 'app', 'transfer'], group: 'Payment' },
      { name: 'hour', title: 'Hour of day', kind: 'number', unit: 'h', group: 'Payment' },
      { name: 'card_country', title: 'Card from', group: 'Customer' },
      { name: 'ip_country', title: 'Address from', group: 'Customer', definition: 'Where the connection came from.' },
      { name: 'device_age_days', title: 'Device known for', kind: 'number', unit: 'days', group: 'Customer' },
      { name: 'attempts_last_hour', title: 'Attempts in the last hour', kind: 'number', group: 'Customer' },
      { name: 'disputes_last_year', title: 'Disputes in a year', kind: 'number', group: 'Customer' },
      { name: 'counterparty', title: 'Counterparty', required: true, group: 'Counterparty' },
      {
        name: 'counterparty_age_days',
        title: 'Counterparty known for',
        kind: 'number',
        unit: 'days',
        group: 'Counterparty',
      },
      { name: 'first_payment_to_counterparty', title: 'First payment to it', kind: 'boolean', group: 'Counterparty' },
    ],
    guideline: 'The reasons are the model’s. Judge from the fields, then say which policy applies.',
  },
)

/** Writes and describes the fraud sample in `folder`. */
export const makeFraudAlerts = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  for (let number = 1; number <= CASES; number++) {
    const seed = seeded(`fraud-alerts/${number}`)
    const mistakes: Mistake[] = []
    const kind = seed.chance(0.45) ? 'legitimate' : seed.pick(CLASSES.slice(1))
    const hard = seed.chance(0.35)
    const alert = alertOf(seed, kind, hard)
    const said = classify(seed, CLASSES, { right: kind, rival: RIVAL[kind], hard, threshold: THRESHOLD }, mistakes)
    const right = { 'counterparty context': alert.counterparty, policy: alert.policy }
    const attributes = { ...right }
    if (seed.chance(0.1)) {
      mistakes.push('wrong-attribute')
      attributes['counterparty context'] = seed.pick(COUNTERPARTY.filter((one) => one !== alert.counterparty))
    }
    const fields = { ...alert.fields }
    if (seed.chance(0.05)) {
      mistakes.push('missed')
      delete fields.counterparty
    }
    const time = caseTime(number, 40)
    const key = `alert-${String(number).padStart(4, '0')}`
    const stopped = said.name !== 'legitimate' && said.sure >= THRESHOLD
    cases.push({
      key,
      kind: 'record',
      fields,
      time,
      source: String(alert.fields.channel),
      group: `customer-${(number * 13) % 61}`,
      meta: { region: seed.pick(['north', 'south']), segment: seed.pick(['private', 'private', 'business']) },
      ...(alert.counterparty === 'on the watch list' ? { flag: { why: 'watch list policy', severity: 'high' } } : {}),
      prediction: {
        id: `p${number}`,
        scores: said.scores,
        reasons: [...alert.reasons],
        latencyMs: seed.int(2, 11),
        objects: [{ id: 'class', label: said.name, score: said.sure, attributes }],
      },
      decision: { action: stopped ? 'stopped' : 'accepted', threshold: THRESHOLD },
      ...(seed.chance(0.3)
        ? { outcome: { value: kind === 'legitimate' ? 'no dispute' : 'disputed', time: '2026-06-20T00:00:00Z' } }
        : {}),
    })
    truths.push({ key, class: kind, objects: [{ id: 'class', label: kind, attributes: right }], mistakes })
  }
  await writeSample(folder, {
    name: 'fraud-alerts',
    title: 'Fraud alerts',
    about:
      'Two hundred payments, each with a class, a score and the model’s reasons: which are fraud, of what kind, and which rule applies?',
    model: { name: 'pay-guard', version: '12', trainedOn: 'payments-2026-03' },
    cases,
    truths,
    taxonomy,
  })
}
