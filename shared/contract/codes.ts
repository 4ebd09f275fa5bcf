import { z } from 'zod'
import { Code, CodeList } from '../model/codes.ts'
import { SourceFile } from './imports.ts'
import { JobStarted } from './jobs.ts'
import { command, query } from './operation.ts'

const ListName = CodeList.pick({ list: true, version: true })

/** What the work of `codes.import` answers. */
export const CodesReport = CodeList.extend({
  /** The very list was there already. */
  known: z.boolean(),
  setAside: z.array(z.strictObject({ line: z.int().positive(), message: z.string() })),
  /** How many rows were set aside; `setAside` names the first hundred. */
  setAsideCount: z.int(),
})
export type CodesReport = z.infer<typeof CodesReport>

export const codes = {
  /**
   * Takes in a code list: CSV or TSV with a header, or JSON Lines, with the columns code, name, parent and deprecated.
   * The same content again changes nothing; other content under a version that is there is a `conflict`.
   */
  'codes.import': command(ListName.extend({ file: SourceFile }), JobStarted),
  'codes.lists': query(z.strictObject({}), z.strictObject({ lists: z.array(CodeList) })),
  /** Codes that begin with the text, then those whose name holds a word beginning with each of its words. */
  'codes.search': query(
    ListName.extend({ text: z.string().max(200).default(''), limit: z.int().min(1).max(200).default(20) }),
    z.strictObject({ codes: z.array(Code) }),
  ),
  /** These codes with their names; those that the list does not have are left out. */
  'codes.named': query(
    ListName.extend({ codes: z.array(z.string().max(100)).max(500) }),
    z.strictObject({ codes: z.array(Code) }),
  ),
} as const
