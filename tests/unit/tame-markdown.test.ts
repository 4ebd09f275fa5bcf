import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { expect, test } from 'vitest'
import { isTameMarkdown } from '../../shared/domain/tame-markdown.ts'

test('an answer as people get them is laid out; what would hold up the desk is not', () => {
  const answer =
    '## Refunds\n\n- **all** of it\n- see [1]\n\n> quoted\n> > twice\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n'
  expect([answer, answer.repeat(40), 'word '.repeat(3000)].map(isTameMarkdown)).toEqual([true, true, true])
  const wild = [
    '*a_ '.repeat(5000),
    '~a'.repeat(9000),
    '>'.repeat(500),
    '> '.repeat(50),
    '['.repeat(9000),
    'x'.repeat(20_001),
  ]
  expect(wild.map(isTameMarkdown)).toEqual(wild.map(() => false))
})

test('the wildest of what is laid out neither fills the stack nor lets HTML through', () => {
  const wildest = ['*a_ '.repeat(500), '['.repeat(999), `${'>'.repeat(39)} <b>x</b>`, '|a'.repeat(1300)]
  expect(wildest.map(isTameMarkdown)).toEqual([true, true, true, true])
  const html = wildest.map((text) =>
    renderToStaticMarkup(createElement(Markdown, { remarkPlugins: [remarkGfm] }, text)),
  )
  expect(html.some((one) => one.includes('<b>'))).toBe(false)
})
