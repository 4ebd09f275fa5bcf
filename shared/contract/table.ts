import type { z } from 'zod'
import { codes } from './codes.ts'
import { datasets } from './datasets.ts'
import { exports_ } from './exports.ts'
import { failures } from './failures.ts'
import { images } from './images.ts'
import { imports } from './imports.ts'
import { jobs } from './jobs.ts'
import { lineage } from './lineage.ts'
import type { Operation } from './operation.ts'
import { plans } from './plans.ts'
import { projects } from './projects.ts'
import { queue } from './queue.ts'
import { record } from './record.ts'
import { reviews } from './reviews.ts'
import { taxonomies } from './taxonomies.ts'
import { truths } from './truths.ts'

/** THE list: every operation of the desk. Hosts, handlers, the client and the command line derive from it. */
export const TABLE = {
  ...projects,
  ...jobs,
  ...imports,
  ...images,
  ...queue,
  ...reviews,
  ...failures,
  ...plans,
  ...taxonomies,
  ...truths,
  ...datasets,
  ...codes,
  ...exports_,
  ...record,
  ...lineage,
} as const satisfies Record<string, Operation>

export type Table = typeof TABLE
export type OperationName = keyof Table

/** What a caller sends: defaults may be left out. */
export type Input<N extends OperationName> = z.input<Table[N]['input']>
/** What a handler receives: validated, defaults filled in. */
export type Parsed<N extends OperationName> = z.output<Table[N]['input']>
/** What a handler answers and a caller gets. */
export type Output<N extends OperationName> = z.output<Table[N]['output']>

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(TABLE, name)
