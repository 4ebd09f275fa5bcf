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
    'a:b.png',
  ]
  expect(names.filter(isSafeName)).toEqual(['a b.png', 'x/y.png'])
  const hash = 'c'.repeat(64)
  expect(createStemNames()(' a.png', hash)).toBe(`${'c'.repeat(32)}.png`)
})
