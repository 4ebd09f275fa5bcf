import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { type Action, clashes } from '../../renderer/app/action.ts'
import { ACTIONS } from '../../renderer/app/actions.ts'
import {
  assign,
  chooseKeys,
  firstClash,
  giveKeys,
  isReserved,
  type KeyChoice,
  keysFileText,
  keysOf,
  mirrored,
  presetKeys,
  readKeysFile,
  swapKeys,
  takenBy,
  withKey,
} from '../../renderer/app/key-assignment.ts'
import { ariaKeys } from '../../renderer/app/keys.ts'
import { fits } from '../../renderer/app/palette.tsx'

// The action table reaches the photo's worker, which Node has no such thing as; nothing here decodes a photo.
vi.hoisted(() => Object.assign(globalThis, { Worker: class extends EventTarget {} }))

const action = (id: string, keys: readonly string[], scope: Action['scope'] = 'review'): Action => ({
  id,
  label: id,
  group: 'Test',
  scope,
  keys,
  run: () => {},
})

const LEFT: KeyChoice = { layout: 'left', keys: {} }
const [ONE, TWO, PHOTO, TEXT] = [
  action('one', ['a', 'enter']),
  action('two', ['s']),
  action('photo', ['b'], 'photo'),
  action('text', ['b'], 'text'),
]
const TABLE = [ONE, TWO, PHOTO, TEXT]
const keysIn = (choice: KeyChoice): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(assign(TABLE, choice))

describe('one-hand layouts', () => {
  test.each(['left', 'right'] as const)('no two actions answer one key under the %s hand', (layout) => {
    expect(clashes(ACTIONS.map((one) => ({ ...one, keys: presetKeys(one, layout) })))).toEqual([])
    expect(firstClash(ACTIONS, assign(ACTIONS, { layout, keys: {} }))).toBe(null)
  })

  test('mirroring changes sides around the middle; digits and chords stay; twice is nothing', () => {
    expect(['a', 'f', 'shift+z', 't', '3', 'mod+z', 'alt+1', 'escape', 'backquote'].map(mirrored)).toEqual([
      'semicolon',
      'j',
      'shift+slash',
      'y',
      '3',
      'mod+z',
      'alt+1',
      'escape',
      'backquote',
    ])
    for (const keys of ACTIONS.flatMap((one) => one.keys)) expect(mirrored(mirrored(keys))).toBe(keys)
  })

  test('the right hand has every verdict on its own half of the keyboard', () => {
    const verdicts = ACTIONS.filter(({ id }) => id.startsWith('review.verdict.'))
    expect(verdicts.flatMap((one) => presetKeys(one, 'right')).toSorted()).toEqual(
      ['semicolon', 'l', 'k', 'j', 'p', 'o', 'i', 'h'].toSorted(),
    )
  })
})

describe('a key is given to another action', () => {
  test('whoever has it is named, but for a pane that never has the hand at the same time', () => {
    const now = assign(TABLE, LEFT)
    expect(takenBy(TABLE, now, TWO, 'a')).toEqual([ONE])
    expect(takenBy(TABLE, now, TWO, 'b')).toEqual([PHOTO, TEXT])
    expect(takenBy(TABLE, now, PHOTO, 'b')).toEqual([])
  })

  test('the two are exchanged, and exchanged back nothing is kept as a choice', () => {
    const swapped = swapKeys(TABLE, LEFT, [ONE, 'a'], [TWO, 's'])
    expect(swapped && keysIn(swapped)).toEqual({ one: ['s', 'enter'], two: ['a'], photo: ['b'], text: ['b'] })
    expect(swapped && swapKeys(TABLE, swapped, [ONE, 's'], [TWO, 'a'])).toEqual(LEFT)
  })

  test('no exchange is offered that would move the clash elsewhere', () => {
    expect(swapKeys(TABLE, LEFT, [PHOTO, 'b'], [ONE, 'a'])).toBe(null)
  })

  test('taken from another, it is gone there', () => {
    const { choice, losers } = giveKeys(TABLE, LEFT, TWO, withKey(['s'], 's', 'a'))
    expect(losers).toEqual([ONE])
    expect(keysIn(choice)).toEqual({ one: ['enter'], two: ['a'], photo: ['b'], text: ['b'] })
  })

  test('what a person chose wins over the preset of a new action', () => {
    const choice = chooseKeys([ONE, TWO], LEFT, { two: ['x'] })
    expect(assign([...TABLE, action('new', ['x'])], choice).get('new')).toEqual([])
  })

  test('however keys are given away, no two actions ever answer one key', () => {
    const key = fc.constantFrom('a', 's', 'b', 'enter', 'x', 'shift+a', 'mod+k')
    const act = fc.record({ at: fc.nat(TABLE.length - 1), next: key, layout: fc.constantFrom('left', 'right') })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        let choice = LEFT
        for (const { at, next, layout } of acts) {
          choice = { ...choice, layout }
          const one = TABLE[at] ?? ONE
          const old = assign(TABLE, choice).get(one.id)?.[0] ?? null
          choice = giveKeys(TABLE, choice, one, withKey(assign(TABLE, choice).get(one.id) ?? [], old, next)).choice
        }
        expect(firstClash(TABLE, assign(TABLE, choice))).toBe(null)
      }),
    )
  })
})

describe('keys as pressed and as written', () => {
  const press = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
    code,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  })

  test('a press is read by its place on the keyboard, Ctrl or ⌘ as the one chord key', () => {
    expect(keysOf(press('KeyQ'), false)).toBe('q')
    expect(keysOf(press('Numpad4', { shiftKey: true }), false)).toBe('shift+4')
    expect(keysOf(press('KeyK', { ctrlKey: true }), false)).toBe('mod+k')
    expect(keysOf(press('KeyK', { metaKey: true }), true)).toBe('mod+k')
    expect(keysOf(press('KeyK', { ctrlKey: true, altKey: true }), true)).toBe('ctrl+alt+k')
    expect([press('ShiftLeft'), press('Tab'), press('MediaPlay')].map((one) => keysOf(one, false))).toEqual([
      null,
      null,
      null,
    ])
  })

  test('what the browser keeps for itself is known', () => {
    expect(['mod+w', 'ctrl+t', 'f11', 'mod+k', 'w'].filter(isReserved)).toEqual(['mod+w', 'ctrl+t', 'f11'])
  })

  test('assistive technology hears keys in ARIA’s spelling', () => {
    expect(['a', 'shift+arrowup', 'mod+k', 'alt+slash'].map(ariaKeys)).toEqual([
      'A',
      'Shift+ArrowUp',
      'Control+K',
      'Alt+/',
    ])
  })
})

describe('a keys file', () => {
  const choice: KeyChoice = { layout: 'right', keys: { one: ['f2'], two: [] } }

  test('comes back as it went', () => {
    expect(readKeysFile(keysFileText(choice), TABLE)).toEqual({ ok: true, choice, unknown: [] })
  })

  test('names actions this version does not have, and refuses what is wrong by field', () => {
    const file = (keys: object): string => JSON.stringify({ secondLookKeys: 1, layout: 'left', keys })
    expect(readKeysFile(file({ gone: ['x'] }), TABLE)).toEqual({ ok: true, choice: LEFT, unknown: ['gone'] })
    expect(readKeysFile('{', TABLE)).toEqual({ ok: false, reason: 'not-json' })
    expect(readKeysFile(file({ one: ['hyper+q'] }), TABLE)).toMatchObject({ reason: 'not-keys', field: 'keys.one.0' })
    expect(readKeysFile('{"secondLookKeys":2}', TABLE)).toMatchObject({ reason: 'not-keys', field: 'secondLookKeys' })
    expect(readKeysFile(file({ one: ['x'], two: ['shift+y', 'x'] }), TABLE)).toEqual({
      ok: false,
      reason: 'clash',
      keys: 'x',
      actions: [ONE, TWO],
    })
  })
})

test('the palette finds an action by the beginnings of its words, in any order and without accents', () => {
  const draw = { label: 'Draw a böx', group: 'Tools' }
  expect(['box draw', 'too', 'BOX', '', 'ox', 'draw circle'].map((typed) => fits(draw, typed))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ])
})
