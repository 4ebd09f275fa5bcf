import type { Turn } from '../../../shared/model/case.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { classify } from './classes.ts'
import { caseTime, type Mistake, round, type SampleCase, type SampleObject, type SampleTruth } from './records.ts'
import { type Seeded, seeded } from './seeded.ts'
import { type Answer, FOLLOW_UPS, PEOPLE, PRODUCTS, STREETS, TOPICS, type Topic } from './support-phrases.ts'
import { taxonomyOf } from './taxonomy.ts'
import { writeSample } from './write-sample.ts'

const CASES = 160
/** Below this probability of the intent production hands over to a person. */
const THRESHOLD = 0.45
const INTENTS = TOPICS.map(({ intent }) => intent)
const SENTIMENTS = ['negative', 'neutral', 'positive'] as const
const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const
const AREAS = ['orders', 'payments', 'account', 'products'] as const
const COMPLIANCE = ['none', 'personal data', 'unsafe advice', 'promise beyond policy', 'tone'] as const

const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)

const MISTAKE_OF: Readonly<Record<Exclude<Answer['verdict'], 'correct'>, Mistake>> = {
  unsafe: 'could-harm',
  'non-compliant': 'breaks-policy',
  irrelevant: 'wrong-answer',
  incorrect: 'wrong-answer',
  'partially-correct': 'wrong-answer',
  incomplete: 'wrong-answer',
  'cannot-tell': 'wrong-answer',
}

const answered = (seed: Seeded, right: readonly string[], wrong: readonly Answer[], mistakes: Mistake[]): Answer => {
  if (!seed.chance(0.28)) return { text: seed.pick(right), verdict: 'correct' }
  const answer = seed.pick(wrong)
  if (answer.verdict !== 'correct') mistakes.push(MISTAKE_OF[answer.verdict])
  return answer
}

type Talk = {
  readonly turns: readonly Turn[]
  readonly judged: NonNullable<SampleTruth['turns']>
  readonly angry: boolean
}

const talk = (seed: Seeded, topic: Topic, number: number, time: string, mistakes: Mistake[]): Talk => {
  const values = {
    product: seed.pick(PRODUCTS),
    days: String(seed.int(2, 12)),
    order: `N${70_000 + number * 7}`,
    amount: `${seed.int(12, 240)}.${seed.pick(['00', '50', '90', '95'])}`,
    other: seed.pick(PEOPLE),
    street: seed.pick(STREETS),
    mail: `customer${number}@example.org`,
    secret: `pass-${seed.int(100, 999)}`,
  }
  const at = (minutes: number): string => new Date(Date.parse(time) + minutes * 60_000).toISOString()
  const judged: { turn: number; verdict: Answer['verdict'] }[] = []
  const turns: Turn[] = [{ role: 'user', text: fill(seed.pick(topic.asks), values), time: at(0) }]
  if (topic.tool) {
    const call = { name: topic.tool.name, arguments: { order: values.order } }
    turns.push({ role: 'assistant', text: '', toolCalls: [call], time: at(1) })
    turns.push({ role: 'tool', name: topic.tool.name, text: fill(topic.tool.result, values), time: at(1) })
  }
  const say = (answer: Answer, minutes: number, sources: Turn['sources']): void => {
    if (answer.verdict !== 'correct') judged.push({ turn: turns.length, verdict: answer.verdict })
    turns.push({
      role: 'assistant',
      text: fill(answer.text, values),
      time: at(minutes),
      ...(sources ? { sources } : {}),
    })
  }
  say(answered(seed, topic.right, topic.wrong, mistakes), 2, [topic.source])
  let angry = false
  for (let round = 0; round < seed.int(0, 2); round++) {
    const more = seed.pick(FOLLOW_UPS)
    if (turns.some(({ text }) => text === more.ask)) continue
    angry ||= more.ask.includes('angry')
    turns.push({ role: 'user', text: more.ask, time: at(4 + round * 3) })
    say(answered(seed, [more.right], more.wrong, mistakes), 5 + round * 3, undefined)
  }
  return { turns, judged, angry }
}

/** What the assistant's own checker marked: the promises in its answers, by their numbers. */
const claims = (seed: Seeded, turns: readonly Turn[], mistakes: Mistake[]): SampleObject[] =>
  turns.flatMap((turn, index) => {
    if (turn.role !== 'assistant') return []
    return [...turn.text.matchAll(/\*\*[^*]+\*\*|\d+(?: working)? days|\d+ months/g)].flatMap(
      (found): SampleObject[] => {
        if (seed.chance(0.08)) {
          mistakes.push('missed')
          return []
        }
        const quote = found[0].replaceAll('*', '')
        const start = [...turn.text.slice(0, found.index + found[0].indexOf(quote))].length
        return [
          {
            id: `c${index}-${start}`,
            label: 'promise',
            score: round(Math.min(0.98, 0.82 + seed.normal() * 0.09), 3),
            turn: index,
            span: [start, start + [...quote].length],
            quote,
          },
        ]
      },
    )
  })

const gravest = (judged: Talk['judged']): string =>
  VERDICTS.find((verdict) => judged.some((one) => one.verdict === verdict)) ?? 'correct'

const COMPLIANCE_OF: Readonly<Record<string, (typeof COMPLIANCE)[number]>> = {
  unsafe: 'unsafe advice',
  'non-compliant': 'personal data',
}

const taxonomy = taxonomyOf(
  'support-assistant',
  [
    ...TOPICS.map(({ intent, source }) => ({
      name: intent,
      shapes: ['case'],
      definition: `What the customer wants: ${intent.replaceAll('-', ' ')}.\n\nThe answer must agree with **${source.title}**: ${source.text}`,
    })),
    {
      name: 'promise',
      shapes: ['span'],
      definition: 'A number, term or amount the answer commits us to. It must stand in a source.',
    },
    {
      name: 'personal-data',
      shapes: ['span'],
      risk: 'high' as const,
      definition: 'Data of a person that must not be told: of another customer, or a secret of this one.',
    },
    {
      name: 'unsafe-advice',
      shapes: ['span'],
      risk: 'high' as const,
      definition: 'Advice that could hurt somebody who follows it.',
    },
  ],
  {
    attributes: [
      { name: 'sentiment', kind: 'choice', on: 'case', values: [...SENTIMENTS], ordered: true },
      {
        name: 'escalation priority',
        kind: 'choice',
        on: 'case',
        values: [...PRIORITIES],
        ordered: true,
        required: true,
      },
      { name: 'product area', kind: 'choice', on: 'case', values: [...AREAS] },
      {
        name: 'compliance',
        kind: 'choice',
        on: 'case',
        values: [...COMPLIANCE],
        definition: 'Which rule the answers touch.',
      },
    ],
    guideline:
      'Judge each answer of the assistant against the sources beside it, not against what you would have written. The gravest verdict of its turns is the verdict of the conversation.',
  },
)

/** Writes and describes the support sample in `folder`. */
export const makeSupportAssistant = async (folder: string): Promise<void> => {
  const cases: SampleCase[] = []
  const truths: SampleTruth[] = []
  for (let number = 1; number <= CASES; number++) {
    const seed = seeded(`support-assistant/${number}`)
    const mistakes: Mistake[] = []
    const topic = seed.pick(TOPICS)
    const time = caseTime(number, 16)
    const { turns, judged, angry } = talk(seed, topic, number, time, mistakes)
    const said = classify(
      seed,
      INTENTS,
      { right: topic.intent, rival: topic.rival, hard: angry, threshold: THRESHOLD },
      mistakes,
    )
    const right = {
      sentiment: angry ? 'negative' : turns.some(({ text }) => text.startsWith('Thanks')) ? 'positive' : 'neutral',
      'escalation priority': angry ? 'high' : gravest(judged) === 'unsafe' ? 'urgent' : 'normal',
      'product area': topic.area,
      compliance: COMPLIANCE_OF[gravest(judged)] ?? 'none',
    }
    const attributes = { ...right, compliance: 'none' }
    if (right.compliance !== 'none') mistakes.push('wrong-attribute')
    else if (seed.chance(0.08)) {
      mistakes.push('wrong-attribute')
      attributes['product area'] = seed.pick(AREAS.filter((area) => area !== topic.area))
    }
    const promises = claims(seed, turns, mistakes)
    const key = `talk-${String(number).padStart(4, '0')}`
    const flag = angry ? ({ why: 'customer wrote a third time', severity: 'high' } as const) : undefined
    cases.push({
      key,
      kind: 'conversation',
      turns,
      time,
      source: seed.pick(['chat', 'chat', 'app', 'mail']),
      group: `day-${time.slice(8, 10)}`,
      meta: { language: 'en', assistant: seed.pick(['v4', 'v4', 'v5']), turns: turns.length },
      ...(flag ? { flag } : {}),
      prediction: {
        id: `p${number}`,
        scores: said.scores,
        latencyMs: seed.int(380, 1900),
        objects: [{ id: 'intent', label: said.name, score: said.sure, attributes }, ...promises],
      },
      decision: {
        action: said.sure >= THRESHOLD || mistakes.includes('low-score-accepted') ? 'accepted' : 'handed to a person',
        threshold: THRESHOLD,
      },
    })
    truths.push({
      key,
      class: topic.intent,
      objects: [{ id: 'intent', label: topic.intent, attributes: right }],
      turns: judged,
      mistakes,
    })
  }
  await writeSample(folder, {
    name: 'support-assistant',
    title: 'Support assistant',
    about:
      'A hundred and sixty talks of a shop’s assistant with customers, with its sources, tools and intents; some answers promise too much, tell too much, or could hurt.',
    model: { name: 'shop-assistant', version: '4', trainedOn: 'talks-2026-04' },
    cases,
    truths,
    taxonomy,
  })
}
