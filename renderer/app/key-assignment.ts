import { z } from 'zod'
import { type Action, canonicalKeys, overlap } from './action.ts'

/** Where the hand rests that does a whole case alone; the other one has the pointer. */
export const KEY_LAYOUTS = ['left', 'right'] as const
export type KeyLayout = (typeof KEY_LAYOUTS)[number]

/** What a person chose: a hand, and the keys of single actions by their id. */
export type KeyChoice = {
  readonly layout: KeyLayout
  readonly keys: Readonly<Record<string, readonly string[]>>
}

/** The keys that answer each action now, by its id. */
export type Assignment = ReadonlyMap<string, readonly string[]>

const MIRROR = ['q p', 'w o', 'e i', 'r u', 't y', 'a semicolon', 's l', 'd k', 'f j', 'g h', 'z slash', 'x period']
const MIRRORED: Readonly<Record<string, string>> = Object.fromEntries(
  [...MIRROR, 'c comma', 'v m', 'b n'].flatMap((pair) => {
    const [left = '', right = ''] = pair.split(' ')
    return [
      [left, right],
      [right, left],
    ]
  }),
)

/**
 * A key as the other hand reaches it: letters change sides around the middle of the keyboard. Digits stay, since they are
 * the labels and the number pad has them; chords stay, since every program has them there. Mirroring twice changes
 * nothing, so what does not clash on one side does not on the other.
 */
export const mirrored = (keys: string): string => {
  const parts = keys.split('+')
  if (parts.some((part) => part === 'mod' || part === 'ctrl' || part === 'meta' || part === 'alt')) return keys
  return parts.map((part) => MIRRORED[part] ?? part).join('+')
}

/** The keys of an action before a person changed them. */
export const presetKeys = (action: Pick<Action, 'keys'>, layout: KeyLayout): readonly string[] =>
  layout === 'left' ? action.keys : action.keys.map(mirrored)

const sameKey = (a: string, b: string): boolean => {
  const variants = canonicalKeys(b)
  return canonicalKeys(a).some((one) => variants.includes(one))
}

/**
 * The keys of every action. What a person chose wins: an action that keeps its preset loses a key that another one was
 * given, as may happen when a new version brings a new action.
 */
export const assign = (actions: readonly Action[], choice: KeyChoice): Assignment => {
  const chosen = actions.filter(({ id }) => choice.keys[id] !== undefined)
  const isFree = (action: Action, keys: string): boolean =>
    !chosen.some(
      (other) => overlap(other.scope, action.scope) && choice.keys[other.id]?.some((taken) => sameKey(taken, keys)),
    )
  return new Map(
    actions.map((action) => [
      action.id,
      choice.keys[action.id] ?? presetKeys(action, choice.layout).filter((keys) => isFree(action, keys)),
    ]),
  )
}

/** Which actions would answer these keys at the same time as this one. */
export const takenBy = (
  actions: readonly Action[],
  assignment: Assignment,
  action: Action,
  keys: string,
): readonly Action[] =>
  actions.filter(
    (other) =>
      other.id !== action.id &&
      overlap(other.scope, action.scope) &&
      (assignment.get(other.id) ?? []).some((taken) => sameKey(taken, keys)),
  )

/** An action's keys with one replaced, or added where there was none. */
export const withKey = (keys: readonly string[], old: string | null, next: string): readonly string[] => {
  const rest = keys.filter((key) => key === old || !sameKey(key, next))
  return old === null || !rest.includes(old) ? [...rest, next] : rest.map((key) => (key === old ? next : key))
}

/** An action's keys without those. */
export const withoutKey = (keys: readonly string[], gone: string): readonly string[] =>
  keys.filter((key) => !sameKey(key, gone))

/** The choice with these actions' keys changed. What is as the layout has it anyway is not kept as a choice. */
export const chooseKeys = (
  actions: readonly Action[],
  choice: KeyChoice,
  changed: Readonly<Record<string, readonly string[]>>,
): KeyChoice => {
  const keys = { ...choice.keys, ...changed }
  const asPreset = (action: Action): boolean =>
    String(keys[action.id] ?? '') === String(presetKeys(action, choice.layout)) && keys[action.id] !== undefined
  const usual = new Set(actions.filter(asPreset).map(({ id }) => id))
  return { ...choice, keys: Object.fromEntries(Object.entries(keys).filter(([id]) => !usual.has(id))) }
}

/** The choice in which these keys answer this action alone: whoever had them loses them. */
export const giveKeys = (
  actions: readonly Action[],
  choice: KeyChoice,
  action: Action,
  keys: readonly string[],
): { readonly choice: KeyChoice; readonly losers: readonly Action[] } => {
  const now = assign(actions, choice)
  const losers = [...new Set(keys.flatMap((one) => takenBy(actions, now, action, one)))]
  const rest = losers.map((loser) => [loser.id, keys.reduce(withoutKey, now.get(loser.id) ?? [])] as const)
  return { choice: chooseKeys(actions, choice, { ...Object.fromEntries(rest), [action.id]: keys }), losers }
}

/** The choice in which two actions exchange keys; null where that would only move the clash elsewhere. */
export const swapKeys = (
  actions: readonly Action[],
  choice: KeyChoice,
  [action, old]: readonly [Action, string],
  [other, next]: readonly [Action, string],
): KeyChoice | null => {
  const now = assign(actions, choice)
  if (takenBy(actions, now, other, old).some(({ id }) => id !== action.id)) return null
  return chooseKeys(actions, choice, {
    [action.id]: withKey(now.get(action.id) ?? [], old, next),
    [other.id]: [...withoutKey(now.get(other.id) ?? [], next), old],
  })
}

const CODES: Readonly<Record<string, string>> = {
  Escape: 'escape',
  Enter: 'enter',
  NumpadEnter: 'enter',
  Space: 'space',
  Delete: 'delete',
  Backspace: 'backspace',
  Insert: 'insert',
  ArrowLeft: 'arrowleft',
  ArrowRight: 'arrowright',
  ArrowUp: 'arrowup',
  ArrowDown: 'arrowdown',
  Home: 'home',
  End: 'end',
  PageUp: 'pageup',
  PageDown: 'pagedown',
  Backquote: 'backquote',
  Slash: 'slash',
  Minus: 'minus',
  Equal: 'equal',
  BracketLeft: 'bracketleft',
  BracketRight: 'bracketright',
  Semicolon: 'semicolon',
  Quote: 'quote',
  Comma: 'comma',
  Period: 'period',
  Backslash: 'backslash',
  IntlBackslash: 'intlbackslash',
}

/** A physical key's name in the action table; null for a modifier alone, Tab, and keys that no table knows. */
const codeName = (code: string): string | null =>
  /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ??
  /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1] ??
  /^(F(?:[1-9]|1[0-2]))$/.exec(code)?.[1]?.toLowerCase() ??
  CODES[code] ??
  null

type Pressed = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** The keys pressed, as the action table writes them; null while only modifiers are held. */
export const keysOf = (event: Pressed, isMac: boolean): string | null => {
  const name = codeName(event.code)
  if (name === null) return null
  const mod = isMac ? event.metaKey : event.ctrlKey
  return [
    ...(mod ? ['mod'] : []),
    ...(isMac && event.ctrlKey ? ['ctrl'] : []),
    ...(!isMac && event.metaKey ? ['meta'] : []),
    ...(event.altKey ? ['alt'] : []),
    ...(event.shiftKey ? ['shift'] : []),
    name,
  ].join('+')
}

/** Chords that a browser or the system keeps for itself, so that they never reach the desk. */
const RESERVED = [
  'mod+w',
  'mod+t',
  'mod+n',
  'mod+q',
  'mod+shift+w',
  'mod+shift+t',
  'mod+shift+n',
  'alt+f4',
  'f11',
  'f12',
]
export const isReserved = (keys: string): boolean => RESERVED.some((one) => sameKey(one, keys))

const KNOWN_PARTS = new Set([...Object.values(CODES), 'mod', 'ctrl', 'meta', 'alt', 'shift'])
const isKeys = (keys: string): boolean => {
  const parts = keys.split('+')
  const last = parts.at(-1) ?? ''
  const isModifier = (part: string): boolean => ['mod', 'ctrl', 'meta', 'alt', 'shift'].includes(part)
  const isNamed = /^([a-z0-9]|f([1-9]|1[0-2]))$/.test(last) || KNOWN_PARTS.has(last)
  return isNamed && !isModifier(last) && parts.slice(0, -1).every(isModifier)
}

/** The file in which keys travel between machines. Only what differs from the layout is in it. */
export const KeysFile = z.strictObject({
  secondLookKeys: z.literal(1),
  layout: z.enum(KEY_LAYOUTS),
  keys: z.record(
    z.string().max(200),
    z
      .array(z.string().max(60).refine(isKeys, 'is not the name of a key, such as "a", "shift+z", "mod+k" or "f2"'))
      .max(8),
  ),
})

export const keysFileText = ({ layout, keys }: KeyChoice): string =>
  `${JSON.stringify({ secondLookKeys: 1, layout, keys }, null, 2)}\n`

export type KeysRead =
  | { readonly ok: true; readonly choice: KeyChoice; readonly unknown: readonly string[] }
  | { readonly ok: false; readonly reason: 'not-json' }
  | { readonly ok: false; readonly reason: 'not-keys'; readonly field: string; readonly problem: string }
  | { readonly ok: false; readonly reason: 'clash'; readonly keys: string; readonly actions: readonly [Action, Action] }

/** The first two actions that one key would answer at the same time. */
export const firstClash = (
  actions: readonly Action[],
  assignment: Assignment,
): { readonly keys: string; readonly actions: readonly [Action, Action] } | null => {
  for (const action of actions)
    for (const keys of assignment.get(action.id) ?? []) {
      const [other] = takenBy(actions, assignment, action, keys)
      if (other) return { keys, actions: [action, other] }
    }
  return null
}

/** Reads a keys file. Actions that this version does not have are named and left out; any clash refuses the whole file. */
export const readKeysFile = (text: string, actions: readonly Action[]): KeysRead => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'not-json' }
  }
  const read = KeysFile.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    return { ok: false, reason: 'not-keys', field: issue?.path.join('.') ?? '', problem: issue?.message ?? '' }
  }
  const ids = new Set(actions.map(({ id }) => id))
  const entries = Object.entries(read.data.keys)
  const choice = {
    layout: read.data.layout,
    keys: Object.fromEntries(entries.filter(([id]) => ids.has(id))),
  }
  const clash = firstClash(actions, assign(actions, choice))
  if (clash) return { ok: false, reason: 'clash', ...clash }
  return { ok: true, choice, unknown: entries.map(([id]) => id).filter((id) => !ids.has(id)) }
}
