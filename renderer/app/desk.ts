import { create } from 'zustand'
import type { Failure } from '../../shared/contract/errors.ts'
import type { DeskState, ProjectOverview } from '../../shared/contract/projects.ts'
import { client } from '../api/client.ts'
import { openOutbox } from '../api/outbox.ts'
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

let asked = 0
/** Asks the desk where it stands. A later question's answer wins over an earlier one's. */
export const refreshDesk = async (): Promise<void> => {
  asked += 1
  const mine = asked
  const result = await client.call('desk.state', {})
  if (mine !== asked) return
  if (!result.ok) return useDesk.setState({ failure: result.error })
  const before = useDesk.getState().state?.open?.project.id ?? null
  const now = result.value.open?.project.id ?? null
  useDesk.setState({ state: result.value, failure: null })
  if (before !== now) {
    useNavigation.getState().reset(now === null ? 'start' : landing(result.value))
    await openOutbox(now)
  }
}

/** A project without cases wants an import; any other goes straight to its worst case. */
const landing = (state: DeskState): 'review' | 'import' => (state.open?.counts.cases === 0 ? 'import' : 'review')

/** Follows the facts that change what the shell shows. */
export const followDesk = (): (() => void) =>
  client.subscribe((event) => {
    switch (event.type) {
      case 'project.changed':
      case 'settings.changed':
      case 'taxonomy.published':
      case 'queue.changed':
      case 'case.changed':
        void refreshDesk()
        break
      case 'job.changed':
      case 'job.gone':
        break
    }
  })
