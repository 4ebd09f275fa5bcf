import { useDesk } from '../../../app/desk.ts'
import { setMembers } from '../commands.ts'
import { review } from '../review-state.ts'

/** One place for each work on a case of a project; null while none is on the desk. */
export const placeNow = (): string | null => {
  const projectId = useDesk.getState().state?.open?.project.id
  const worksheet = review().desk?.worksheet
  return projectId !== undefined && worksheet
    ? `second-look.note/${projectId}/${worksheet.caseId}/${worksheet.predictionId ?? ''}`
    : null
}

/** A note as far as it is written, kept on this machine until it is taken: a crash in mid-sentence loses no letter. */
export const keepDraft = (text: string): void => {
  const place = placeNow()
  if (place !== null) localStorage.setItem(place, text)
}

/** Takes a note as it is written at a place. Once another case is on the desk it stays the draft of its own. */
export const giveNote = (place: string | null, text: string): void => {
  if (place === null || place !== placeNow()) return
  localStorage.removeItem(place)
  if (text !== review().desk?.worksheet.note) setMembers('note', { note: text })
}

/** Takes the note that a crash or a closed window left half-way, once its case is on the desk again. */
export const giveDraft = (): void => {
  const place = placeNow()
  const left = place === null ? null : localStorage.getItem(place)
  if (left !== null) giveNote(place, left)
}
