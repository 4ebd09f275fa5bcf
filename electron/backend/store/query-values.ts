import { DeskError } from '../../../shared/contract/errors.ts'
import type { Bound, Value } from '../../../shared/domain/where/expression.ts'
import { periodOf } from '../../../shared/domain/where/period.ts'
import { joined, type Sql, sql } from './sql.ts'

/** Each answers a condition on one column that is false, never null, for a null column. */
const any = (column: string, values: readonly Value[], one: (value: Value) => Sql): Sql =>
  joined([sql(`${column} IS NOT NULL`), joined(values.map(one), 'OR')], 'AND')

/** A name's column: equal to, beginning with, or there at all. Case matters, as it does in the data. */
export const nameTest = (column: string, values: readonly Value[]): Sql =>
  any(column, values, (value) => {
    switch (value.kind) {
      case 'is':
        return sql(`${column} = ?`, value.text)
      case 'prefix':
        // The range lets an index find them; the substring is what counts.
        return sql(
          `(${column} >= ? AND ${column} < ? AND substr(${column}, 1, length(?)) = ?)`,
          value.text,
          `${value.text}\u{10FFFF}\u{10FFFF}`,
          value.text,
          value.text,
        )
      case 'known':
        return sql('TRUE')
      case 'range':
        throw comparedName()
    }
  })

const comparedName = () => new DeskError('bad-input', 'Names are not compared by order. Write field:value.')

const numberBound = (column: string, bound: Bound, sign: '<' | '>'): Sql =>
  sql(`${column} ${sign}${bound.inclusive ? '=' : ''} ?`, Number(bound.text))

const numberValue = (column: string, value: Value): Sql => {
  switch (value.kind) {
    case 'is':
      return sql(`${column} = ?`, Number(value.text))
    case 'range':
      return joined(
        [
          ...(value.from === null ? [] : [numberBound(column, value.from, '>')]),
          ...(value.to === null ? [] : [numberBound(column, value.to, '<')]),
        ],
        'AND',
      )
    case 'known':
      return sql('TRUE')
    case 'prefix':
      throw comparedName()
  }
}

export const numberTest = (column: string, values: readonly Value[]): Sql =>
  any(column, values, (value) => numberValue(column, value))

const periodText = (text: string): { readonly start: string; readonly end: string } => {
  const period = periodOf(text)
  if (period === null)
    throw new DeskError('bad-input', `"${text}" is not a date or time. Write for example 2026-06-02.`)
  return period
}

/** Instants in UTC sort as text. `<= 2026-06` takes all of June, `< 2026-06` none of it. */
export const timeTest = (column: string, values: readonly Value[]): Sql =>
  any(column, values, (value) => {
    switch (value.kind) {
      case 'is': {
        const { start, end } = periodText(value.text)
        return sql(`(${column} >= ? AND ${column} < ?)`, start, end)
      }
      case 'range': {
        const ends: Sql[] = []
        if (value.from !== null) {
          const { start, end } = periodText(value.from.text)
          ends.push(sql(`${column} >= ?`, value.from.inclusive ? start : end))
        }
        if (value.to !== null) {
          const { start, end } = periodText(value.to.text)
          ends.push(sql(`${column} < ?`, value.to.inclusive ? end : start))
        }
        return joined(ends, 'AND')
      }
      case 'known':
        return sql('TRUE')
      case 'prefix':
        throw comparedName()
    }
  })

/** Indexes of the choices that fit; all of them for `*`. */
export const chosen = (choices: readonly string[], values: readonly Value[]): readonly number[] => {
  const fits = (index: number, value: Value): boolean => {
    switch (value.kind) {
      case 'is':
        return choices[index] === value.text
      case 'known':
        return true
      case 'range': {
        const [from, to] = [value.from, value.to]
        const low = from === null ? -1 : choices.indexOf(from.text) - (from.inclusive ? 1 : 0)
        const high = to === null ? choices.length : choices.indexOf(to.text) + (to.inclusive ? 1 : 0)
        return low < index && index < high
      }
      case 'prefix':
        throw comparedName()
    }
  }
  return choices.map((_, index) => index).filter((index) => values.some((value) => fits(index, value)))
}

/** A declared metadata field's row: text by its value, ranges by its number. */
export const metaTest = (values: readonly Value[]): Sql =>
  joined(
    values.map((value) => (value.kind === 'range' ? numberTest('f.number', [value]) : nameTest('f.value', [value]))),
    'OR',
  )
