import { hash, randomBytes } from 'node:crypto'
import type { Sha256Fn } from '../../../shared/domain/hash.ts'
import { uuidV7 } from '../../../shared/domain/uuid-v7.ts'

export const sha256: Sha256Fn = (data) => hash('sha256', data, 'buffer')

/** A fresh id for an act by a person. */
export const newActId = (): string => uuidV7(Date.now(), randomBytes(10))
