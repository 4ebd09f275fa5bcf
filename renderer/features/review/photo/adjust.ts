import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { type Adjust, CHANNELS, type Channel, PLAIN } from '../../../../shared/domain/pixels/adjust.ts'
import { draggedWindow } from '../../../../shared/domain/pixels/window.ts'
import type { Point } from '../../../../shared/model/shape.ts'
import { useDesk } from '../../../app/desk.ts'
import { setAdjustment, useAdjustment } from '../../../canvas/adjustment.ts'
import type { Photo } from '../../../canvas/photo.ts'
import { t } from '../../../i18n/t.ts'
import { review, tell, useReview } from '../review-state.ts'

/** How pictures are shown, by project: the same cameras want the same. A preference of this machine, no project's data. */
const useKept = create<{ readonly byProject: Readonly<Record<string, Adjust>> }>()(
  persist(() => ({ byProject: {} }), { name: 'second-look.adjust', version: 1 }),
)

const projectId = (): string | null => useDesk.getState().state?.open?.project.id ?? null

/** Takes up what was chosen for the open project, now and whenever another is opened. Answers how to stop. */
export const followAdjustment = (): (() => void) => {
  let project: string | null = null
  const follow = (): void => {
    const now = projectId()
    if (now === project) return
    project = now
    setAdjustment({ ...PLAIN, ...(now === null ? {} : useKept.getState().byProject[now]) })
  }
  follow()
  return useDesk.subscribe(follow)
}

export const adjusted = (): Adjust => useAdjustment.getState().adjust

export const adjust = (part: Partial<Adjust>): void => {
  const next = { ...adjusted(), ...part }
  setAdjustment(next)
  const id = projectId()
  if (id !== null) useKept.setState(({ byProject }) => ({ byProject: { ...byProject, [id]: next } }))
}

export const resetAdjustment = (): void => {
  adjust(PLAIN)
  tell(t('The picture is shown as it is.'))
}

export const LIMITS = {
  brightness: { low: -1, high: 1, step: 0.05 },
  contrast: { low: -1, high: 1, step: 0.05 },
  gamma: { low: 0.2, high: 5, step: 0.05 },
} as const

const within = (value: number, { low, high }: { low: number; high: number }): number =>
  Math.round(Math.min(high, Math.max(low, value)) * 100) / 100

export const brighten = (by: number): void =>
  adjust({ brightness: within(adjusted().brightness + by, LIMITS.brightness) })
export const sharpenContrast = (by: number): void =>
  adjust({ contrast: within(adjusted().contrast + by, LIMITS.contrast) })
export const bendGamma = (factor: number): void => adjust({ gamma: within(adjusted().gamma * factor, LIMITS.gamma) })

export const channelWords = (channel: Channel): string => {
  switch (channel) {
    case 'all':
      return t('All channels')
    case 'red':
      return t('Red')
    case 'green':
      return t('Green')
    case 'blue':
      return t('Blue')
    case 'alpha':
      return t('Alpha')
    case 'luminance':
      return t('Luminance')
  }
}

export const nextChannel = (): void => {
  const channel = CHANNELS[(CHANNELS.indexOf(adjusted().channel) + 1) % CHANNELS.length] ?? 'all'
  adjust({ channel })
  tell(channelWords(channel))
}

export const photoNow = (): Photo | null => {
  const { photo } = review()
  return photo.name === 'ready' ? photo.photo : null
}

/** Back to the window that the 16-bit image proposes. */
export const autoWindow = (): void => {
  adjust({ window: null })
  tell(photoNow()?.window ? t('Window: as the image proposes.') : t('This picture has 8 bits: it needs no window.'))
}

/** Whether the picture has more numbers than a screen shows, of which a window is chosen. */
export const useWindowed = (): boolean =>
  useReview(({ photo }) => photo.name === 'ready' && photo.photo.window !== null)

/** The window moves with the drag: to the side wider or narrower, up and down to other numbers. */
export const dragWindow = (by: Point): void => {
  const proposed = photoNow()?.window
  if (proposed) adjust({ window: draggedWindow({ ...proposed, ...adjusted().window }, by) })
}
