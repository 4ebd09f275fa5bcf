import { CONDITIONS, codeOf } from './clinical-codes.ts'
import type { Seeded } from './seeded.ts'

export const NOTE_LABELS = ['condition', 'medication', 'procedure', 'body-site', 'measurement'] as const
export type NoteLabel = (typeof NOTE_LABELS)[number]

/** A marked stretch of the note; several ranges where it is broken up. Offsets are code points. */
export type NoteSpan = {
  readonly id: string
  readonly label: NoteLabel
  readonly ranges: readonly (readonly [start: number, end: number])[]
  readonly quotes: readonly string[]
  readonly attributes: Readonly<Record<string, string | boolean>>
}
export type NoteRelation = {
  readonly type: 'treats' | 'located-at' | 'causes' | 'measures'
  readonly from: string
  readonly to: string
}
export type Note = {
  readonly text: string
  readonly spans: readonly NoteSpan[]
  readonly relations: readonly NoteRelation[]
}

const DRUGS: Readonly<Record<string, readonly string[]>> = {
  B: ['an antibiotic', 'zinc paste'],
  E: ['metformin', 'insulin', 'a thyroid hormone'],
  G: ['ibuprofen', 'a triptan'],
  J: ['ramipril', 'a beta blocker', 'a water tablet'],
  L: ['salbutamol', 'an inhaled steroid'],
  N: ['omeprazole', 'a laxative'],
  R: ['ibuprofen', 'paracetamol'],
  W: ['sertraline', 'melatonin'],
}
const SITES: Readonly<Record<string, string>> = {
  'knee pain': 'knee',
  'knee arthrosis': 'knee',
  'hip arthrosis': 'hip',
  'ankle sprain': 'ankle',
  'wrist fracture': 'wrist',
  'frozen shoulder': 'shoulder',
  'tennis elbow': 'elbow',
  'rotator cuff tear': 'shoulder',
}
const PROCEDURES = ['an X-ray', 'a blood test', 'an ultrasound', 'physiotherapy', 'an ECG'] as const

/** Builds a text while remembering where its marked parts stand. */
const writer = () => {
  let text = ''
  const spans: NoteSpan[] = []
  const relations: NoteRelation[] = []
  const length = (): number => [...text].length
  return {
    say: (words: string): void => {
      text += words
    },
    /** Writes words that are marked, and answers the mark's id. */
    mark: (label: NoteLabel, words: string, attributes: NoteSpan['attributes'] = {}): string => {
      const start = length()
      text += words
      const id = `t${spans.length + 1}`
      spans.push({ id, label, ranges: [[start, start + [...words].length]], quotes: [words], attributes })
      return id
    },
    /** Marks a stretch that was written already, by its words after `from`. */
    also: (
      label: NoteLabel,
      words: readonly string[],
      from: number,
      attributes: NoteSpan['attributes'] = {},
    ): string => {
      let at = from
      const points = [...text]
      const ranges = words.map((part): readonly [number, number] => {
        const rest = points.slice(at).join('')
        const start = at + [...rest.slice(0, rest.indexOf(part))].length
        at = start + [...part].length
        return [start, at]
      })
      const id = `t${spans.length + 1}`
      spans.push({ id, label, ranges, quotes: [...words], attributes })
      return id
    },
    relate: (type: NoteRelation['type'], from: string, to: string): void => {
      relations.push({ type, from, to })
    },
    here: length,
    done: (): Note => ({ text, spans, relations }),
  }
}

const about = (code: string, severity: string, temporality: string, assertion: string, relevant: boolean) => ({
  code,
  severity,
  temporality,
  assertion,
  'coding relevant': relevant,
})

/** A doctor's note with its conditions, drugs, sites and measurements, and how they hang together. */
export const createNote = (seed: Seeded, number: number): Note => {
  const { say, mark, also, relate, here, done } = writer()
  const [first, second, third, family] = seed.shuffle(CONDITIONS)
  if (!first || !second || !third || !family) throw new Error('the list of conditions is too short')
  const age = seed.int(19, 88)
  say(`Visit ${number}. ${age}-year-old ${seed.pick(['woman', 'man', 'person'])}.\n\nPresents with `)
  const severity = seed.pick(['mild', 'moderate', 'severe'])
  const site = SITES[first.name]
  const side = seed.pick(['left', 'right'])
  let main: string
  if (site && first.sided) {
    const from = here()
    const words = `${severity} ${first.name.replace(site, '').trim() || first.name} of the ${side} ${site}`
    main = mark(
      'condition',
      words,
      about(codeOf(first, seed.pick(['acute', 'chronic']), side), severity, 'current', 'present', true),
    )
    const where = also('body-site', [`${side} ${site}`], from)
    relate('located-at', main, where)
  } else
    main = mark(
      'condition',
      `${severity} ${first.name}`,
      about(codeOf(first, 'acute', severity), severity, 'current', 'present', true),
    )
  say(` for ${seed.int(2, 14)} ${seed.pick(['days', 'weeks'])}. `)
  if (seed.chance(0.5)) {
    say(seed.pick(['No signs of ', 'Denies ', 'No ']))
    mark('condition', second.name, about(codeOf(second, '', ''), 'unspecified', 'current', 'negated', false))
    say('. ')
  } else {
    say('Possibly ')
    const maybe = mark(
      'condition',
      second.name,
      about(codeOf(second, '', ''), 'unspecified', 'current', 'uncertain', true),
    )
    say(seed.pick([', to be confirmed. ', '; await results. ']))
    if (seed.chance(0.4)) relate('causes', maybe, main)
  }
  if (seed.chance(0.25)) {
    const from = here()
    say('Pain in the left and right hand. ')
    const left = also('body-site', ['left', 'hand'], from)
    const right = also('body-site', ['right hand'], from)
    const pain = also('condition', ['Pain'], from, about('R20.00', 'unspecified', 'current', 'present', true))
    relate('located-at', pain, left)
    relate('located-at', pain, right)
  }
  say(`\n\nHistory: `)
  const old = mark(
    'condition',
    third.name,
    about(codeOf(third, 'chronic', ''), 'unspecified', 'past', 'present', seed.chance(0.6)),
  )
  say(`, treated with `)
  relate('treats', mark('medication', seed.pick(DRUGS[third.code[0] ?? 'R'] ?? ['paracetamol'])), old)
  say(`. ${seed.pick(['Mother', 'Father', 'A brother'])} had `)
  mark('condition', family.name, about(codeOf(family, '', ''), 'unspecified', 'family', 'present', false))
  say(`.\n\nFindings: `)
  const value = mark(
    'measurement',
    seed.pick([
      `blood pressure ${seed.int(110, 175)}/${seed.int(65, 105)}`,
      `temperature ${seed.int(36, 39)}.${seed.int(0, 9)} °C`,
      `pulse ${seed.int(52, 118)}`,
    ]),
  )
  say(seed.pick([', otherwise unremarkable', ', chest clear', ', abdomen soft']))
  say(`.\n\nPlan: start `)
  const drug = mark('medication', seed.pick(DRUGS[first.code[0] ?? 'R'] ?? ['paracetamol']))
  relate('treats', drug, main)
  say(` ${seed.pick(['once a day', 'twice a day', 'as needed'])}, and `)
  mark('procedure', seed.pick(PROCEDURES))
  say(seed.pick(['. Back in two weeks.', '. Review in a month.', '. To return if worse.']))
  if (first.code.startsWith('J')) relate('measures', value, main)
  return done()
}
