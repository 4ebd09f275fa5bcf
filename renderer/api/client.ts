import type { Client } from '../../shared/contract/client.ts'
import type { Failure, Result } from '../../shared/contract/errors.ts'
import { bridge } from './bridge.ts'
import { httpClient } from './http.ts'
import { setTransport } from './transport.ts'

/** The one door to the desk: over the desktop's bridge, or HTTP. Never rejects. */
export const client: Client = bridge ?? httpClient

if (bridge) setTransport('online')

/** True for the failure that stands for "no answer came": nothing is known about what the desk did. */
export const isUnreachable = (failure: Failure): boolean => failure.details?.unreachable === true

export const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value
  throw new FailureError(result.error)
}

/** A failure on its way through code that throws, such as a React error boundary. */
export class FailureError extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'FailureError'
    this.failure = failure
  }
}
