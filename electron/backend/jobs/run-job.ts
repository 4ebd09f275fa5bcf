import type { JobContext } from './job.ts'
import type { WorkOrder } from './messages.ts'

/** Runs the work an order names; loads only that work's code. */
export const runJob = async (context: JobContext, order: WorkOrder): Promise<unknown> => {
  switch (order.kind) {
    case 'import':
      return (await import('./import.ts')).run(context, order.input)
    case 'export':
      return (await import('./export.ts')).run(context, order.input)
    case 'requeue':
      return (await import('./requeue.ts')).run(context, order.input)
    case 'tiles':
      return (await import('./tiles.ts')).run(context, order.input)
    case 'index-fields':
      return (await import('./index-fields.ts')).run(context, order.input)
    case 'find-failures':
      return (await import('./find-failures.ts')).run(context, order.input)
    case 'verify':
      return (await import('./verify.ts')).run(context, order.input)
    case 'plan':
      return (await import('./plan-relabelling.ts')).run(context, order.input)
    case 'dataset':
      return (await import('./dataset.ts')).run(context, order.input)
    case 'codes':
      return (await import('./import-codes.ts')).run(context, order.input)
  }
}
