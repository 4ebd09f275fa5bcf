import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { ExportContract } from '../../../shared/contract/exports.ts'
import { JsonObject } from '../../../shared/model/json.ts'

/** Far beyond any schema that a person wrote. */
const MOST_BYTES = 4 * 1024 * 1024

/** The JSON Schema in a file, as the contract of an export. Throws `bad-input`, naming the file. */
export const readContract = (file: string, broken: ExportContract['broken']): ExportContract => {
  const refuse = (why: string): DeskError =>
    new DeskError('bad-input', `The contract ${file} ${why}. Give a JSON file that holds one JSON Schema.`)
  const path = resolve(file)
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw refuse('is not there, or no file')
  if (found.size > MOST_BYTES) throw refuse('is larger than 4 MiB')
  return { name: basename(path), schema: parsed(readFileSync(path, 'utf8'), refuse), broken }
}

const parsed = (text: string, refuse: (why: string) => DeskError): JsonObject => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw refuse(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const schema = JsonObject.safeParse(json)
  if (schema.success) return schema.data
  throw refuse('is not a JSON object')
}
