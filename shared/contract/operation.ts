import type { z } from 'zod'

/**
 * One entry of the contract. A query reads; a command changes state and is answered again, unchanged,
 * when it is sent twice with the same `commandId`.
 *
 * `needs` says what must be there before the handler runs: an open project, or nothing.
 */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  readonly kind: 'query' | 'command'
  readonly needs: 'project' | 'nothing'
  readonly input: I
  readonly output: O
}

export const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Operation<I, O> => ({
  kind: 'query',
  needs: 'project',
  input,
  output,
})

export const command = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Operation<I, O> => ({
  kind: 'command',
  needs: 'project',
  input,
  output,
})

/** The same operation, answered without an open project. */
export const deskwide = <I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>): Operation<I, O> => ({
  ...operation,
  needs: 'nothing',
})
