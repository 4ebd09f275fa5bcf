import { DeskError } from '../../../shared/contract/errors.ts'
import type { Split } from '../../../shared/model/dataset.ts'

/** "train=0.8,test=0.2" as splits. Throws `bad-input`; whether the shares add up is for the desk to say. */
export const readSplits = (text: string): Split[] =>
  text.split(',').map((part) => {
    const [name = '', share = '', ...more] = part.split('=')
    const value = Number(share)
    if (name.trim() !== '' && share.trim() !== '' && more.length === 0 && value > 0 && value <= 1)
      return { name: name.trim(), share: value }
    throw new DeskError('bad-input', `"${part}" is no split. Write NAME=SHARE, such as train=0.8,test=0.2.`)
  })

/** "0.6/2": at least this share, and at least so many, say the same. Throws `bad-input`. */
export const readMajority = (text: string): { readonly share: number; readonly atLeast: number } => {
  const [share, atLeast] = text.split('/').map(Number)
  if (
    share !== undefined &&
    share > 0.5 &&
    share <= 1 &&
    atLeast !== undefined &&
    Number.isInteger(atLeast) &&
    atLeast > 1
  )
    return { share, atLeast }
  throw new DeskError(
    'bad-input',
    `"${text}" is no majority. Write SHARE/PEOPLE, such as 0.6/2: above a half, two at least.`,
  )
}

/** A likeness from 0.5 to 1, or "off". Throws `bad-input`. */
export const readLikeness = (text: string): number | 'off' => {
  if (text === 'off') return text
  const value = Number(text)
  if (value >= 0.5 && value <= 1) return value
  throw new DeskError('bad-input', `"${text}" is no likeness. Write a number from 0.5 to 1, or off.`)
}
