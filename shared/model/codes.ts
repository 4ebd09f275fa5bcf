import { z } from 'zod'

/** One entry of a code list, such as one diagnosis of a classification. */
export const Code = z.strictObject({
  code: z.string().min(1).max(100),
  name: z.string().min(1).max(2000),
  /** The code above it, where the list is a tree. */
  parent: z.string().max(100).nullable(),
  /** No longer to be chosen; old values keep it. */
  deprecated: z.boolean(),
})
export type Code = z.infer<typeof Code>

/** A list of codes at one version; a version never changes. */
export const CodeList = z.strictObject({
  list: z.string().min(1).max(200),
  version: z.string().max(200),
  entries: z.int().nonnegative(),
})
export type CodeList = z.infer<typeof CodeList>

/** More entries than the longest classifications in use have. */
export const MOST_CODES = 500_000
