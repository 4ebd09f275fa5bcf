import type { z } from 'zod'

/** Members to put; one given as undefined is taken away. */
export type Members<T> = { readonly [M in keyof T]?: T[M] | undefined }

/** The record with members put, as its schema takes it; the record itself where it does not. */
export const withMembers = <T extends object>(schema: z.ZodType<T>, record: T, part: Members<T>): T => {
  const present = Object.entries({ ...record, ...part }).filter(([, value]) => value !== undefined)
  const taken = schema.safeParse(Object.fromEntries(present))
  return taken.success ? taken.data : record
}
