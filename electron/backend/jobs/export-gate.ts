import { DeskError } from '../../../shared/contract/errors.ts'
import type { BrokenRow, ExportOptions } from '../../../shared/contract/exports.ts'
import { contractRows } from '../../../shared/domain/formats/contract-rows.ts'
import type { ExportItem } from '../../../shared/domain/formats/export-item.ts'
import type { Survey } from '../../../shared/domain/formats/export-survey.ts'
import { blankLabel, losesAnnotations, onlyKept } from '../../../shared/domain/formats/fidelity.ts'
import { BatchId } from '../../../shared/model/ids.ts'
import { createContract } from '../files/contract.ts'
import { newActId } from '../files/sha256.ts'

/** Rows that break the contract are shown up to here; all are counted. */
const MOST_BROKEN = 100

/** The case as the format gets it: without what it cannot carry as it is, where that was asked for. */
export const asWritten = (item: ExportItem, options: ExportOptions): ExportItem =>
  options.losses === 'skip-objects' ? onlyKept(item, options) : item

/** What decides case by case what goes into a batch, and whether there may be one at all. */
export type Gate = {
  /** Whether the case goes in; what goes in is surveyed. */
  readonly pass: (item: ExportItem) => boolean
  readonly counts: () => { readonly skipped: number; readonly broken: number }
  readonly broken: () => readonly BrokenRow[]
  /** Why nothing may be exported; null where it may. */
  readonly refusal: () => string | null
}

export const createGate = (options: ExportOptions, survey: Survey): Gate => {
  const { contract } = options
  const problemsOf = contract === undefined ? null : createContract(contract.name, contract.schema)
  const batchId = BatchId.parse(newActId())
  const broken: BrokenRow[] = []
  const counts = { skipped: 0, broken: 0 }
  let nameless: { readonly key: string; readonly label: string } | null = null

  const keepsContract = (item: ExportItem): boolean => {
    if (problemsOf === null) return true
    const problems = contractRows(item, options, batchId).flatMap(problemsOf)
    if (problems.length === 0) return true
    counts.broken += 1
    if (broken.length < MOST_BROKEN) broken.push({ caseId: item.case.id, key: item.case.key, problems })
    return contract?.broken !== 'leave-out'
  }

  return {
    pass: (whole) => {
      if (options.losses === 'skip-cases' && losesAnnotations(whole, options)) {
        counts.skipped += 1
        return false
      }
      const item = asWritten(whole, options)
      const label = blankLabel(item, options.format)
      if (label !== null) nameless ??= { key: whole.case.key, label }
      if (!keepsContract(item)) return false
      survey.add(whole)
      return true
    },
    counts: () => ({ ...counts }),
    broken: () => broken,
    refusal: () => {
      const [first] = broken
      if (contract?.broken === 'stop' && first !== undefined)
        return `${counts.broken === 1 ? '1 case breaks' : `${counts.broken} cases break`} the contract ${contract.name}: ${first.key}, ${wordsOf(first)}. Correct them, or leave such rows out.`
      if (nameless !== null)
        return `The label ${JSON.stringify(nameless.label)} (case ${nameless.key}) is nothing but white space, which readers of this format take for no label at all. Give it a name in the taxonomy, or have such objects or cases left out.`
      if (options.losses !== 'stop') return null
      const losses = survey.losses().filter(({ beside }) => beside !== true)
      if (losses.length === 0) return null
      const list = losses.map(({ what, count }) => `${count} × ${what}`).join('; ')
      return `This format cannot carry all of the annotations as they are: ${list}. Choose another format, have them converted, or leave them out.`
    },
  }
}

const wordsOf = ({ problems: [first] }: BrokenRow): string =>
  first === undefined ? '' : `${first.at === '' ? 'the row' : first.at} ${first.message}`

/** Throws `bad-input` where the gate lets nothing pass. */
export const requirePassable = (gate: Gate): void => {
  const refusal = gate.refusal()
  if (refusal === null) return
  throw new DeskError('bad-input', `${refusal} Nothing was exported.`, { broken: gate.broken() })
}
