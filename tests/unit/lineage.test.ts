import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { describe, expect, test } from 'vitest'
import { plainHtml } from '../../shared/domain/cards/html.ts'
import { plainMarkdown } from '../../shared/domain/cards/markdown.ts'
import { datasetAsked, datasetMeant } from '../../shared/domain/lineage/dataset-meant.ts'
import { type Labelled, labelChanges } from '../../shared/domain/lineage/label-changes.ts'

const box = (id: string, label: string, x = 0): Labelled => ({ id, label, shape: Object({ kind: 'box', x }) })
const classed = (id: string, label: string): Labelled => ({ id, label, shape: { kind: 'case' } })

describe('labels that changed from one answer to another', () => {
  test('a class changed, an object added, one taken away', () => {
    expect(labelChanges([classed('c', 'sales')], [classed('d', 'refund')])).toEqual([{ from: 'sales', to: 'refund' }])
    expect(labelChanges([box('a', 'cat')], [box('a', 'cat'), box('b', 'dog', 5)])).toEqual([{ from: null, to: 'dog' }])
    expect(labelChanges([box('a', 'cat'), box('b', 'dog', 5)], [box('b', 'dog', 5)])).toEqual([
      { from: 'cat', to: null },
    ])
  })

  test('two objects that exchanged labels are two changes; objects numbered otherwise are none', () => {
    const before = [box('a', 'cat'), box('b', 'dog', 5)]
    expect(labelChanges(before, [box('a', 'dog'), box('b', 'cat', 5)])).toEqual([
      { from: 'cat', to: 'dog' },
      { from: 'dog', to: 'cat' },
    ])
    expect(labelChanges(before, [box('a', 'dog', 5), box('b', 'cat')])).toEqual([])
    // Moved as well, so that only their labels tell them.
    expect(labelChanges(before, [box('a', 'dog', 6), box('b', 'cat', 1)])).toEqual([])
  })

  const objects = fc
    .uniqueArray(
      fc.record({ id: fc.constantFrom(...'abcdefgh'), label: fc.constantFrom('x', 'y', 'z'), x: fc.nat(4) }),
      {
        selector: ({ id }) => id,
      },
    )
    .map((list) => list.map(({ id, label, x }) => box(id, label, x)))

  test('no answer changes itself, and every annotation is accounted for', () => {
    fc.assert(
      fc.property(objects, objects, (before, after) => {
        expect(labelChanges(before, before)).toEqual([])
        const changes = labelChanges(before, after)
        const count = (list: readonly Labelled[], label: string) => list.filter((one) => one.label === label).length
        for (const label of ['x', 'y', 'z']) {
          const gone = changes.filter(({ from }) => from === label).length
          const came = changes.filter(({ to }) => to === label).length
          expect(count(before, label) - gone + came).toBe(count(after, label))
        }
      }),
    )
  })
})

test('a header’s dataset is a version by its full name, with a hyphen, or a name with one version only', () => {
  const versions = [
    { name: 'mails', number: 1 },
    { name: 'mails', number: 2 },
    { name: 'chats-2', number: 1 },
    { name: 'chats', number: 2 },
  ]
  const meant = (text: string) => datasetMeant(text, versions)
  expect(['mails@2', ' mails-1 ', 'mails', 'mails@3', 'chats', 'chats-2', ''].map(meant)).toEqual([
    ...[versions[1], versions[0], null, null, versions[3], versions[2], null],
  ])
  expect(['mails', 'mails@1', 'mails-1'].map((text) => datasetAsked(text, versions))).toEqual([
    ...[versions[1], versions[0], null],
  ])
})

/** Pieces that mean something to a reader of Markdown or HTML. */
const piece = fc.constantFrom(
  ...[
    'a',
    ' ',
    '-',
    '- ',
    '1. ',
    '2) ',
    '+ ',
    '* ',
    '#',
    '# ',
    '> ',
    '|',
    '||',
    '`',
    '```',
    '~~',
    '~~~',
    '---',
    '===',
    '***',
  ],
  ...[
    '<b>',
    '</b>',
    '<!--',
    '<script>',
    '&amp;',
    '&#60;',
    '[a](b)',
    '![a](b)',
    '[^1]',
    '[x] ',
    '](',
    '\\',
    '\\\\',
    '_',
    '__',
  ],
  ...['"', "'", '=', '\n', '\r\n', '\t', '\u2028', '$', '^', ':'],
)
const nasty = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))

test('whatever a name holds, Markdown shows it as one line of plain text', () => {
  const shown = (text: string) =>
    renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, plainMarkdown(text)))
  const escaped = (text: string) => renderToStaticMarkup(createElement('p', null, text))
  const line = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
  fc.assert(
    fc.property(nasty, (text) => {
      expect(shown(text)).toBe(line(text) === '' ? '' : escaped(line(text)))
    }),
    { numRuns: 1000 },
  )
})

test('whatever a name holds, HTML shows it as text', () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), (text) => {
      expect(plainHtml(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)|[\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})
