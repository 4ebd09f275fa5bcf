import { z } from 'zod'

/** The closed list. Each code has one HTTP status and one exit code of the command line. */
export const ERROR_CODES = {
  'bad-input': { status: 400, exit: 2 },
  'bad-file': { status: 422, exit: 3 },
  'unknown-operation': { status: 404, exit: 2 },
  'not-found': { status: 404, exit: 3 },
  'no-project': { status: 409, exit: 2 },
  'already-exists': { status: 409, exit: 3 },
  conflict: { status: 409, exit: 4 },
  'not-allowed': { status: 403, exit: 2 },
  'project-locked': { status: 423, exit: 3 },
  'project-damaged': { status: 500, exit: 3 },
  'project-newer': { status: 409, exit: 3 },
  'project-read-only': { status: 403, exit: 3 },
  'not-a-project': { status: 422, exit: 3 },
  'network-drive': { status: 422, exit: 3 },
  'disk-full': { status: 507, exit: 3 },
  cancelled: { status: 409, exit: 1 },
  busy: { status: 409, exit: 4 },
  internal: { status: 500, exit: 5 },
} as const satisfies Record<string, { status: number; exit: 0 | 1 | 2 | 3 | 4 | 5 }>

export type ErrorCode = keyof typeof ERROR_CODES

const codes = Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]

/** Plain data: survives structured clone and JSON. `message` says what happened, to what, and what to do. */
export const Failure = z.strictObject({
  code: z.enum(codes),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})
export type Failure = z.infer<typeof Failure>

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Failure }

/** Thrown inside the backend; dispatch turns it into a `Failure`. Anything else thrown becomes `internal`. */
export class DeskError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message)
    this.name = 'DeskError'
    this.code = code
    this.details = details
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, ...(this.details ? { details: this.details } : {}) }
  }
}
