import { setImmediate } from 'node:timers/promises'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { ExportOptions } from '../../../shared/contract/exports.ts'
import { FORMATS } from '../../../shared/domain/formats/formats.ts'
import type { Handlers } from '../backend.ts'
import { createGate } from '../jobs/export-gate.ts'
import { earlierBatch, surveyNow } from '../jobs/export-plan.ts'
import { leftOutOf, select } from '../store/batch-items.ts'
import { chainOf, listBatches, readBatch } from '../store/batches.ts'
import { readDataset, splitPlace } from '../store/datasets.ts'
import { compileWhere } from '../store/query.ts'
import type { Store } from '../store/store.ts'
import type { ServiceContext } from './context.ts'
import { placeFor } from './export-place.ts'

/** Cases looked at between two pauses that let the desk answer others. */
const CASES_A_TURN = 100

type Preview = Awaited<ReturnType<Handlers['export.preview']>>

export const createExports = (
  context: ServiceContext,
): Pick<Handlers, 'export.preview' | 'export.start' | 'export.list'> => ({
  'export.preview': (options) => preview(context.store(), options),
  'export.start': (options, caller) => {
    const store = context.store()
    const to = placeFor(store, options.to, caller)
    refuseImpossible(store, options)
    const title = options.again === undefined ? `Export as ${options.format}` : 'Export a batch again'
    const { id } = context.jobs.start('export', title, { personId: caller.personId, options, to })
    return { jobId: id }
  },
  'export.list': () => ({ batches: [...listBatches(context.store())] }),
})

/** Throws `not-found` for a version or split that is not there. */
const requireDataset = (store: Store, { id, split }: NonNullable<ExportOptions['dataset']>): void => {
  const { version } = readDataset(store, id)
  if (split !== undefined) splitPlace(version, split)
}

/** What can be known to be wrong before any work begins. */
const refuseImpossible = (store: Store, options: ExportOptions): void => {
  if (options.again === undefined) {
    refuseUnit(options)
    compileWhere(options.where, store)
    if (options.dataset !== undefined) requireDataset(store, options.dataset)
    earlierBatch(store, options)
    return
  }
  const { format } = readBatch(store, options.again).plan.options
  if (format !== options.format) {
    throw new DeskError('bad-input', `Batch ${options.again} was exported as ${format}; ask for that format again.`)
  }
}

const refuseUnit = ({ format, offsets }: ExportOptions): void => {
  const units = FORMATS[format].offsets ?? []
  if (offsets === undefined || units.includes(offsets)) return
  throw new DeskError(
    'bad-input',
    units.length === 0
      ? `What offsets count cannot be chosen for ${format}: the format fixes it. Leave the unit out.`
      : `Offsets of ${format} can count ${units.join(', ')}, not ${offsets}.`,
  )
}

const preview = async (store: Store, options: ExportOptions): Promise<Preview> => {
  if (options.again !== undefined) {
    const { report } = readBatch(store, options.again)
    if (report !== null)
      return { counts: report.counts, losses: report.losses, broken: report.contract?.broken ?? [], refused: null }
  }
  refuseUnit(options)
  const since = earlierBatch(store, options)
  const survey = surveyNow(store, options)
  const gate = createGate(options, survey)
  let [undecided, withdrawn, looked] = [0, 0, 0]
  const chain = since === null ? [] : chainOf(store, since.id)
  for (const chosen of select(store, options, chain)) {
    const selected = chosen.is === 'item' && !gate.pass(chosen.item) ? leftOutOf(store, chain, chosen) : chosen
    if (selected.is === 'undecided') undecided += 1
    if (selected.is === 'withdrawn') withdrawn += 1
    looked += 1
    if (looked % CASES_A_TURN === 0) await setImmediate()
  }
  return {
    counts: { ...survey.counts(), ...gate.counts(), undecided, withdrawn },
    losses: [...survey.losses()],
    broken: [...gate.broken()],
    refused: gate.refusal(),
  }
}
