import { expect, test } from 'vitest'
import { createStemNames, isSafeName } from '../../shared/domain/formats/image-names.ts'

test('a name that readers would trim, or a folder refuse, is not written as it is', () => {
  const names = [
    'a b.png',
    'x/y.png',
    ' a.png',
    'x/ y.png',
    'a.png ',
    'a.png\u00a0',
    '\ufeffa.png',
    '../a.png',
    '.a.png',
    'x/.y/a.png',
    'a:b.png',
  ]
  expect(names.filter(isSafeName)).toEqual(['a b.png', 'x/y.png'])
  const hash = 'c'.repeat(64)
  expect(createStemNames()(' a.png', hash)).toBe(`${'c'.repeat(32)}.png`)
})

test('where images are told by their ending, one without gets it, and no two share a stem', () => {
  const nameOf = createStemNames(true)
  const names = ['a', 'a.jpg', 'b.v2', 'c.PNG'].map((name, index) => nameOf(name, String(index).repeat(64)))
  expect(names).toEqual(['a.jpg', `${'1'.repeat(32)}.jpg`, 'b.v2.jpg', 'c.PNG'])
})
