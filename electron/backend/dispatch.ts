import type { z } from 'zod'
import { DeskError, type Result } from '../../shared/contract/errors.ts'
import {
  type Input,
  isOperationName,
  type OperationName,
  type Output,
  type Parsed,
  TABLE,
} from '../../shared/contract/table.ts'
import type { Caller, Handlers } from './backend.ts'
import { failureOf } from './failure-of.ts'

export type DispatchOptions = {
  readonly handlers: Handlers
  /** The open project's path, or null. */
  projectPath(): string | null
  /** Told of every failure nobody foresaw. Never of inputs: they may hold a case's text. */
  unforeseen(operation: string, thrown: unknown): void
}

export type Dispatch = {
  dispatch<N extends OperationName>(name: N, input: Input<N>, caller: Caller): Promise<Result<Output<N>>>
  dispatchUnknown(name: string, input: unknown, caller: Caller): Promise<Result<unknown>>
}

/** Validates, runs, answers: the one way in. Never rejects. */
export const createDispatch = (options: DispatchOptions): Dispatch => {
  const run = async <N extends OperationName>(name: N, input: unknown, caller: Caller): Promise<Result<Output<N>>> => {
    try {
      if (TABLE[name].needs === 'project' && options.projectPath() === null) {
        throw new DeskError('no-project', 'No project is open. Open one, or make one from a sample.')
      }
      return { ok: true, value: await options.handlers[name](parse(name, input), caller) }
    } catch (thrown) {
      const error = failureOf(thrown, options.projectPath() ?? '')
      if (error.code === 'internal') options.unforeseen(name, thrown)
      return { ok: false, error }
    }
  }
  return {
    dispatch: (name, input, caller) => run(name, input, caller),
    dispatchUnknown: async (name, input, caller) => {
      if (isOperationName(name)) return run(name, input, caller)
      const known = Object.keys(TABLE).join(', ')
      return {
        ok: false,
        error: {
          code: 'unknown-operation',
          message: `There is no operation ${JSON.stringify(name)}. There are: ${known}.`,
        },
      }
    },
  }
}

const parse = <N extends OperationName>(name: N, input: unknown): Parsed<N> => {
  const schema: z.ZodType<Parsed<N>> = inputOf(name)
  const parsed = safely(name, () => schema.safeParse(input))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.slice(0, 5).map((issue) => {
    const at = issue.path.map(String).join('.')
    return at === '' ? issue.message : `${at}: ${issue.message}`
  })
  throw new DeskError('bad-input', `${name} does not take this input. ${problems.join('; ')}.`, { problems })
}

/** A value nested without end is no input; checking it overflows the stack. */
const safely = <T>(name: OperationName, check: () => T): T => {
  try {
    return check()
  } catch (error) {
    if (error instanceof RangeError)
      throw new DeskError('bad-input', `${name} does not take this input: it is nested too deep. Flatten it.`)
    throw error
  }
}

/** The schema of an operation's input, typed by its name. */
function inputOf<N extends OperationName>(name: N): z.ZodType<Parsed<N>>
function inputOf(name: OperationName): z.ZodType<unknown> {
  return TABLE[name].input
}
