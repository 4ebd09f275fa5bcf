import { DeskError } from '../../../shared/contract/errors.ts'
import type { CaseTruth } from '../../../shared/contract/truths.ts'
import { CaseId, ReviewId } from '../../../shared/model/ids.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE } from './verbs.ts'
import { many } from './words.ts'

type WithJson = { readonly json?: boolean }

const answerWords = ({ answers }: CaseTruth): string =>
  answers
    .map(({ labels, answered, reviews }) => {
      const said = answered ? Object.keys(labels).join(' ') || 'nothing' : 'not corrected'
      return `${reviews.map(({ personId }) => personId).join(', ')}: ${said}`
    })
    .join(' | ')

export const listTruths = (
  project: string,
  { json, adjudicated, where = '', limit }: WithJson & { adjudicated?: boolean; where?: string; limit: number },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const rows: CaseTruth[] = []
    let after: CaseId | null = null
    do {
      const window: { rows: CaseTruth[]; next: CaseId | null } = await desk.call('truth.list', {
        ...{ which: adjudicated ? 'adjudicated' : 'undecided', where, after },
        limit: Math.max(1, Math.min(200, limit - rows.length)),
      })
      rows.push(...window.rows)
      after = window.next
    } while (after !== null && rows.length < limit)
    if (json) await output.json({ rows, more: after !== null })
    else {
      for (const row of rows) {
        const decided = row.adjudication
        const words =
          decided && `decided by ${decided.personId}${decided.stale ? ', no longer stands' : ''}: ${decided.why}`
        await output.line([row.key, answerWords(row), words ?? ''].join('\t').trimEnd())
      }
      output.say(`${many(rows.length, 'case')}${after === null ? '' : ', and there may be more (--limit)'}.`)
    }
    return DONE
  })

/** The case of an id or a key. Throws `not-found`, and `bad-input` where several feeds have the key. */
const caseOf = async (desk: CommandDesk, text: string): Promise<CaseId> => {
  const id = CaseId.safeParse(text)
  if (id.success) return id.data
  const quoted = `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const { rows } = await desk.call('queue.rows', { scope: 'all', where: `key:${quoted}`, limit: 2 })
  const [first, second] = rows
  if (first === undefined) throw new DeskError('not-found', `No case has the key ${JSON.stringify(text)}.`)
  if (second !== undefined)
    throw new DeskError(
      'bad-input',
      `Cases of several feeds have the key ${JSON.stringify(text)}. Give the case's id: ${first.caseId} or ${second.caseId}.`,
    )
  return first.caseId
}

type DecideChoices = WithJson & {
  readonly case: string
  readonly reviewer?: string
  readonly review?: string
  readonly why: string
}

const reviewOf = ({ answers }: CaseTruth, { reviewer, review }: DecideChoices): ReviewId => {
  if (review !== undefined) return ReviewId.parse(review)
  const all = answers.flatMap(({ reviews }) => reviews)
  const found = all.find(({ personId }) => personId === reviewer)
  if (found) return found.id
  throw new DeskError(
    'bad-input',
    `Say whose answer stands, with --reviewer or --review: ${all.map(({ personId, id }) => `${personId} (${id})`).join(', ') || 'nobody answered yet'}.`,
  )
}

export const decideTruth = (project: string, choices: DecideChoices, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const caseId = await caseOf(desk, choices.case)
    const reviewId = reviewOf(await desk.call('truth.get', { caseId }), choices)
    const answer = await desk.call('truth.decide', { caseId, reviewId, why: choices.why })
    if (choices.json) await output.json(answer)
    else output.say(`Decided: review ${answer.adjudication.reviewId} stands for ${choices.case}.`)
    return DONE
  })

export const withdrawTruth = (
  project: string,
  choices: WithJson & { readonly case: string; readonly why: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const answer = await desk.call('truth.withdraw', { caseId: await caseOf(desk, choices.case), why: choices.why })
    if (choices.json) await output.json(answer)
    else output.say(`Taken back: nobody's answer stands for ${choices.case} until it is decided.`)
    return DONE
  })
