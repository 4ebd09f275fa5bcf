import { create } from 'zustand'
import type { CaseId } from '../../shared/model/ids.ts'
import { useNavigation } from './navigation.ts'

/** The cases ticked in the list, for an act on several of them. */
export const useCaseSelection = create<{ readonly ids: ReadonlySet<CaseId> }>(() => ({ ids: new Set() }))

export const selectCases = (ids: readonly CaseId[], on: boolean): void =>
  useCaseSelection.setState(({ ids: before }) => {
    const after = new Set(before)
    for (const id of ids) {
      if (on) after.add(id)
      else after.delete(id)
    }
    return { ids: after }
  })

export const clearCaseSelection = (): void => useCaseSelection.setState({ ids: new Set() })

// Another list or project: what was ticked is out of sight, so it is ticked no more.
useNavigation.subscribe((now, before) => {
  if (now.where !== before.where || now.scope !== before.scope) clearCaseSelection()
})
