import { create } from 'zustand'
import type { CaseId } from '../../shared/model/ids.ts'
import { usePreferences } from './preferences.ts'

export type Screen = 'start' | 'review' | 'taxonomy' | 'datasets' | 'quality' | 'import' | 'export' | 'settings'
export type Scope = 'queued' | 'all'

type Navigation = {
  readonly screen: Screen
  /** The case on the desk; null until one is opened. */
  readonly caseId: CaseId | null
  /** Which list the queue panel shows, and the filter on it in the query language. */
  readonly scope: Scope
  readonly where: string
  /** The queue beside the case, or across the whole width instead of it; the one chosen last is remembered. */
  readonly queueMode: 'panel' | 'list'
  go(screen: Screen): void
  /** Shows the case on the review screen. */
  openCase(caseId: CaseId): void
  setFilter(where: string, scope?: Scope): void
  setQueueMode(mode: 'panel' | 'list'): void
  /** Back to nothing chosen, as after opening another project. */
  reset(screen: Screen): void
}

export const useNavigation = create<Navigation>((set) => ({
  screen: 'start',
  caseId: null,
  scope: 'queued',
  where: '',
  queueMode: usePreferences.getState().queueMode,
  go: (screen) => set({ screen }),
  openCase: (caseId) => set({ screen: 'review', caseId, queueMode: 'panel' }),
  setFilter: (where, scope) => set((now) => ({ where, scope: scope ?? now.scope })),
  setQueueMode: (queueMode) => {
    usePreferences.setState({ queueMode })
    set({ screen: 'review', queueMode })
  },
  reset: (screen) =>
    set({ screen, caseId: null, scope: 'queued', where: '', queueMode: usePreferences.getState().queueMode }),
}))
