/**
 * `global` is active everywhere; a screen's only while it is in front. `photo` to `document` are the panes of a case on the
 * review screen: active while that pane has the hand, so that one key may mean the right thing in each.
 */
export const PANES = ['photo', 'text', 'conversation', 'record', 'document'] as const
export type Pane = (typeof PANES)[number]
export const ACTION_SCOPES = [
  'global',
  'start',
  'review',
  'queue',
  'taxonomy',
  'datasets',
  'quality',
  'import',
  'export',
  'settings',
  ...PANES,
] as const
export type ActionScope = (typeof ACTION_SCOPES)[number]

/** A page of a document is a picture: what can be done with a photo can be done with it. */
export const scopesOf = (pane: Pane): readonly ActionScope[] => (pane === 'document' ? ['document', 'photo'] : [pane])

/** One thing a person can do. Feeds shortcuts, the palette, menus and the help sheet. */
export type Action = {
  readonly id: string
  /** A verb and its object, in sentence case: "Mark correct". */
  readonly label: string
  /** The heading it stands under in the palette and the help sheet. */
  readonly group: string
  readonly scope: ActionScope
  /**
   * Physical keys joined by a plus, named as on a US keyboard: `a`, `shift+z`, `mod+k`, `backquote`,
   * `slash`. Empty for an action that only the palette and menus offer. What a person chose instead is in `keys.ts`.
   */
  readonly keys: readonly string[]
  /** Whether it can be done now; asked at the moment of the key press. */
  readonly when?: () => boolean
  readonly run: () => void
  /** Kept out of the palette: it makes sense only as a key. It still stands in the help sheet. */
  readonly hidden?: boolean
  /** Runs again while the key is held down. Others ignore key repeat. */
  readonly repeats?: boolean
}

const MODIFIERS = ['ctrl', 'meta', 'alt', 'shift']
const ALIASES: Readonly<Record<string, string>> = {
  control: 'ctrl',
  esc: 'escape',
  return: 'enter',
  left: 'arrowleft',
  right: 'arrowright',
  up: 'arrowup',
  down: 'arrowdown',
}

/** One spelling for each key combination; `mod` is both Ctrl and ⌘, since which one depends on the machine. */
export const canonicalKeys = (keys: string): readonly string[] => {
  const parts = keys
    .toLowerCase()
    .split('+')
    .map((part) => ALIASES[part.trim()] ?? part.trim())
  const variants = parts.includes('mod') ? ['ctrl', 'meta'] : [null]
  return variants.map((mod) => {
    const named = parts.map((part) => (part === 'mod' && mod !== null ? mod : part))
    const modifiers = MODIFIERS.filter((modifier) => named.includes(modifier))
    return [...modifiers, ...named.filter((part) => !MODIFIERS.includes(part))].join('+')
  })
}

/** The queue panel stands beside the review, and each pane within it, so their keys share one screen; panes take turns. */
export const overlap = (a: ActionScope, b: ActionScope): boolean => {
  if (a === b || a === 'global' || b === 'global') return true
  const beside: readonly ActionScope[] = ['review', 'queue']
  const [paneA, paneB] = [PANES.find((pane) => pane === a), PANES.find((pane) => pane === b)]
  if (paneA && paneB) return scopesOf(paneA).includes(paneB) || scopesOf(paneB).includes(paneA)
  if (paneA) return beside.includes(b)
  if (paneB) return beside.includes(a)
  return beside.includes(a) && beside.includes(b)
}

/** Every pair of actions that would answer the same key at the same time, and every id used twice, in words. */
export const clashes = (actions: readonly Action[]): readonly string[] => {
  const problems: string[] = []
  const ids = new Set<string>()
  const taken: { readonly keys: string; readonly action: Action }[] = []
  for (const action of actions) {
    if (ids.has(action.id)) problems.push(`two actions have the id ${action.id}`)
    ids.add(action.id)
    for (const keys of new Set(action.keys.flatMap(canonicalKeys))) {
      const other = taken.find((one) => one.keys === keys && overlap(one.action.scope, action.scope))
      if (other) problems.push(`${keys} is taken by both ${other.action.id} and ${action.id}`)
      taken.push({ keys, action })
    }
  }
  return problems
}

/** Joins the features' actions into one table. Throws, naming each clash, since a key must mean one thing. */
export const actionTable = (...parts: readonly (readonly Action[])[]): readonly Action[] => {
  const all = parts.flat()
  const problems = clashes(all)
  if (problems.length > 0) throw new Error(`Shortcuts clash: ${problems.join('; ')}.`)
  return all
}

/** A shortcut of one character without Ctrl, ⌘ or Alt: the kind WCAG 2.1.4 asks to be able to switch off. */
export const isSingleKey = (keys: string): boolean =>
  canonicalKeys(keys).every((variant) => {
    const parts = variant.split('+')
    const last = parts.at(-1) ?? ''
    const modified = parts.some((part) => part === 'ctrl' || part === 'meta' || part === 'alt')
    return !modified && (last.length === 1 || PUNCTUATION.includes(last))
  })

const PUNCTUATION = [
  'backquote',
  'slash',
  'minus',
  'equal',
  'bracketleft',
  'bracketright',
  'semicolon',
  'quote',
  'comma',
  'period',
  'backslash',
  'space',
]
