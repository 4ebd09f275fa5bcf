import { DeskError } from '../../../shared/contract/errors.ts'
import type { Where } from '../../../shared/domain/where/expression.ts'
import { readWhere } from '../../../shared/domain/where/read.ts'
import { withStoredNames } from './label-names.ts'
import { leafSql } from './query-leaves.ts'
import type { ReadingStore } from './readings.ts'
import { readSettings } from './settings.ts'
import { build, joined, type Sql, sql } from './sql.ts'
import type { Store } from './store.ts'

type Reader = Pick<Store, 'prepare'>

/** Reads an expression; throws `bad-input` whose details say where it is wrong (UTF-16 offsets `from`, `to`). */
export const parseWhere = (expression: string): Where => {
  const read = readWhere(expression)
  if (read.ok) return read.where
  const { message, from, to } = read.problem
  throw new DeskError('bad-input', `The filter is wrong at character ${from + 1}: ${message}`, { from, to })
}

/** Names of the metadata fields that expressions may use. */
export const declaredFields = (store: Reader): readonly string[] => readSettings(store).metadataFields

/** A condition over a row `c` of `cases`, from an expression already read. */
export const whereSql = (where: Where, declared: readonly string[]): Sql => {
  switch (where.kind) {
    case 'everything':
      return sql('TRUE')
    case 'and':
      return joined(
        where.parts.map((part) => whereSql(part, declared)),
        'AND',
      )
    case 'or':
      return joined(
        where.parts.map((part) => whereSql(part, declared)),
        'OR',
      )
    case 'not':
      return build`NOT ${whereSql(where.part, declared)}`
    default:
      return leafSql(where, declared).predicate
  }
}

/**
 * An expression as a condition over `cases c`: `SELECT … FROM cases c WHERE ${sql}` with `parameters` bound in order.
 * Nothing of the expression becomes part of the SQL text. Throws `bad-input` when it cannot be read, or names a
 * metadata field that is not declared.
 */
export const compileWhere = (
  expression: string,
  store: ReadingStore,
): { readonly sql: string; readonly parameters: readonly (string | number)[] } => {
  const { text, parameters } = whereSql(withStoredNames(parseWhere(expression), store), declaredFields(store))
  return { sql: text, parameters }
}
