import { Ajv } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { BrokenRow } from '../../../shared/contract/exports.ts'
import { valueAt } from '../../../shared/domain/formats/contract-rows.ts'
import type { Json, JsonObject } from '../../../shared/model/json.ts'

type Problems = BrokenRow['problems']

/** More than this says nothing new of one row. */
const MOST_PROBLEMS = 20
const MOST_SHOWN = 60

/** The rules that `$schema` names; without it those of 2020-12, which most schemas fit. */
const validatorOf = (schema: JsonObject): Ajv => {
  const options = { strict: false, allErrors: true, validateFormats: true, logger: false } as const
  const named = typeof schema.$schema === 'string' ? schema.$schema : ''
  const ajv = named.includes('draft-07')
    ? new Ajv(options)
    : named.includes('2019-09')
      ? new Ajv2019(options)
      : new Ajv2020(options)
  formats.default(ajv)
  return ajv
}

/**
 * Reads a JSON Schema. Answers what finds the problems of a row: none means that it keeps the contract. Nothing is fetched:
 * a schema that refers to another document is refused. Throws `bad-input`.
 */
export const createContract = (name: string, schema: JsonObject): ((row: JsonObject) => Problems) => {
  const validate = compiled(name, schema)
  return (row) => {
    if (validate(row) === true) return []
    return (validate.errors ?? [])
      .slice(0, MOST_PROBLEMS)
      .map(({ instancePath, message = 'is not allowed', params }) => ({
        at: instancePath,
        message: `${message}${detailOf(params)}${standsAt(row, instancePath)}`,
      }))
  }
}

const compiled = (name: string, schema: JsonObject) => {
  try {
    const validate = validatorOf(schema).compile(schema)
    // Its answers would be promises, which are true whatever they come to.
    if ('$async' in validate && validate.$async === true)
      throw new Error('it asks to be checked asynchronously ($async)')
    return validate
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DeskError(
      'bad-input',
      `The contract ${name} is not a JSON Schema that can be used: ${why}. Correct the schema; one document must hold all that it refers to.`,
    )
  }
}

/** What was allowed, where the message does not say it. */
const detailOf = (params: object): string => {
  const { allowedValues, additionalProperty }: { allowedValues?: unknown; additionalProperty?: unknown } = params
  if (Array.isArray(allowedValues)) return `: ${allowedValues.slice(0, 20).map(String).join(', ')}`
  return typeof additionalProperty === 'string' ? `: ${additionalProperty}` : ''
}

const standsAt = (row: Json, pointer: string): string => {
  const value = valueAt(row, pointer)
  if (value === undefined || (typeof value === 'object' && value !== null)) return ''
  const text = JSON.stringify(value)
  return ` (it is ${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text})`
}
