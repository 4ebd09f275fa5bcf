import { classShares } from './classes.ts'
import { type Mistake, round, type SampleCase, type SampleObject, type SampleTruth } from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { idOf, taxonomyOf } from './taxonomy.ts'
import { TEAMS, type Team } from './ticket-phrases.ts'
import { createTicket, ENTITIES, type Entity, type Ticket } from './ticket-text.ts'
import { writeSample } from './write-sample.ts'

const CASES = 400
/** Below this probability production sends a message to a person; some slipped through. */
const THRESHOLD = 0.45

const NEIGHBOUR: Readonly<Record<Team, Team>> = {
  billing: 'returns',
  delivery: 'complaints',
  returns: 'billing',
  technical: 'account',
  account: 'technical',
  sales: 'delivery',
  complaints: 'billing',
}
const CONFUSED: Readonly<Record<Entity, Entity>> = {
  product: 'person',
  'order-number': 'error-code',
  'error-code': 'order-number',
  amount: 'order-number',
  date: 'amount',
  person: 'product',
}

const routed = (seed: Seeded, ticket: Ticket, mistakes: Mistake[]): { team: Team; scores: Record<string, number> } => {
  const rival = ticket.also ?? NEIGHBOUR[ticket.team]
  const hard = ticket.also !== null || ticket.tongue === 'ja' || ticket.tongue === 'ar'
  const draw = seed.next()
  if (draw < (hard ? 0.3 : 0.07)) {
    mistakes.push('wrong-label')
    const confident = seed.chance(0.2)
    if (confident) mistakes.push('confident-wrong')
    return {
      team: rival,
      scores: classShares(seed, TEAMS, rival, ticket.team, confident ? seed.range(0.91, 0.97) : seed.range(0.36, 0.58)),
    }
  }
  if (draw < (hard ? 0.5 : 0.13)) {
    const sure = seed.range(0.34, 0.5)
    if (sure < THRESHOLD) mistakes.push('low-score-accepted')
    return { team: ticket.team, scores: classShares(seed, TEAMS, ticket.team, rival, sure) }
  }
  return { team: ticket.team, scores: classShares(seed, TEAMS, ticket.team, rival, seed.range(0.66, 0.985)) }
}

const tagged = (seed: Seeded, ticket: Ticket, mistakes: Mistake[]): SampleObject[] => {
  const points = [...ticket.text]
  const objects: SampleObject[] = []
  const put = (label: string, start: number, end: number, score: number, role: string | undefined): void => {
    const at = { start: Math.max(0, start), end: Math.min(points.length, end) }
    objects.push({
      id: `s${objects.length + 1}`,
      label,
      score: round(Math.min(0.99, Math.max(0.05, score)), 3),
      span: [at.start, at.end],
      quote: points.slice(at.start, at.end).join(''),
      ...(role ? { attributes: { role } } : {}),
    })
  }
  for (const span of ticket.spans) {
    const sure = 0.88 + seed.normal() * 0.06
    const draw = seed.next()
    if (draw < 0.045) mistakes.push('missed')
    else if (draw < 0.075) {
      mistakes.push('wrong-label')
      const confident = seed.chance(0.2)
      if (confident) mistakes.push('confident-wrong')
      put(CONFUSED[span.label], span.start, span.end, confident ? 0.93 : 0.5 + seed.normal() * 0.06, undefined)
    } else if (draw < 0.115) {
      mistakes.push('wrong-boundary')
      const words = span.quote.indexOf(' ')
      if (words > 0)
        put(span.label, span.start, span.start + [...span.quote.slice(0, words)].length, sure - 0.25, span.role)
      else
        put(
          span.label,
          span.start,
          span.end + seed.int(1, 2) <= points.length ? span.end + 1 : span.end,
          sure - 0.25,
          span.role,
        )
    } else if (draw < 0.13) {
      mistakes.push('duplicate')
      put(span.label, span.start, span.end, sure, span.role)
      put(span.label, span.start, span.end, sure - 0.3, span.role)
    } else if (span.role !== undefined && draw < 0.24) {
      mistakes.push('wrong-attribute')
      put(span.label, span.start, span.end, sure - 0.06, span.role === 'staff' ? 'customer' : 'staff')
    } else put(span.label, span.start, span.end, sure, span.role)
  }
  if (seed.chance(0.08)) {
    const words = [...ticket.text.matchAll(/\p{L}{4,}/gu)].filter((word) => {
      const start = [...ticket.text.slice(0, word.index)].length
      return ticket.spans.every((span) => start >= span.end || start + [...word[0]].length <= span.start)
    })
    if (words.length > 0) {
      const word = seed.pick(words)
      const start = [...ticket.text.slice(0, word.index)].length
      mistakes.push('spurious')
      put(
        seed.pick(ENTITIES.filter((label) => label !== 'person')),
        start,
        start + [...word[0]].length,
        0.42 + seed.normal() * 0.08,
        undefined,
      )
    }
  }
  return objects
}

const MEANS: Readonly<Record<Team, string>> = {
  billing: 'Money that was taken, asked for or shown wrongly.',
  delivery: 'A parcel that is late, lost, wet or at the wrong door.',
  returns: 'Goods that go back, are going back, or should.',
  technical: 'A product or page that does not work.',
  account: 'Signing in, addresses, data, the account itself.',
  sales: 'Questions before buying.',
  complaints:
    'Somebody wants it to be known that this was not good. Takes precedence where several fit and the tone is one of complaint.',
}
const MARKS: Readonly<Record<Entity, string>> = {
  product: 'The product’s name with its model, without articles.',
  'order-number': 'The number of an order, with its letters.',
  'error-code': 'What the device or page showed as an error.',
  amount: 'Money, with its currency.',
  date: 'A day, a weekday, or a relative one.',
  person: 'A name of a person; the role says whose.',
}
const taxonomy = taxonomyOf(
  'ticket-routing',
  [
    ...TEAMS.map((name) => ({ name, shapes: ['case'], definition: MEANS[name] })),
    ...ENTITIES.map((name) => ({ name, shapes: ['span'], definition: MARKS[name] })),
  ],
  {
    attributes: [
      { name: 'role', kind: 'choice', values: ['customer', 'staff'], labels: [idOf('person')], required: true },
      {
        name: 'team routing',
        kind: 'choice',
        on: 'case',
        values: ['first line', 'second line', 'call back'],
        definition: 'Who in the team should take it. “Call back” where the customer asks for it or wrote again.',
      },
    ],
    guideline: 'One team a message: the one that can end the matter. Where two are asked, the first one asked.',
  },
)

/** Writes and describes the ticket sample in `folder`. */
export const makeTicketRouting = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  const texts = new Set<string>()
  for (let attempt = 0; cases.length < CASES; attempt++) {
    const seed = seeded(`ticket-routing/${attempt}`)
    const ticket = createTicket(seed)
    if (texts.has(ticket.text)) continue
    texts.add(ticket.text)
    const number = cases.length + 1
    const mistakes: Mistake[] = []
    const { team, scores } = routed(seed, ticket, mistakes)
    const objects = tagged(seed, ticket, mistakes)
    const channel = seed.pick(['mail', 'mail', 'web form', 'chat', 'app'])
    const sure = scores[team] ?? 0
    const flag = /ombudsman|delete my account|formal complaint/i.test(ticket.text)
      ? { why: 'legal words', severity: 'high' as const }
      : seed.chance(0.03)
        ? { why: 'customer wrote again within a day', severity: 'medium' as const }
        : undefined
    cases.push({
      key: `ticket-${String(number).padStart(4, '0')}`,
      kind: 'text',
      text: ticket.text,
      time: new Date(
        Date.UTC(2026, 5, 1 + Math.floor(number / 30), 6 + (number % 15), (number * 37) % 60, (number * 11) % 60),
      ).toISOString(),
      source: channel,
      group: seed.pick(['north', 'south', 'online']),
      meta: { language: ticket.tongue, channel, priority: seed.pick(['low', 'normal', 'normal', 'high']) },
      ...(flag ? { flag } : {}),
      prediction: { id: `p${number}`, class: team, scores, latencyMs: seed.int(6, 38), objects },
      decision: {
        action: sure >= THRESHOLD || mistakes.includes('low-score-accepted') ? 'accepted' : 'sent to a person',
        threshold: THRESHOLD,
      },
    })
    truths.push({
      key: `ticket-${String(number).padStart(4, '0')}`,
      class: ticket.team,
      objects: ticket.spans.map((span, i) => ({
        id: `t${i + 1}`,
        label: span.label,
        span: [span.start, span.end],
        quote: span.quote,
        ...(span.role ? { attributes: { role: span.role } } : {}),
      })),
      mistakes,
    })
  }
  await writeSample(folder, {
    name: 'ticket-routing',
    title: 'Ticket routing',
    about:
      'Four hundred messages to a shop, each routed to a team and tagged with products, orders, errors, amounts, dates and people.',
    model: { name: 'ticket-router', version: '3', trainedOn: 'tickets-2026-03' },
    cases,
    truths,
    taxonomy,
  })
}
