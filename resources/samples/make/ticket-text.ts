import type { Seeded } from './seeded.ts'
import {
  CLOSERS,
  CONTEXT,
  CUSTOMERS,
  ELECTRIC,
  EMOJI,
  FOREIGN,
  OPENERS,
  PROBLEMS,
  PRODUCTS,
  STAFF,
  TEAMS,
  type Team,
  type Tongue,
} from './ticket-phrases.ts'

export const ENTITIES = ['product', 'order-number', 'error-code', 'amount', 'date', 'person'] as const
export type Entity = (typeof ENTITIES)[number]

/** A stretch of a message; with a label, a span. */
type Piece = { readonly text: string; readonly label?: Entity; readonly role?: 'customer' | 'staff' }

export type Ticket = {
  readonly text: string
  readonly team: Team
  /** The team of a second problem in the same message. */
  readonly also: Team | null
  readonly tongue: Tongue
  /** Offsets in code points. */
  readonly spans: readonly {
    readonly label: Entity
    readonly start: number
    readonly end: number
    readonly quote: string
    readonly role?: 'customer' | 'staff'
  }[]
}

/** One message keeps its order, product and people. */
type Facts = Readonly<Record<'product' | 'other' | 'order' | 'customer' | 'staff', string>>

const dateText = (seed: Seeded, tongue: Tongue): string => {
  const day = seed.int(1, 28)
  const month = seed.int(3, 9)
  if (tongue === 'ja') return `${month}月${day}日`
  if (tongue === 'de') return `${day}.${month}.`
  if (tongue !== 'en') return `${day}/${String(month).padStart(2, '0')}`
  const name = ['March', 'April', 'May', 'June', 'July', 'August', 'September'][month - 3] ?? 'May'
  return seed.pick([
    `${day} ${name}`,
    `${name} ${day}`,
    `2026-0${month}-${String(day).padStart(2, '0')}`,
    `${day}.${month}.`,
    seed.pick(['Monday', 'Tuesday', 'Thursday', 'Friday', 'last Saturday']),
  ])
}

const amountText = (seed: Seeded, tongue: Tongue): string => {
  const whole = seed.int(4, 480)
  const cents = seed.pick(['00', '50', '90', '95', '99'])
  if (tongue === 'ja') return `${whole * 120}円`
  if (tongue === 'de' || tongue === 'fr' || tongue === 'es') return `${whole},${cents} €`
  return seed.pick([`€${whole}.${cents}`, `${whole}.${cents} EUR`, `£${whole}`, `$${whole}.${cents}`, `${whole} euros`])
}

const errorText = (seed: Seeded): string =>
  seed.pick([
    `E-${seed.int(10, 99)}`,
    `ERR_${seed.pick(['TIMEOUT', 'AUTH', 'PAIR', 'NO_ROUTE'])}`,
    `0x${seed.int(0x1000, 0xffff).toString(16).toUpperCase()}`,
    `code ${seed.int(400, 599)}`,
    `F${seed.int(1, 9)}`,
  ])

const fill = (seed: Seeded, facts: Facts, tongue: Tongue, template: string): Piece[] =>
  template.split(/(\{[a-z]+\})/).map((part): Piece => {
    switch (part) {
      case '{product}':
        return { text: facts.product, label: 'product' }
      case '{other}':
        return { text: facts.other, label: 'product' }
      case '{order}':
        return { text: facts.order, label: 'order-number' }
      case '{customer}':
        return { text: facts.customer, label: 'person', role: 'customer' }
      case '{staff}':
        return { text: facts.staff, label: 'person', role: 'staff' }
      case '{error}':
        return { text: errorText(seed), label: 'error-code' }
      case '{amount}':
        return { text: amountText(seed, tongue), label: 'amount' }
      case '{date}':
        return { text: dateText(seed, tongue), label: 'date' }
      default:
        return { text: part }
    }
  })

const facts = (seed: Seeded, team: Team): Facts => ({
  product: seed.pick(team === 'technical' ? ELECTRIC : PRODUCTS),
  other: seed.pick(ELECTRIC),
  order: seed.pick([
    `SL-${seed.int(100000, 999999)}`,
    `#${seed.int(10000, 99999)}`,
    `${seed.int(4000, 9999)}-${seed.int(100, 999)}`,
  ]),
  customer: seed.pick(CUSTOMERS),
  staff: seed.pick(STAFF),
})

const QUESTION =
  /^(also: |and another thing: |by the way, |ps )?(is|do|does|can|could|would|which|what|why|how)\b|, is that|site only says/i

const ended = (sentence: string, tone: string): string =>
  /[.!?:]$/.test(sentence) ? sentence : `${sentence}${QUESTION.test(sentence) ? '?' : tone}`

/** A message in English: an opening, a problem or two, some context, an ending; in one of several tones and line breaks. */
const english = (seed: Seeded, known: Facts, team: Team): { pieces: Piece[]; also: Team | null } => {
  const also = seed.chance(0.12) ? seed.pick(TEAMS.filter((one) => one !== team)) : null
  const tone = seed.pick(['.', '.', '.', '!', '...', '!!'])
  const length = seed.int(0, 3)
  const opener = length === 0 && seed.chance(0.7) ? '' : seed.pick(OPENERS)
  const closer = length === 0 && seed.chance(0.6) ? '' : seed.pick(CLOSERS)
  const calm = tone === '...' ? '...' : '.'
  const sentences = [
    ended(seed.pick(PROBLEMS[team]), tone),
    ...seed
      .shuffle(CONTEXT)
      .slice(0, length)
      .map((sentence) => ended(sentence, calm)),
    ...(also === null
      ? []
      : [
          ended(
            `${seed.pick(['Also: ', 'And another thing: ', 'By the way, ', 'PS '])}${seed.pick(PROBLEMS[also])}`,
            calm,
          ),
        ]),
  ]
  const line = seed.pick([' ', ' ', ' ', '\n', '\r\n', '\r\n\r\n'])
  const apart = line === ' ' ? seed.pick([' ', '\n\n']) : line
  const emoji = seed.chance(0.16) ? ` ${seed.pick(EMOJI)}` : ''
  const body = sentences.join(line)
  const shouted = seed.chance(0.05)
  const template = [opener, body + emoji, closer].filter((part) => part !== '').join(apart)
  const pieces = fill(seed, known, 'en', template)
  const lower = seed.chance(0.14)
  const styled = pieces.map((piece) =>
    piece.label !== undefined
      ? piece
      : { text: shouted ? piece.text.toUpperCase() : lower ? piece.text.toLowerCase() : piece.text },
  )
  return { pieces: styled, also }
}

export const createTicket = (seed: Seeded): Ticket => {
  const foreign = seed.chance(0.13) ? seed.pick(FOREIGN) : null
  const team = foreign?.team ?? seed.pick(TEAMS)
  const tongue = foreign?.tongue ?? 'en'
  const known = facts(seed, team)
  const { pieces, also } = foreign
    ? { pieces: fill(seed, known, tongue, foreign.text), also: null }
    : english(seed, known, team)
  let text = ''
  let at = 0
  const spans: Ticket['spans'][number][] = []
  for (const piece of pieces) {
    const length = [...piece.text].length
    if (piece.label !== undefined)
      spans.push({
        label: piece.label,
        start: at,
        end: at + length,
        quote: piece.text,
        ...(piece.role ? { role: piece.role } : {}),
      })
    text += piece.text
    at += length
  }
  return { text, team, also, tongue, spans }
}
