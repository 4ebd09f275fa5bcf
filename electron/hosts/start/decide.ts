/** What `npm start` finds around it. */
export type Surroundings = {
  /** Forced by `-- --web` or `-- --desktop`. */
  readonly asked: 'web' | 'desktop' | null
  readonly display: boolean
  /** `unusable`: a download was tried in vain, or the app did not come up. */
  readonly runtime: 'present' | 'absent' | 'unusable'
  /** Electron's sandbox refuses to run for the administrator of a Linux system. */
  readonly administrator: boolean
  /** Why the runtime is unusable, as the end of a sentence. */
  readonly trouble?: string
}

export type Decision =
  | { readonly open: 'desktop' }
  /** Fetch the runtime, look around again, decide again. */
  | { readonly open: 'download' }
  /** `why` is the line to print first; null when the person asked for this. */
  | { readonly open: 'web'; readonly why: string | null; readonly browser: boolean }
  | { readonly open: 'nothing'; readonly message: string }

const noDisplay = 'this machine has no display'
const asAdministrator = 'its sandbox does not run for the system’s administrator'

/** What stands against the desktop app, as the end of a sentence; null: nothing does, or not yet. */
const obstacle = (around: Surroundings): string | null => {
  if (!around.display) return noDisplay
  if (around.administrator) return asAdministrator
  if (around.runtime === 'unusable') return around.trouble ?? 'its runtime is not installed'
  return null
}

/** Desktop app or browser. The same surroundings always give the same answer. */
export const decide = (around: Surroundings): Decision => {
  if (around.asked === 'web') return { open: 'web', why: null, browser: around.display }
  const against = obstacle(around)
  if (against === null) return { open: around.runtime === 'present' ? 'desktop' : 'download' }
  if (around.asked === 'desktop') {
    return { open: 'nothing', message: `The desktop app cannot open: ${against}. Use npm start -- --web instead.` }
  }
  return {
    open: 'web',
    why: `Opening in the browser instead of the desktop app: ${against}.`,
    browser: around.display,
  }
}
