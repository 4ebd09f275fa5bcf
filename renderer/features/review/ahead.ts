import type { Failure } from '../../../shared/contract/errors.ts'
import type { OpenCase } from '../../../shared/contract/reviews.ts'
import { aboutOf } from '../../../shared/domain/compare-about.ts'
import type { CaseId } from '../../../shared/model/ids.ts'
import { client } from '../../api/client.ts'
import { useNavigation } from '../../app/navigation.ts'
import { PhotoError } from '../../canvas/decode.ts'
import { loadPhoto, type Photo } from '../../canvas/photo.ts'
import { keepAhead } from './kept-records.ts'
import { objectRows } from './objects/objects.ts'
import { firstPicture } from './picture.ts'
import { review } from './review-state.ts'

/** A case made ready before it is asked for: its records, and its photo decoded. */
export type Prepared = {
  readonly open: OpenCase
  readonly photo: Photo | null
  /** Why its photo cannot be shown, when it cannot. */
  readonly broken: string | null
}

export type Preparing = { readonly caseId: CaseId; readonly ready: Promise<Prepared | Failure>; done: Prepared | null }

/** How many of the next cases are kept ready. */
const DEPTH = 3

let next: readonly Preparing[] = []
let looking: Promise<void> = Promise.resolve()

export const isPrepared = (result: Prepared | Failure): result is Prepared => 'open' in result

/** Reads a case and decodes its photo. */
export const prepare = async (caseId: CaseId, predictionId?: OpenCase['predictionId']): Promise<Prepared | Failure> => {
  const input = predictionId === undefined ? { caseId } : { caseId, predictionId }
  const result = await client.call('review.open', input)
  if (!result.ok) return result.error
  const picture = firstPicture(result.value.case)
  if (!picture) return { open: result.value, photo: null, broken: null }
  try {
    return { open: result.value, photo: await loadPhoto(picture.image), broken: null }
  } catch (error) {
    if (error instanceof PhotoError) return { open: result.value, photo: null, broken: error.message }
    throw error
  }
}

/** What the comparison finds is kept beside the records: ten thousand of them are compared before the case is asked for. */
const compareAhead = ({ case: { content }, predictions, worksheet }: OpenCase): void => {
  const prediction = predictions.find(({ id }) => id === worksheet.predictionId) ?? null
  objectRows(prediction, worksheet.annotations, worksheet.relations, aboutOf(content, review().taxonomy))
  keepAhead(worksheet.annotations)
}

const begin = (caseId: CaseId): Preparing => {
  const preparing: Preparing = { caseId, ready: prepare(caseId), done: null }
  void preparing.ready.then((result) => {
    if (!isPrepared(result)) return
    preparing.done = result
    requestIdleCallback(() => compareAhead(result.open))
  })
  return preparing
}

/** Cases filed or put aside here whose answer is still on its way: the desk may yet offer them. */
const leaving = new Set<CaseId>()
export const leave = (caseId: CaseId, answered: Promise<unknown>): void => {
  leaving.add(caseId)
  void answered.finally(() => leaving.delete(caseId))
}

/** Null when the desk does not answer. */
const rowsAfter = async (after: CaseId | null): Promise<readonly CaseId[] | null> => {
  const { where } = useNavigation.getState()
  const ahead = await client.call(
    'queue.next',
    after === null ? { where, limit: DEPTH } : { where, after, limit: DEPTH },
  )
  if (!ahead.ok) return null
  const rows = [...ahead.value.rows]
  if (after !== null && rows.length < DEPTH) {
    // At the end of the list: what was left behind (skipped, or passed by) comes round again.
    const round = await client.call('queue.next', { where, limit: DEPTH + leaving.size })
    if (round.ok) rows.push(...round.value.rows)
  }
  return [...new Set(rows.map((row) => row.caseId))]
}

const look = async (after: CaseId | null): Promise<void> => {
  const rows = await rowsAfter(after)
  // What stands ready stays: with the desk away it is all there is.
  if (rows === null) return
  const ids = rows.filter((id) => id !== after && !leaving.has(id)).slice(0, DEPTH)
  const known = new Map(next.map((preparing) => [preparing.caseId, preparing]))
  next = ids.map((id) => known.get(id) ?? begin(id))
}

/** Makes the cases after this one ready. */
export const lookAhead = (after: CaseId | null): Promise<void> => {
  looking = looking.then(() => look(after))
  return looking
}

const take = (current: CaseId | null): Preparing | null => {
  const place = next.findIndex((preparing) => preparing.caseId !== current && !leaving.has(preparing.caseId))
  const found = next[place] ?? null
  if (found) next = next.slice(place + 1)
  return found
}

/** The following case if it stands ready this very moment. */
export const takeReady = (current: CaseId): Prepared | null => {
  const place = next.find((preparing) => preparing.caseId !== current && !leaving.has(preparing.caseId))
  return place?.done ? (take(current)?.done ?? null) : null
}

/** The following case, waited for; null when the queue has no other. */
export const takeNext = async (current: CaseId | null): Promise<Preparing | null> => {
  await looking
  const found = take(current)
  if (found) return found
  await lookAhead(current)
  return take(current)
}

/** A case that is being made ready, by id. */
export const preparingCase = (caseId: CaseId): Preparing | null =>
  next.find((preparing) => preparing.caseId === caseId) ?? null

/** Forgets a case that changed meanwhile, or all of them. */
export const forgetAhead = (caseId?: CaseId): void => {
  next = caseId === undefined ? [] : next.filter((preparing) => preparing.caseId !== caseId)
}
