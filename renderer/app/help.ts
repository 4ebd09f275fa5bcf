import { create } from 'zustand'

/** Whether the sheet of shortcuts is open. */
export const useHelp = create<{ readonly open: boolean; toggle(): void; close(): void }>((set) => ({
  open: false,
  toggle: () => set((now) => ({ open: !now.open })),
  close: () => set({ open: false }),
}))
