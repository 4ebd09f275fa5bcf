import { create } from 'zustand'
import { persist } from 'zustand/middleware'

/** What this person likes on this machine; no project's business, so it stays with the browser profile. */
type Preferences = {
  readonly queueOpen: boolean
  readonly sideOpen: boolean
  /** Single-key shortcuts; WCAG 2.1.4 asks that they can be switched off. */
  readonly singleKeys: boolean
  /** Projects whose first-minute prompts were finished or closed. */
  readonly promptsDone: readonly string[]
  toggleQueue(): void
  toggleSide(): void
  setSingleKeys(on: boolean): void
  finishPrompts(projectId: string): void
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      queueOpen: true,
      sideOpen: true,
      singleKeys: true,
      promptsDone: [],
      toggleQueue: () => set((now) => ({ queueOpen: !now.queueOpen })),
      toggleSide: () => set((now) => ({ sideOpen: !now.sideOpen })),
      setSingleKeys: (singleKeys) => set({ singleKeys }),
      finishPrompts: (projectId) =>
        set((now) => ({ promptsDone: [...now.promptsDone.filter((id) => id !== projectId), projectId].slice(-200) })),
    }),
    { name: 'second-look.preferences', version: 1 },
  ),
)
