import { Fragment, type ReactNode } from 'react'
import { t, type Values } from './t.ts'

/** Stand in for elements while a message is put together; no text that people write has them. */
const [OPEN, CLOSE] = ['\uE000', '\uE001']

/**
 * A message with elements in it, such as keys to press: `tx('Press {key} to undo.', { key: <KeyCaps … /> })`. Each
 * language puts them where its sentence wants them.
 */
export const tx = (message: string, elements: Readonly<Record<string, ReactNode>>, values: Values = {}): ReactNode => {
  const places = Object.fromEntries(Object.keys(elements).map((name) => [name, `${OPEN}${name}${CLOSE}`]))
  const parts = t(message, { ...values, ...places }).split(new RegExp(`${OPEN}([^${CLOSE}]+)${CLOSE}`))
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence stay in their order.
    <Fragment key={index}>{index % 2 === 1 ? elements[part] : part}</Fragment>
  ))
}
