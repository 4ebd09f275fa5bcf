import type { Failure } from '../../../shared/contract/errors.ts'
import type { OpenCase } from '../../../shared/contract/reviews.ts'
import type { Size } from '../../../shared/domain/geometry/box.ts'
import { fitView, sameView, type View } from '../../../shared/domain/geometry/view.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import type { CaseId } from '../../../shared/model/ids.ts'
import type { Subject } from '../../../shared/model/review.ts'
import { client } from '../../api/client.ts'
import { useTransport } from '../../api/transport.ts'
import { useDesk } from '../../app/desk.ts'
import { useNavigation } from '../../app/navigation.ts'
import { usePreferences } from '../../app/preferences.ts'
import { setZoom } from '../../app/status.ts'
import { t } from '../../i18n/t.ts'
import {
  forgetAhead,
  isPrepared,
  lookAhead,
  type Prepared,
  prepare,
  preparingCase,
  takeNext,
  takeReady,
} from './ahead.ts'
import { beginCase, watchActivity } from './clockwork.ts'
import { allAnswered, explain, whenRefused } from './commands.ts'
import { firstTurn } from './conversation/turn-focus.ts'
import { giveDraft } from './inspector/note-draft.ts'
import { isHandBusy } from './photo/hand.ts'
import { showPlace } from './photo/pages.ts'
import { sittingOf } from './photo/sitting.ts'
import { firstPicture } from './picture.ts'
import { goToQuestion } from './questions/questions.ts'
import {
  deskOf,
  FRESH,
  type PhotoState,
  type ReviewState,
  resetReview,
  review,
  setReview,
  tell,
} from './review-state.ts'

/** Cases visited, newest last: where "back" leads. */
let trail: CaseId[] = []

const photoOf = ({ open, photo, broken }: Prepared): PhotoState => {
  if (photo) return { name: 'ready', photo }
  return firstPicture(open.case) ? { name: 'broken', message: broken ?? '' } : { name: 'none' }
}

const isVeiled = (open: OpenCase): boolean => {
  const blindFirst = useDesk.getState().state?.open?.project.settings.blindFirst ?? false
  const { revision, sight, submittedAs } = open.worksheet
  const isHidden = sight === 'hidden' || (sight === null && revision === 0)
  return blindFirst && open.predictionId !== null && submittedAs === null && isHidden
}

/** Whether what is filed next was answered before the prediction was seen. A second review never was. */
const isBlind = ({ worksheet, predictionId, reviews }: OpenCase): boolean =>
  worksheet.sight === 'answered' &&
  !reviews.some((review) => review.personId === worksheet.personId && review.predictionId === predictionId)

/** The whole picture; or, when the zoom is kept, as near and at the same place in it as the last one was shown. */
const viewOf = (image: Size, stage: Size, before: Pick<ReviewState, 'view' | 'picture'>): View => {
  const last = before.picture?.image
  const kept = usePreferences.getState().seeing.keepZoom && before.view && last
  return kept ? sameView(before.view, last, image, stage) : fitView(image, stage)
}

/** Puts a prepared case on the desk: everything it shows is there already, so it is painted at once. */
const place = (prepared: Prepared) => {
  const before = review()
  const { open } = prepared
  if (before.photo.name === 'ready' && before.photo.photo !== prepared.photo) before.photo.photo.rest()
  const from = before.desk?.open.case.id
  if (from !== undefined && from !== open.case.id) trail = [...trail.filter((id) => id !== from), from].slice(-500)
  beginCase(open.case.id)
  const picture = firstPicture(open.case)
  const view = picture && before.stage ? viewOf(picture.image, before.stage, before) : null
  setZoom(view?.scale ?? null)
  showPlace(picture)
  setReview({
    ...FRESH,
    ...sittingOf(open.case.id),
    view,
    phase: { name: 'open' },
    desk: deskOf(open, open.worksheet, before.taxonomy),
    photo: photoOf(prepared),
    picture,
    veiled: isVeiled(open),
    blind: isBlind(open),
    // What an earlier review named stands; else the desk proposes.
    ticked: open.worksheet.causes.length > 0 ? open.worksheet.causes : null,
    turn: firstTurn(open),
  })
  giveDraft()
  goToQuestion()
  if (useNavigation.getState().caseId !== open.case.id) useNavigation.getState().openCase(open.case.id)
  void afterPlaced(prepared)
}

/** What can wait until the case is painted: making the cases after it ready. */
const afterPlaced = async ({ open }: Prepared): Promise<void> => {
  await new Promise(requestAnimationFrame)
  await lookAhead(open.case.id)
}

let asked = 0
/** Opens a case by id; of several asked for, the last wins. Resolves when it is on the desk, or could not be. */
export const openCase = async (caseId: CaseId, predictionId?: OpenCase['predictionId']): Promise<boolean> => {
  asked += 1
  const mine = asked
  const ahead = predictionId === undefined ? preparingCase(caseId) : null
  if (ahead?.done) {
    setReview({ told: null })
    place(ahead.done)
    return true
  }
  setReview({ phase: { name: 'loading', caseId }, told: null })
  const result = await (ahead?.ready ?? prepare(caseId, predictionId))
  if (mine !== asked) return false
  if (isPrepared(result)) place(result)
  else setReview({ phase: { name: 'failed', caseId, failure: result } })
  return isPrepared(result)
}

/** The case on the desk stays there: what was on its way comes no more. */
export const stay = (): void => {
  asked += 1
  if (review().phase.name === 'loading') setReview({ phase: { name: 'open' } })
}

/** Goes to the next case in the queue's order. Painted in this very frame when it stands ready. */
export const goNext = () => {
  const current = review().desk?.open.case.id ?? null
  const ready = current === null ? null : takeReady(current)
  if (ready) {
    asked += 1
    place(ready)
  } else void goNextSlowly(current)
}

const goNextSlowly = async (current: CaseId | null): Promise<void> => {
  asked += 1
  const mine = asked
  const found = await takeNext(current)
  if (mine !== asked) return
  if (!found) return useTransport.getState().state === 'offline' ? waitForDesk(current) : finish()
  const result = await found.ready
  if (mine !== asked) return
  if (isPrepared(result)) place(result)
  else setReview({ phase: { name: 'failed', caseId: found.caseId, failure: result } })
}

/** The next case cannot be read now. It comes by itself, unless the person has gone elsewhere by then. */
const waitForDesk = async (current: CaseId | null): Promise<void> => {
  const mine = asked
  tell(t('The desk does not answer, so the next case cannot be read. What you did is kept; it goes on by itself.'))
  await backOnline()
  await allAnswered()
  if (mine === asked) await goNextSlowly(current)
}

const backOnline = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = useTransport.subscribe(({ state }) => {
      if (state !== 'online') return
      stop()
      resolve()
    })
  })

/** No other case waits: the queue's own ending takes the place. The only case left stays on the desk. */
const finish = async (): Promise<void> => {
  const { desk } = review()
  if (desk?.worksheet.disposition === 'skipped') {
    setReview({ phase: { name: 'open' } })
    return tell(t('This is the only case left. It stays here.'))
  }
  // The desk is asked what still waits: it must have heard of the last verdict.
  const mine = asked
  await allAnswered()
  if (mine === asked) useNavigation.setState({ caseId: null })
}

/** Back to the case looked at before. */
export const goBack = () => {
  const to = trail.at(-1)
  if (to === undefined) return tell(t('This is the first case of this sitting.'))
  trail = trail.slice(0, -1)
  forgetAhead(to)
  void openCase(to).then(() => {
    trail = trail.slice(0, -1)
  })
}

/** Judges another prediction of the same case. */
export const judgeNextPrediction = () => {
  const { desk } = review()
  if (!desk) return
  const ids = desk.open.predictions.map((prediction) => prediction.id)
  if (ids.length < 2) return tell(t('This case has one prediction only.'))
  const at = desk.prediction ? ids.indexOf(desk.prediction.id) : -1
  const next = ids[(at + 1) % ids.length]
  if (next !== undefined) void openCase(desk.open.case.id, next)
}

/** Reads the case on the desk again, as the desk has it now. */
export const reopen = (): Promise<boolean> => {
  const { desk } = review()
  if (!desk) return Promise.resolve(false)
  forgetAhead(desk.open.case.id)
  return openCase(desk.open.case.id, desk.worksheet.predictionId)
}

/** The case on the desk was changed from another window: here it is shown as it stands now. */
const catchUp = async (): Promise<void> => {
  await allAnswered()
  const before = review().desk
  if (!before || isHandBusy(review().hand)) return
  const { caseId, predictionId } = before.worksheet
  const result = await client.call('review.open', predictionId === null ? { caseId } : { caseId, predictionId })
  const { desk, taxonomy } = review()
  if (!result.ok || desk !== before || result.value.worksheet.revision <= desk.worksheet.revision) return
  const veiled = review().veiled && isVeiled(result.value)
  setReview({ desk: deskOf(result.value, result.value.worksheet, taxonomy), veiled, blind: isBlind(result.value) })
  tell(t('This case was changed in another window. It is shown as it stands now.'))
}

const refused = (subject: Subject, failure: Failure) => {
  const caseId = review().desk?.open.case.id
  if (caseId === subject.caseId) void reopen().then(() => explain(failure))
  else explain(failure)
}

const readTaxonomy = async (): Promise<void> => {
  const result = await client.call('taxonomy.get', {})
  if (!result.ok) return
  const { taxonomy } = result.value
  const { desk } = review()
  setReview({ taxonomy, desk: desk && deskOf(desk.open, desk.worksheet, taxonomy) })
}

/**
 * A version was published elsewhere: cases are read in its words, the ones made ready too. The case on the desk is shown so
 * where that changes anything, unless the hand is in the middle of something.
 */
const followTaxonomy = async (): Promise<void> => {
  await readTaxonomy()
  forgetAhead()
  await allAnswered()
  const before = review().desk
  if (!before || isHandBusy(review().hand)) return
  const { caseId, predictionId } = before.worksheet
  const result = await client.call('review.open', predictionId === null ? { caseId } : { caseId, predictionId })
  const { desk, taxonomy } = review()
  if (!result.ok || desk !== before) return
  void lookAhead(caseId)
  const now = result.value
  const was = [before.worksheet.annotations, before.open.predictions, before.open.questions]
  if (sameJson([now.worksheet.annotations, now.predictions, now.questions], was)) return
  setReview({ desk: deskOf(now, now.worksheet, taxonomy) })
  goToQuestion()
  tell(t('The taxonomy changed. This case is shown in its words now.'))
}

/** Keeps the desk following the project, the queue panel and the facts, until the returned function is called. */
export const runSession = (): (() => void) => {
  whenRefused(refused)
  void readTaxonomy()
  const stopWatching = watchActivity()
  const follow = () => {
    const { screen, caseId } = useNavigation.getState()
    const { phase, desk } = review()
    const current = phase.name === 'open' ? desk?.open.case.id : phase.name === 'none' ? null : phase.caseId
    if (screen === 'review' && caseId !== null && caseId !== current) void openCase(caseId)
  }
  follow()
  const stopNavigation = useNavigation.subscribe((now, before) => {
    if (now.where !== before.where) {
      forgetAhead()
      const caseId = review().desk?.open.case.id
      if (caseId !== undefined) void lookAhead(caseId)
    }
    if (now.caseId !== before.caseId || now.screen !== before.screen) follow()
  })
  const stopEvents = client.subscribe((event) => {
    if (event.type === 'taxonomy.published') void followTaxonomy()
    const current = review().desk?.open.case.id
    if (event.type === 'queue.changed' && current !== undefined) void lookAhead(current)
    if (event.type !== 'case.changed') return
    if (event.caseId !== current) forgetAhead(event.caseId)
    else if (event.revision > (review().desk?.worksheet.revision ?? 0)) void catchUp()
  })
  return () => {
    stopWatching()
    stopNavigation()
    stopEvents()
    forgetAhead()
    trail = []
    asked += 1
    resetReview()
  }
}

/** Asks again for a case that did not open. */
export const reopenFailed = (caseId: CaseId) => {
  forgetAhead(caseId)
  void openCase(caseId)
}
