import type { Result } from '../../shared/contract/errors.ts'
import type { OpenCase } from '../../shared/contract/reviews.ts'

/** One way to the desk. Every session begins without a project, on machine state and a projects folder of its own. */
export type Transport = {
  readonly name: string
  open(folder: string): Promise<Session>
}

export type Session = AsyncDisposable & {
  call(name: string, input: unknown): Promise<Result<unknown>>
}

/** What was asked and what came back, in order. */
export type Conversation = readonly (readonly [asked: string, answer: Result<unknown>])[]

const act = (number: number): string => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`
const NOBODY = '0'.repeat(32)

/** What every session says: a sample made, a case reviewed, taken back and given again, and every kind of refusal. */
export const converse = async (session: Session): Promise<Conversation> => {
  const said: [string, Result<unknown>][] = []
  const ask = async (name: string, input: unknown): Promise<Result<unknown>> => {
    const answer = await session.call(name, input)
    said.push([name, answer])
    return answer
  }
  const value = async <T>(name: string, input: unknown): Promise<T> => {
    const answer = await ask(name, input)
    if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`)
    return answer.value as T
  }
  await refusalsWithoutProject(ask)
  await value('project.create', { sample: 'ticket-routing', name: 'Shared talk' })
  await ask('project.create', { name: 'Shared talk' })
  await value('queue.count', {})
  await value('queue.rows', { limit: 5, where: 'status:waiting' })
  const { rows } = await value<{ rows: { caseId: string }[] }>('queue.next', { limit: 2 })
  const caseId = rows[0]?.caseId
  if (caseId === undefined) throw new Error('the sample queued nothing')
  await reviewOne(ask, value, caseId)
  await refusals(ask, caseId)
  await value('export.preview', { format: 'native' })
  await value('export.preview', { format: 'csv' })
  await value('export.list', {})
  await value('project.stats', {})
  await value('record.verify', {})
  await value('project.overview', {})
  return said
}

type Ask = (name: string, input: unknown) => Promise<Result<unknown>>
type Value = <T>(name: string, input: unknown) => Promise<T>

const refusalsWithoutProject = async (ask: Ask): Promise<void> => {
  await ask('queue.next', {})
  await ask('queue.frobnicate', {})
  await ask('__proto__', {})
  await ask('constructor', {})
  await ask('project.open', { path: '' })
}

const reviewOne = async (ask: Ask, value: Value, caseId: string): Promise<void> => {
  const { predictionId, worksheet } = await value<OpenCase>('review.open', { caseId })
  const subject = { caseId, predictionId }
  const verdict = (command: number, baseRevision: number, before: string | null, after: string) => ({
    commandId: act(command),
    subject,
    baseRevision,
    changes: [{ id: 'verdict', before, after }],
    label: `verdict ${after}`,
  })
  await value('review.change', verdict(1, worksheet.revision, null, 'incorrect'))
  await value('review.change', verdict(1, worksheet.revision, null, 'incorrect'))
  await ask('review.change', verdict(2, worksheet.revision, null, 'unsafe'))
  const submit = {
    commandId: act(3),
    subject,
    baseRevision: worksheet.revision + 1,
    activeMs: 4200,
    blind: false,
    proposed: { verdict: null, causes: [], errors: [] },
  }
  await value('review.submit', submit)
  await value('review.submit', submit)
  await value('review.history', {})
  await ask('review.undo', { commandId: act(4), expects: act(1) })
  await value('review.undo', { commandId: act(5), expects: act(3) })
  await value('review.undo', { commandId: act(6), expects: act(1) })
  const { redo } = await value<{ redo: { commandId: string } | null }>('review.history', {})
  await value('review.redo', { commandId: act(7), expects: redo?.commandId })
  await value('review.list', { caseId })
  await value('review.open', { caseId })
}

const refusals = async (ask: Ask, caseId: string): Promise<void> => {
  await ask('queue.rows', { limit: 0 })
  await ask('queue.rows', { limit: 'many', extra: true })
  await ask('queue.rows', { where: 'status:(' })
  await ask('queue.rows', [])
  await ask('review.open', { caseId: NOBODY })
  await ask('review.open', { caseId, predictionId: NOBODY })
  await ask('review.submit', { caseId })
  await ask('job.get', { jobId: act(99) })
  await ask('import.rejects', { importId: act(99) })
}

const ACT_ID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** Members that name a moment of this run; a case's own times are part of the sample. */
const MOMENTS = new Set(['at', 'openedAt', 'publishedAt', 'withdrawnAt', 'createdAt'])
const HOSTS = new Set(['host', 'mayNamePaths', 'root'])

/**
 * The conversation with what a run cannot help hidden: ids of acts numbered in order of appearance, moments, salted
 * hashes, the folder, and which host spoke.
 */
export const masked = (conversation: Conversation, folder: string): unknown => {
  const ids = new Map<string, string>()
  const numbered = (id: string): string => {
    const known = ids.get(id) ?? `act ${ids.size + 1}`
    ids.set(id, known)
    return known
  }
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      if (MOMENTS.has(key)) return 'a moment'
      if (HOSTS.has(key)) return 'masked'
      return value.replaceAll(folder, 'FOLDER').replaceAll(ACT_ID, numbered)
    }
    if (Array.isArray(value)) return value.map((one) => walk(one, key))
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]))
    return HOSTS.has(key) ? 'masked' : value
  }
  return walk(conversation, '')
}
