import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { KeyChoice } from './key-assignment.ts'
import { DEFAULT_SEEING, type Seeing } from './seeing.ts'

/** The panels that have a width of their own, in CSS pixels. */
export type SidePanel = 'queue' | 'side'

/** What this person likes on this machine; no project's business, so it stays with the browser profile. */
type Preferences = {
  readonly queueOpen: boolean
  readonly sideOpen: boolean
  readonly widths: Readonly<Record<SidePanel, number>>
  /** The queue beside the case, or across the whole width instead of it. */
  readonly queueMode: 'panel' | 'list'
  /** Percent of the case that each pane has, in order, by which panes stand together: `photo text`. */
  readonly paneShares: Readonly<Record<string, readonly number[]>>
  /** The strip of tools beside the picture. */
  readonly toolsOpen: boolean
  /** Single-key shortcuts; WCAG 2.1.4 asks that they can be switched off. */
  readonly singleKeys: boolean
  readonly keyChoice: KeyChoice
  /** Ids of the actions chosen in the palette, last one first. */
  readonly recentActions: readonly string[]
  /** The sample project whose first-minute prompts are under way. */
  readonly promptsFor: string | null
  readonly seeing: Seeing
  toggleQueue(): void
  toggleSide(): void
  toggleTools(): void
  setWidth(panel: SidePanel, width: number): void
  setPaneShares(panes: string, shares: readonly number[]): void
  setSingleKeys(on: boolean): void
  setKeyChoice(choice: KeyChoice): void
  usedAction(id: string): void
  setPrompts(projectId: string | null): void
  setSeeing(part: Partial<Seeing>): void
}

export const USUAL_WIDTHS = { queue: 260, side: 300 } as const satisfies Record<SidePanel, number>
export const USUAL_KEYS: KeyChoice = { layout: 'left', keys: {} }
const MOST_RECENT = 6

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      queueOpen: true,
      sideOpen: true,
      widths: USUAL_WIDTHS,
      queueMode: 'panel',
      paneShares: {},
      toolsOpen: true,
      singleKeys: true,
      keyChoice: USUAL_KEYS,
      recentActions: [],
      promptsFor: null,
      seeing: DEFAULT_SEEING,
      toggleQueue: () => set((now) => ({ queueOpen: !now.queueOpen })),
      toggleSide: () => set((now) => ({ sideOpen: !now.sideOpen })),
      toggleTools: () => set((now) => ({ toolsOpen: !now.toolsOpen })),
      setWidth: (panel, width) => set((now) => ({ widths: { ...now.widths, [panel]: width } })),
      setPaneShares: (panes, shares) => set((now) => ({ paneShares: { ...now.paneShares, [panes]: shares } })),
      setSingleKeys: (singleKeys) => set({ singleKeys }),
      setKeyChoice: (keyChoice) => set({ keyChoice }),
      usedAction: (id) =>
        set((now) => ({ recentActions: [id, ...now.recentActions.filter((one) => one !== id)].slice(0, MOST_RECENT) })),
      setPrompts: (promptsFor) => set({ promptsFor }),
      setSeeing: (part) => set((now) => ({ seeing: { ...now.seeing, ...part } })),
    }),
    {
      name: 'second-look.preferences',
      version: 1,
      // What was kept before a choice existed takes that choice's default.
      merge: (kept, now) => {
        const stored = kept as Partial<Preferences> | undefined
        return { ...now, ...stored, seeing: { ...DEFAULT_SEEING, ...stored?.seeing } }
      },
    },
  ),
)
