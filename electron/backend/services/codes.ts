import { DeskError } from '../../../shared/contract/errors.ts'
import type { CodeList } from '../../../shared/model/codes.ts'
import type { Handlers } from '../backend.ts'
import { hasCodeList, listCodes, namedCodes, searchCodes } from '../store/codes.ts'
import type { ServiceContext } from './context.ts'
import { fileOf } from './source-file.ts'

type Room = 'codes.import' | 'codes.lists' | 'codes.search' | 'codes.named'

export const createCodes = (context: ServiceContext): Pick<Handlers, Room> => {
  const require = ({ list, version }: Pick<CodeList, 'list' | 'version'>): void => {
    if (!hasCodeList(context.store(), { list, version }))
      throw new DeskError('not-found', `The code list ${list} ${version} is not in this project. Import it first.`)
  }
  return {
    'codes.import': ({ list, version, file }, caller) => {
      const input = { personId: caller.personId, list, version, file: fileOf(context, file, caller) }
      return { jobId: context.jobs.start('codes', `Import of the code list ${list}`, input).id }
    },
    'codes.lists': () => ({ lists: listCodes(context.store()) }),
    'codes.search': (ask) => {
      require(ask)
      return { codes: searchCodes(context.store(), ask, ask.text, ask.limit) }
    },
    'codes.named': (ask) => {
      require(ask)
      return { codes: namedCodes(context.store(), ask, ask.codes) }
    },
  }
}
