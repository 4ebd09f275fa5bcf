import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CODES, codesCsv } from './clinical-codes.ts'
import { createNote, NOTE_LABELS, type Note, type NoteSpan } from './clinical-note.ts'
import {
  caseTime,
  type Mistake,
  round,
  type SampleCase,
  type SampleObject,
  type SampleRelation,
  type SampleTruth,
} from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { idOf, taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 120
const LIST = { list: 'sample-conditions', version: '2026' } as const
/** Below this score a coder looks; some were taken all the same. */
const THRESHOLD = 0.5
const SEVERITIES = ['unspecified', 'mild', 'moderate', 'severe'] as const
const TEMPORALITIES = ['current', 'past', 'family'] as const
const ASSERTIONS = ['present', 'negated', 'uncertain'] as const

const objectOf = (span: NoteSpan, id: string, score?: number): SampleObject => ({
  id,
  label: span.label,
  ...(score === undefined ? {} : { score: round(Math.min(0.99, Math.max(0.05, score)), 3) }),
  span: span.ranges.length === 1 && span.ranges[0] ? span.ranges[0] : span.ranges,
  quote: span.quotes.length === 1 && span.quotes[0] !== undefined ? span.quotes[0] : span.quotes,
  ...(Object.keys(span.attributes).length > 0 ? { attributes: span.attributes } : {}),
})

const shortened = (span: NoteSpan): NoteSpan => {
  const [[start, end] = [0, 0]] = span.ranges
  const [quote = ''] = span.quotes
  const cut = quote.indexOf(' ') + 1
  if (span.ranges.length > 1 || cut <= 0) return span
  const skipped = [...quote.slice(0, cut)].length
  return { ...span, ranges: [[start + skipped, end]], quotes: [quote.slice(cut)] }
}

const otherCode = (seed: Seeded, code: string): string => {
  const near = CODES.filter(
    (one) => one.code.length === code.length && one.code !== code && one.code.startsWith(code.slice(0, 3)),
  )
  return near.length > 0 ? seed.pick(near).code : code
}

type Said = { readonly objects: SampleObject[]; readonly relations: SampleRelation[] }

/** What the tagger made of the note. */
const tagged = (seed: Seeded, note: Note, mistakes: Mistake[]): Said => {
  const ids = new Map<string, string>()
  const objects: SampleObject[] = []
  const put = (span: NoteSpan, score: number): string => {
    const id = `s${objects.length + 1}`
    objects.push(objectOf(span, id, score))
    return id
  }
  for (const span of note.spans) {
    const sure = 0.86 + seed.normal() * 0.07
    const draw = seed.next()
    const code = span.attributes.code
    if (draw < 0.02) mistakes.push('missed')
    else if (draw < 0.035) {
      mistakes.push('wrong-label')
      const confident = seed.chance(0.25)
      if (confident) mistakes.push('confident-wrong')
      ids.set(
        span.id,
        put(
          { ...span, label: seed.pick(NOTE_LABELS.filter((label) => label !== span.label)), attributes: {} },
          confident ? 0.94 : 0.48,
        ),
      )
    } else if (draw < 0.06 && shortened(span) !== span) {
      mistakes.push('wrong-boundary')
      ids.set(span.id, put(shortened(span), sure - 0.25))
    } else if (typeof code === 'string' && draw < 0.12) {
      mistakes.push('wrong-value')
      ids.set(span.id, put({ ...span, attributes: { ...span.attributes, code: otherCode(seed, code) } }, sure - 0.2))
    } else if (span.attributes.assertion === 'negated' && draw < 0.3) {
      mistakes.push('wrong-attribute')
      ids.set(
        span.id,
        put(
          { ...span, attributes: { ...span.attributes, assertion: 'present', 'coding relevant': true } },
          sure - 0.15,
        ),
      )
    } else {
      ids.set(span.id, put(span, sure))
      if (draw > 0.985) {
        mistakes.push('duplicate')
        put(span, sure - 0.3)
      }
    }
  }
  const relations = note.relations.flatMap((relation, i): SampleRelation[] => {
    const [from, to] = [ids.get(relation.from), ids.get(relation.to)]
    if (from === undefined || to === undefined) return []
    if (seed.chance(0.05)) {
      mistakes.push('wrong-relation')
      return seed.chance(0.5) ? [] : [{ id: `r${i + 1}`, type: 'causes', from, to, score: 0.41 }]
    }
    return [
      { id: `r${i + 1}`, type: relation.type, from, to, score: round(Math.min(0.99, 0.85 + seed.normal() * 0.07), 3) },
    ]
  })
  return { objects, relations }
}

const conditions = [idOf('condition')]
const taxonomy = taxonomyOf(
  'clinical-coding',
  [
    {
      name: 'condition',
      shapes: ['span'],
      definition:
        'A disease, symptom or finding, with the words that grade and place it. Negated and family ones are marked too, and say so in their attributes.',
    },
    { name: 'medication', shapes: ['span'], definition: 'A drug or group of drugs, without its dose.' },
    {
      name: 'procedure',
      shapes: ['span'],
      definition: 'Something done or to be done: a test, an operation, a therapy.',
    },
    { name: 'body-site', shapes: ['span'], definition: 'Where in the body, with its side. Often inside a condition.' },
    { name: 'measurement', shapes: ['span'], definition: 'A value with what was measured.' },
    { name: 'ready to code', shapes: ['case'], definition: 'The note says enough for its principal code.' },
    { name: 'query the author', shapes: ['case'], definition: 'The note leaves open what must be coded.' },
  ],
  {
    attributes: [
      {
        name: 'code',
        kind: 'coded',
        codes: LIST,
        labels: conditions,
        required: true,
        evidence: true,
        definition: 'The most exact code the words bear out.',
      },
      { name: 'severity', kind: 'choice', values: [...SEVERITIES], ordered: true, labels: conditions },
      { name: 'temporality', kind: 'choice', values: [...TEMPORALITIES], labels: conditions, required: true },
      { name: 'assertion', kind: 'choice', values: [...ASSERTIONS], labels: conditions, required: true },
      {
        name: 'coding relevant',
        kind: 'boolean',
        labels: conditions,
        definition: 'Negated and family conditions are not.',
      },
      { name: 'principal code', kind: 'coded', on: 'case', codes: LIST, evidence: true },
    ],
    relationTypes: [
      { name: 'treats', from: [idOf('medication'), idOf('procedure')], to: conditions },
      { name: 'located-at', from: conditions, to: [idOf('body-site')] },
      { name: 'causes', from: conditions, to: conditions },
      { name: 'measures', from: [idOf('measurement')], to: conditions },
    ],
    guideline:
      'Mark what the note says, not what you conclude. Every condition gets a code; what is negated or of the family is not relevant for coding.',
  },
)

/** Writes and describes the clinical sample in `folder`, with its code list. */
export const makeClinicalCoding = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  for (let number = 1; number <= CASES; number++) {
    const seed = seeded(`clinical-coding/${number}`)
    const mistakes: Mistake[] = []
    const note = createNote(seed, number)
    const { objects, relations } = tagged(seed, note, mistakes)
    const main = note.spans.find(({ attributes }) => attributes['coding relevant'] === true)
    const ready = note.spans.every(({ attributes }) => attributes.assertion !== 'uncertain')
    const label = ready ? 'ready to code' : 'query the author'
    const sure = ready ? seed.range(0.6, 0.96) : seed.range(0.4, 0.8)
    if (sure < THRESHOLD) mistakes.push('low-score-accepted')
    const whole = (id: string, score?: number): SampleObject => ({
      id,
      label,
      ...(score === undefined ? {} : { score: round(score, 3) }),
      attributes: main?.attributes.code === undefined ? {} : { 'principal code': main.attributes.code },
    })
    const key = `note-${String(number).padStart(4, '0')}`
    cases.push({
      key,
      kind: 'text',
      text: note.text,
      time: caseTime(number, 20),
      source: seed.pick(['practice A', 'practice B', 'clinic']),
      group: `patient-${(number * 17) % 53}`,
      meta: { department: seed.pick(['general', 'orthopaedic', 'cardiology']), words: note.text.split(/\s+/).length },
      prediction: {
        id: `p${number}`,
        latencyMs: seed.int(40, 190),
        objects: [whole('note', sure), ...objects],
        relations,
      },
      decision: { action: 'accepted', threshold: THRESHOLD },
    })
    truths.push({
      key,
      class: label,
      objects: [whole('note'), ...note.spans.map((span) => objectOf(span, span.id))],
      relations: note.relations.map((relation, i) => ({ id: `r${i + 1}`, ...relation })),
      mistakes,
    })
  }
  await writeFile(join(folder, 'codes-conditions.csv'), codesCsv())
  await writeSample(folder, {
    name: 'clinical-coding',
    title: 'Clinical coding',
    about:
      'A hundred and twenty visit notes, made up for this: conditions with codes, drugs, sites and how they hang together.',
    model: { name: 'note-coder', version: '6', trainedOn: 'notes-2026-02' },
    cases,
    truths,
    taxonomy,
    codes: [{ file: 'codes-conditions.csv', ...LIST }],
  })
}
