import type { Client } from '../../shared/contract/client.ts'
import type { Failure } from '../../shared/contract/errors.ts'
import { bridge } from './bridge.ts'
import { httpClient } from './http.ts'
import { setTransport } from './transport.ts'

/** The one door to the desk: over the desktop's bridge, or HTTP. Never rejects. */
export const client: Client = bridge ?? httpClient

if (bridge) setTransport('online')

/** True for the failure that stands for "no answer came": nothing is known about what the desk did. */
export const isUnreachable = (failure: Failure): boolean => failure.details?.unreachable === true
