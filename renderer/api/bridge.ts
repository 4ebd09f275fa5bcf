import type { Client } from '../../shared/contract/client.ts'

/** What the desktop's preload script puts on `window`. Absent in a browser. */
export type DesktopBridge = Client & {
  /** The path of a dropped or picked file. */
  pathOf(file: File): string
  /** Opens the system's dialog; an empty list when it was closed without choosing. */
  chooseFiles?(): Promise<readonly string[]>
  /** Null when it was closed without choosing. */
  chooseFolder?(): Promise<string | null>
}

declare global {
  interface Window {
    readonly secondLook?: DesktopBridge
  }
}

export const bridge: DesktopBridge | null = typeof window === 'undefined' ? null : (window.secondLook ?? null)
