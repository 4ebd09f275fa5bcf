import { type Clipping, readClipping } from '../../../../shared/domain/tools/clipboard.ts'
import type { CaseId } from '../../../../shared/model/ids.ts'

/** What was copied last, from which case, and how often it was pasted into each case since. */
type Clip = Clipping & { readonly from: CaseId; readonly pastes: ReadonlyMap<CaseId, number> }
const NOWHERE: Clip['pastes'] = new Map()

/** Said between the windows of one desk, which share what is copied without asking for the system's clipboard. */
type Said = { readonly text: string; readonly from: CaseId } | 'what was copied?'

let clip: Clip | null = null
const windows = new BroadcastChannel('second-look.clip')

const tellOthers = ({ from, pastes: _pastes, ...clipping }: Clip): void =>
  windows.postMessage({ text: JSON.stringify(clipping), from } satisfies Said)

windows.onmessage = ({ data }: MessageEvent<Said>) => {
  if (data !== 'what was copied?') {
    const read = readClipping(data.text)
    if (read) clip = { ...read, from: data.from, pastes: NOWHERE }
  } else if (clip) tellOthers(clip)
}
windows.postMessage('what was copied?' satisfies Said)

/** Keeps what is copied for every window of the desk, and on the system's clipboard where that is in reach. */
export const keepClip = (clipping: Clipping, from: CaseId): void => {
  clip = { ...clipping, from, pastes: NOWHERE }
  tellOthers(clip)
  void navigator.clipboard?.writeText(JSON.stringify(clipping)).catch(() => undefined)
}

/**
 * What is to be pasted into a case: copied in a window of this desk, else put on the system's clipboard by another desk; null
 * for neither. `times`: how many of it lie in that case already, so that no copy hides another.
 */
export const takeClip = async (into: CaseId): Promise<(Clipping & { readonly times: number }) | null> => {
  if (clip) {
    const pasted = clip.pastes.get(into) ?? 0
    clip = { ...clip, pastes: new Map(clip.pastes).set(into, pasted + 1) }
    return { ...clip, times: clip.from === into ? pasted + 1 : pasted }
  }
  const read = readClipping((await navigator.clipboard?.readText().catch(() => '')) ?? '')
  return read && { ...read, times: 0 }
}
