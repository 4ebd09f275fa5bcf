import { expect, test } from 'vitest'
import { CATALOGS, catalogText, placeholders, readCatalog, rendererWords, wordsIn } from './words.ts'

const { messages, bare } = rendererWords()

test('the scanner finds messages and words that go past t()', () => {
  const source = `
    const STATE_WORDS = { on: 'Switched on', off: t('Switched off') }
    const action = { label: 'Draw a box', keys: ['b'] }
    const commit = { label: 'move box' }
    const A = () => <p title="A title" className="grid" aria-label={t('A name')}>
      Bare words {busy ? 'in work' : t(many ? 'Many' : 'One')} {\`of \${count} cases\`} {count} · <b>px</b>
      {tx('Press {key}.', { key: <kbd>K</kbd> })}{t(computed)}
    </p>
    tell('Nothing is left.')
  `
  expect(wordsIn('a.tsx', source)).toEqual({
    messages: ['Switched off', 'A name', 'Many', 'One', 'Press {key}.'],
    bare: [
      'a.tsx:2: Switched on',
      'a.tsx:3: Draw a box',
      'a.tsx:6: in work',
      'a.tsx:6: of … cases',
      'a.tsx:5: A title',
      'a.tsx:5: Bare words',
      'a.tsx:7: t() wants its message as a literal',
      'a.tsx:9: Nothing is left.',
    ],
  })
})

test('a message’s placeholders are found inside its plural forms too', () => {
  expect(placeholders('{n, plural, one {# box of {who}} other {# boxes}} in {place}')).toEqual(['n', 'place', 'who'])
  expect(() => placeholders('{n, plural, one {#}')).toThrow()
})

test('every English message is sound', () => {
  const broken = messages.filter((message) => {
    try {
      placeholders(message)
      return false
    } catch {
      return true
    }
  })
  expect(broken).toEqual([])
})

test('everything shown to people goes through t()', () => {
  expect(bare, 'wrap these in t()').toEqual([])
})

test.each(CATALOGS)('%s has words for every message, and none that nobody says', (code) => {
  const catalog = readCatalog(code)
  const remedy = 'run `node tests/lint/write-words.ts`, then fill what it prints'
  expect(
    messages.filter((message) => !catalog[message]),
    remedy,
  ).toEqual([])
  const said = new Set(messages)
  expect(
    Object.keys(catalog).filter((message) => !said.has(message)),
    remedy,
  ).toEqual([])
})

test.each(CATALOGS)('%s takes the placeholders of the English, and stands in order', (code) => {
  const catalog = readCatalog(code)
  const wrong = Object.entries(catalog).flatMap(([english, words]) =>
    words === '' || `${placeholders(words)}` === `${placeholders(english)}` ? [] : [`${english} → ${words}`],
  )
  expect(wrong).toEqual([])
  expect(catalogText(catalog)).toBe(catalogText(Object.fromEntries(Object.entries(catalog).toReversed())))
})
