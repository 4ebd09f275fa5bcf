import { create } from 'zustand'
import type { Failure } from '../../shared/contract/errors.ts'
import type { DeskState, ProjectOverview } from '../../shared/contract/projects.ts'
import { client } from '../api/client.ts'
import { openOutbox } from '../api/outbox.ts'
import { useTransport } from '../api/transport.ts'
import { useNavigation } from './navigation.ts'

type Desk = {
  /** Null until the desk has answered for the first time. */
  readonly state: DeskState | null
  /** Why it did not answer, when it did not. */
  readonly failure: Failure | null
}

export const useDesk = create<Desk>(() => ({ state: null, failure: null }))

/** The open project, or null. */
export const useProject = (): ProjectOverview | null => useDesk((desk) => desk.state?.open ?? null)

let asking = false
let askAgain = false
/** Asks the desk where it stands. One question at a time; what changes meanwhile is asked once more. */
export const refreshDesk = async (): Promise<void> => {
  askAgain = true
  if (asking) return
  asking = true
  while (askAgain) {
    askAgain = false
    const result = await client.call('desk.state', {})
    if (result.ok) await take(result.value)
    else useDesk.setState({ failure: result.error })
  }
  asking = false
}

const take = async (state: DeskState): Promise<void> => {
  const before = useDesk.getState().state?.open?.project.id ?? null
  const now = state.open?.project.id ?? null
  if (before !== now) useNavigation.getState().reset(now === null ? 'start' : landing(state))
  useDesk.setState({ state, failure: null })
  if (before !== now) await openOutbox(now)
}

/** A project without cases wants an import; any other goes straight to its worst case. */
const landing = (state: DeskState): 'review' | 'import' => (state.open?.counts.cases === 0 ? 'import' : 'review')

/** Follows the facts that change what the shell shows. Counts of cases are asked for where they are shown. */
export const followDesk = (): (() => void) => {
  const stopFacts = client.subscribe((event) => {
    const listened = event.type === 'project.changed' || event.type === 'settings.changed'
    if (listened || event.type === 'taxonomy.published') void refreshDesk()
  })
  const stopTransport = useTransport.subscribe((now, before) => {
    if (now.state === 'online' && before.state === 'offline') void refreshDesk()
  })
  return () => {
    stopFacts()
    stopTransport()
  }
}
