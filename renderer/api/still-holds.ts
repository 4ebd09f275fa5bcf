import { canonicalJson } from '../../shared/domain/canonical-json.ts'
import type { Json } from '../../shared/model/json.ts'
import type { Change, Worksheet } from '../../shared/model/review.ts'

const member = (worksheet: Worksheet, id: Change['id']): unknown => {
  if (id.startsWith('annotation:'))
    return worksheet.annotations.find((one) => one.id === id.slice('annotation:'.length)) ?? null
  if (id.startsWith('relation:'))
    return worksheet.relations.find((one) => one.id === id.slice('relation:'.length)) ?? null
  switch (id) {
    case 'verdict':
      return worksheet.verdict
    case 'causes':
      return worksheet.causes
    case 'note':
      return worksheet.note
    case 'edgeCase':
      return worksheet.edgeCase
    case 'disposition':
      return worksheet.disposition
    default:
      return undefined
  }
}

/** Whether each change's `before` is what the worksheet holds now: then it may be applied on top of others' changes. */
export const stillHolds = (
  worksheet: Worksheet,
  changes: readonly { readonly id: Change['id']; readonly before: unknown }[],
): boolean =>
  changes.every((change) => {
    const now = member(worksheet, change.id)
    return now !== undefined && canonicalJson(plain(now)) === canonicalJson(plain(change.before))
  })

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value))
