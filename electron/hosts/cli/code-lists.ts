import { resolve } from 'node:path'
import { CodesReport } from '../../../shared/contract/codes.ts'
import { DeskError } from '../../../shared/contract/errors.ts'
import { withDesk } from './desk.ts'
import type { Output } from './output.ts'
import type { WithJson } from './taxonomy-verbs.ts'
import { DONE, FINDINGS } from './verbs.ts'
import { many } from './words.ts'

/** "icd-10-cm@2026" is version 2026 of icd-10-cm; without an @ the version is empty. Throws `bad-input`. */
const listNamed = (text: string): { readonly list: string; readonly version: string } => {
  const at = text.lastIndexOf('@')
  if (at === 0 || text === '')
    throw new DeskError('bad-input', `"${text}" names no code list. Write LIST@VERSION, such as icd-10-cm@2026.`)
  return at < 0 ? { list: text, version: '' } : { list: text.slice(0, at), version: text.slice(at + 1) }
}

const nameOf = ({ list, version }: { readonly list: string; readonly version: string }): string =>
  version === '' ? list : `${list}@${version}`

/** Lists the code lists of a project, or takes one in from a file. Rows set aside make the exit code 1. */
export const codeLists = (
  project: string,
  name: string | undefined,
  file: string | undefined,
  { json }: WithJson,
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    if (name === undefined) {
      const { lists } = await desk.call('codes.lists', {})
      if (json) await output.json({ lists })
      else {
        for (const one of lists) await output.line(`${nameOf(one)}  ${many(one.entries, 'code')}`)
        output.say(lists.length === 0 ? 'There are no code lists.' : `${many(lists.length, 'list')}.`)
      }
      return DONE
    }
    if (file === undefined) throw new DeskError('bad-input', 'Name the file that the codes stand in, after the list.')
    const { jobId } = await desk.call('codes.import', {
      ...listNamed(name),
      file: { from: 'path', path: resolve(file) },
    })
    const report = CodesReport.parse((await desk.finished(jobId)).result)
    if (json) await output.json(report)
    else {
      for (const { line, message } of report.setAside) await output.line(`${file}:${line}  ${message}`)
      output.say(
        report.known
          ? `${nameOf(report)} is there already, with ${many(report.entries, 'code')}.`
          : `${nameOf(report)} has ${many(report.entries, 'code')}; ${many(report.setAsideCount, 'row')} set aside.`,
      )
    }
    return report.setAsideCount > 0 ? FINDINGS : DONE
  })
