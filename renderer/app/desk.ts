import { create } from 'zustand'
import type { Failure, Result } from '../../shared/contract/errors.ts'
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
  if (before !== now && opening === 0)
    useNavigation.getState().reset(state.open === null ? 'start' : landing(state.open))
  useDesk.setState({ state, failure: null })
  if (before !== now) await openOutbox(now)
}

/** A project without cases wants an import; any other goes straight to its worst case. */
const landing = (open: ProjectOverview): 'review' | 'import' => (open.counts.cases === 0 ? 'import' : 'review')

let opening = 0
/** Opens a project and shows it once it is whole: a sample is open for a while before its cases are in. */
export const landOn = async (open: () => Promise<Result<ProjectOverview>>): Promise<Result<ProjectOverview>> => {
  opening += 1
  const result = await open()
  await refreshDesk()
  if (result.ok) useNavigation.getState().reset(landing(result.value))
  opening -= 1
  return result
}

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
