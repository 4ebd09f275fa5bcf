import { LabelId } from '../model/ids.ts'
import { hex, type Sha256Fn } from './hash.ts'

/**
 * 32 hex digits from what a thing *is*, so that two desks that import the same file agree. Each part is preceded by its
 * length, so that no two lists of parts read alike.
 */
export const contentId = (sha256: Sha256Fn, ...parts: readonly string[]): string => {
  let text = ''
  for (const part of parts) text += `${part.length}:${part}`
  return hex(sha256(text)).slice(0, 32)
}

/** A label's stable id, from the name it was first seen under. */
export const labelId = (sha256: Sha256Fn, name: string): LabelId =>
  LabelId.parse(`l_${contentId(sha256, 'label', name).slice(0, 16)}`)

/**
 * The id of a label that is new under this name. Where the name's own id belongs to another label already, which was first
 * seen under it and is called otherwise now, the next one that is free.
 */
export const newLabelId = (sha256: Sha256Fn, name: string, taken: ReadonlySet<LabelId>): LabelId => {
  let id = labelId(sha256, name)
  for (let again = 2; taken.has(id); again += 1)
    id = LabelId.parse(`l_${contentId(sha256, 'label', name, String(again)).slice(0, 16)}`)
  return id
}
