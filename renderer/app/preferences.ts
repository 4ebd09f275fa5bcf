import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** What this person likes on this machine; no project's business, so it stays with the browser profile. */
type Preferences = {
  readonly queueOpen: boolean
  readonly sideOpen: boolean
  /** Single-key shortcuts; WCAG 2.1.4 asks that they can be switched off. */
  readonly singleKeys: boolean
  /** The sample project whose first-minute prompts are under way. */
  readonly promptsFor: string | null
  toggleQueue(): void
  toggleSide(): void
  setSingleKeys(on: boolean): void
  setPrompts(projectId: string | null): void
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      queueOpen: true,
      sideOpen: true,
      singleKeys: true,
      promptsFor: null,
      toggleQueue: () => set((now) => ({ queueOpen: !now.queueOpen })),
      toggleSide: () => set((now) => ({ sideOpen: !now.sideOpen })),
      setSingleKeys: (singleKeys) => set({ singleKeys }),
      setPrompts: (promptsFor) => set({ promptsFor }),
    }),
    { name: 'second-look.preferences', version: 1 },
  ),
)
