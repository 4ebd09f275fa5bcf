import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { SNAPS, type Snap } from '../../../../shared/domain/tools/text-snap.ts'

/** How a person likes texts on this machine. */
type TextSettings = {
  readonly snap: Snap
  /** Blanks, control and zero-width characters are shown. */
  readonly showAll: boolean
}

export const useTextSettings = create<TextSettings>()(
  persist((): TextSettings => ({ snap: 'token', showAll: false }), { name: 'second-look.text', version: 1 }),
)

/** The next of the three ways in which a pointer's selection snaps. */
export const nextSnap = (snap: Snap): Snap => SNAPS[(SNAPS.indexOf(snap) + 1) % SNAPS.length] ?? 'token'
