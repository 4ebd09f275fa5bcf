import { expect, test } from 'vitest'
import { create } from 'zustand'
import { createTogether } from '../../renderer/features/review/told-together.ts'

type Counts = { readonly a: number; readonly b: number }

const counting = () => {
  const { state, together, quietly, onQuiet } = createTogether<Counts>({ a: 0, b: 0 })
  const store = create(state)
  const heard: string[] = []
  store.subscribe((now, before) => heard.push(`${before.a}${before.b} to ${now.a}${now.b}`))
  return { store, together, quietly, onQuiet, heard }
}

test('each change is told at once, several of one press together, with how it was before the first', () => {
  const { store, together, heard } = counting()
  store.setState({ a: 1 })
  together(() => {
    store.setState({ a: 2 })
    together(() => store.setState({ b: 2 }))
    expect(store.getState()).toEqual({ a: 2, b: 2 })
  })
  together(() => undefined)
  expect(heard).toEqual(['00 to 10', '10 to 22'])
})

test('what fails half way is told as far as it came', () => {
  const { store, together, heard } = counting()
  const fails = (): void =>
    together(() => {
      store.setState({ a: 1 })
      throw new Error('half way')
    })
  expect(fails).toThrow('half way')
  store.setState({ b: 1 })
  expect(heard).toEqual(['00 to 10', '10 to 11'])
})

test('a quiet change is heard at once by those who asked, and by all with the next change that is told', () => {
  const { store, quietly, onQuiet, heard } = counting()
  const quiet: number[] = []
  const stop = onQuiet(({ a }) => quiet.push(a))
  quietly(() => store.setState({ a: 1 }))
  quietly(() => store.setState({ a: 2 }))
  expect([quiet, heard]).toEqual([[1, 2], []])
  store.setState({ b: 1 })
  stop()
  quietly(() => store.setState({ a: 3 }))
  expect([quiet, heard, store.getState()]).toEqual([[1, 2], ['00 to 21'], { a: 3, b: 1 }])
})
