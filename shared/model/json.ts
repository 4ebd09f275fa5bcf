import { z } from 'zod'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Any JSON value: finite numbers only. */
export const Json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(Json), z.record(z.string(), Json)]),
)

export const JsonObject = z.record(z.string(), Json)
export type JsonObject = Readonly<Record<string, Json>>
