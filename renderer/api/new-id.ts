import { uuidV7 } from '../../shared/domain/uuid-v7.ts'
import { CommandId } from '../../shared/model/ids.ts'

/** A fresh id for one act of this person. */
export const newCommandId = (): CommandId =>
  CommandId.parse(uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10))))
