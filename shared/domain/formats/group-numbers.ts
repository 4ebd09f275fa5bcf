import type { Annotation } from '../../model/annotation.ts'

/** Groups that are numbers already keep theirs. */
export const isGroupNumber = (group: string): boolean => /^[1-9]\d{0,8}$/.test(group)

/** For formats whose groups are numbers from 1: a name gets the next one that no other group of the image has. */
export const groupNumbers = (annotations: readonly Annotation[]): ReadonlyMap<string, string> => {
  const names = [...new Set(annotations.flatMap(({ group }) => (group === undefined ? [] : [group])))]
  const taken = new Set(names.filter(isGroupNumber))
  let next = 1
  return new Map(
    names.map((name) => {
      if (isGroupNumber(name)) return [name, name]
      while (taken.has(String(next))) next += 1
      taken.add(String(next))
      return [name, String(next)]
    }),
  )
}
