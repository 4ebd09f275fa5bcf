import { expect, test } from 'vitest'
import { type Action, actionTable, canonicalKeys, clashes, isSingleKey } from '../../renderer/app/action.ts'

const action = (id: string, keys: readonly string[], scope: Action['scope'] = 'review'): Action => ({
  id,
  label: id,
  group: 'Test',
  scope,
  keys,
  run: () => {},
})

test('one key means one thing: two actions on it in one scope are named as a clash', () => {
  expect(clashes([action('one', ['a']), action('two', ['a'])])).toEqual(['a is taken by both one and two'])
})

test('a global key clashes with any screen’s, and the queue’s with the review’s beside it', () => {
  expect(clashes([action('everywhere', ['k'], 'global'), action('import', ['k'], 'import')])).toHaveLength(1)
  expect(clashes([action('queue', ['k'], 'queue'), action('review', ['k'], 'review')])).toHaveLength(1)
})

test('screens that are never shown together may use the same key', () => {
  expect(clashes([action('import', ['k'], 'import'), action('export', ['k'], 'export')])).toEqual([])
})

test('a page of a document is a picture, so its keys clash with a photo’s; other panes take turns', () => {
  expect(clashes([action('page', ['k'], 'document'), action('photo', ['k'], 'photo')])).toHaveLength(1)
  expect(clashes([action('text', ['k'], 'text'), action('photo', ['k'], 'photo')])).toEqual([])
})

test('two spellings of one combination are the same key', () => {
  expect(canonicalKeys('Shift+Control+z')).toEqual(canonicalKeys('ctrl+shift+Z'))
  expect(canonicalKeys('esc')).toEqual(['escape'])
  expect(clashes([action('mod', ['mod+k']), action('ctrl', ['ctrl+k'])])).toEqual([
    'ctrl+k is taken by both mod and ctrl',
  ])
})

test('an action that names one key twice does not clash with itself', () => {
  expect(clashes([action('undo', ['mod+z', 'ctrl+z'])])).toEqual([])
})

test('an id used twice is a clash, and a table with clashes does not load', () => {
  expect(clashes([action('same', ['a']), action('same', ['b'])])).toEqual(['two actions have the id same'])
  expect(() => actionTable([action('one', ['a'])], [action('two', ['a'])])).toThrow(
    'Shortcuts clash: a is taken by both one and two.',
  )
})

test('single-key shortcuts are those of one character without a chord, as WCAG 2.1.4 counts them', () => {
  const keys = ['a', 'shift+z', '1', 'backquote', 'slash', 'mod+k', 'alt+1', 'escape', 'f1', 'enter', 'pagedown']
  expect(keys.filter(isSingleKey)).toEqual(['a', 'shift+z', '1', 'backquote', 'slash'])
})
