import { join, resolve } from 'node:path'
import { type DatasetChange, DatasetCheck, type DatasetDiff, DatasetFiles } from '../../../shared/contract/datasets.ts'
import { ExportReport } from '../../../shared/contract/exports.ts'
import type { Input } from '../../../shared/contract/table.ts'
import {
  DatasetOptions,
  DatasetPreview,
  DatasetVersion,
  datasetName,
  missedShares,
  type Split,
} from '../../../shared/model/dataset.ts'
import { TruthRule } from '../../../shared/model/truth.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE, FINDINGS } from './verbs.ts'
import { exportLines, many } from './words.ts'

type WithJson = { readonly json?: boolean }

export type BuildChoices = WithJson & {
  readonly where?: string
  readonly split?: Split[]
  readonly seed?: number
  readonly groupBy?: string
  readonly nearTexts?: number | 'off'
  readonly nearImages?: number | 'off'
  readonly majority?: { readonly share: number; readonly atLeast: number }
  readonly reviewer?: string
  readonly truth: boolean
  readonly golden?: string
  readonly parent?: string
  readonly keepSplits: boolean
  readonly note?: string
  readonly dryRun?: boolean
}

const ruleOf = ({ majority, reviewer }: BuildChoices): TruthRule | undefined => {
  if (majority !== undefined) return { by: 'majority', ...majority }
  if (reviewer === undefined) return undefined
  return TruthRule.parse({ by: 'reviewer', reviewer })
}

const parentOf = async (desk: CommandDesk, parent: string | undefined): Promise<Input<'dataset.build'>['parent']> => {
  if (parent === undefined) return undefined
  return parent === 'none' ? null : (await desk.call('dataset.get', { dataset: parent })).id
}

const optionsOf = async (desk: CommandDesk, name: string, choices: BuildChoices): Promise<Input<'dataset.build'>> => {
  const { where, split, seed, groupBy, nearTexts, nearImages, golden, note } = choices
  const parent = await parentOf(desk, choices.parent)
  const rule = ruleOf(choices)
  return {
    name,
    importedTruth: choices.truth,
    keepSplits: choices.keepSplits,
    nearDuplicates: {
      text: nearTexts === 'off' ? null : (nearTexts ?? 0.8),
      image: nearImages === 'off' ? null : (nearImages ?? 0.9),
    },
    ...(where === undefined ? {} : { where }),
    ...(split === undefined ? {} : { splits: split }),
    ...(seed === undefined ? {} : { seed }),
    ...(groupBy === undefined ? {} : { groupBy: groupBy === 'none' ? '' : groupBy }),
    ...(golden === undefined ? {} : { golden }),
    ...(note === undefined ? {} : { note }),
    ...(rule === undefined ? {} : { truth: rule }),
    ...(parent === undefined ? {} : { parent }),
  }
}

const LEFT_OUT = {
  unanswered: 'nobody answered',
  undecided: 'answers differ (truth list)',
  uncorrected: 'judged wrong and not corrected',
  outdated: 'the taxonomy asks something first',
} as const satisfies Record<keyof DatasetPreview['counts']['leftOut'], string>

const points = (share: number): string => `${(share * 100).toFixed(1)} %`

const countLines = ({ counts }: Pick<DatasetPreview, 'counts'>, splits: DatasetOptions['splits']): string[] => {
  const { leftOut, worstShare } = counts
  return [
    ...counts.bySplit.map(({ name, cases, groups }) => `  ${name}: ${many(cases, 'case')}, ${many(groups, 'group')}`),
    ...missedShares(counts, splits).map(
      ({ name, share, asked }) =>
        `  ${name} holds ${points(share)} instead of ${points(asked)}: what belongs together stays in one split`,
    ),
    ...Object.entries(LEFT_OUT)
      .map(([why, words]) => ({ words, cases: Object.entries(leftOut).find(([key]) => key === why)?.[1] ?? 0 }))
      .filter(({ cases }) => cases > 0)
      .map(({ words, cases }) => `  left out: ${many(cases, 'case')}, ${words}`),
    ...(counts.nearDuplicates > 0 ? [`  ${many(counts.nearDuplicates, 'set')} of near-duplicates kept together`] : []),
    ...(counts.notCompared > 0
      ? [`  ${many(counts.notCompared, 'case')} with a picture that cannot be read: compared with none`]
      : []),
    ...(counts.splitConflicts > 0
      ? [
          `  ${many(counts.splitConflicts, 'set')} had more than one split in the parent: ${many(counts.resplit, 'case')} went to the split named first`,
        ]
      : []),
    ...(worstShare
      ? [
          `  furthest from its share: ${worstShare.label} in ${worstShare.split}, ${(worstShare.difference * 100).toFixed(2)} points off`,
        ]
      : []),
  ]
}

export const buildDataset = (project: string, name: string, choices: BuildChoices, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const options = await optionsOf(desk, name, choices)
    if (choices.dryRun) {
      const { jobId } = await desk.call('dataset.preview', options)
      const preview = DatasetPreview.parse((await desk.finished(jobId)).result)
      if (choices.json) await output.json(preview)
      else {
        output.say(`${datasetName(preview)} would hold ${many(preview.counts.cases, 'case')}. Nothing was frozen.`)
        for (const line of countLines(preview, DatasetOptions.parse(options).splits)) output.say(line)
      }
      return DONE
    }
    const { jobId } = await desk.call('dataset.build', options)
    const version = DatasetVersion.parse((await desk.finished(jobId)).result)
    if (choices.json) await output.json(version)
    else {
      output.say(`${datasetName(version)} is frozen: ${many(version.counts.cases, 'case')}, root ${version.root}.`)
      for (const line of countLines(version, version.options.splits)) output.say(line)
    }
    return DONE
  })

export const listDatasets = (project: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { versions } = await desk.call('dataset.list', {})
    if (options.json) await output.json({ versions })
    else
      for (const version of versions)
        await output.line(
          `${datasetName(version).padEnd(24)}  ${version.at}  ${many(version.counts.cases, 'case').padEnd(16)}  ${version.root.slice(0, 16)}  ${version.options.note}`,
        )
    return DONE
  })

/** As many rows as asked for, window by window. */
const inWindows = async <T>(
  limit: number,
  window: (offset: number, limit: number) => Promise<{ readonly rows: readonly T[]; readonly total: number }>,
): Promise<{ readonly rows: readonly T[]; readonly total: number }> => {
  const rows: T[] = []
  for (;;) {
    const next = await window(rows.length, Math.max(1, Math.min(500, limit - rows.length)))
    if (limit === 0) return { rows, total: next.total }
    rows.push(...next.rows)
    if (rows.length >= Math.min(limit, next.total) || next.rows.length === 0) return { rows, total: next.total }
  }
}

type ShowChoices = WithJson & {
  readonly split?: string
  readonly label?: string
  readonly flag?: 'edge-case' | 'golden'
  readonly items: number
}

export const showDataset = (
  project: string,
  dataset: string,
  { json, items, ...filter }: ShowChoices,
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const version = await desk.call('dataset.get', { dataset })
    const { rows, total } = await inWindows(items, (offset, limit) =>
      desk.call('dataset.items', { dataset, ...filter, offset, limit }),
    )
    if (json) {
      await output.json({ version, total, items: rows })
      return DONE
    }
    output.say(`${datasetName(version)}, ${version.at}, by ${version.personId}: ${many(version.counts.cases, 'case')}`)
    for (const line of countLines(version, version.options.splits)) output.say(line)
    output.say(`  root ${version.root}, taxonomy version ${version.taxonomyVersion}`)
    for (const item of rows)
      await output.line(
        [
          item.key,
          item.split,
          item.status,
          item.labels.join(' '),
          item.golden ? 'golden' : '',
          item.edgeCase ? 'edge' : '',
        ]
          .join('\t')
          .trimEnd(),
      )
    if (items > 0) output.say(`${many(rows.length, 'item')} of ${total}.`)
    return DONE
  })

const diffLines = (diff: DatasetDiff): string[] => [
  `${datasetName(diff.from)} → ${datasetName(diff.to)}: ${diff.added} added, ${diff.removed} removed, ${diff.relabelled} relabelled, ${diff.moved} moved between splits, ${diff.same} the same.`,
  ...diff.taxonomy.map(({ words }) => `  taxonomy: ${words}`),
  ...diff.labels
    .filter(({ before, after }) => before !== after)
    .map(({ label, before, after }) => `  ${label}: ${before} → ${after}`),
]

const labelsIn = (said: DatasetChange['before']): string =>
  said === null
    ? '–'
    : Object.entries(said.labels)
        .map(([label, count]) => (count === 1 ? label : `${label} × ${count}`))
        .join(', ') || 'nothing'

const changeLine = ({ key, before, after, why }: DatasetChange): string =>
  [
    key,
    `${labelsIn(before)} → ${labelsIn(after)}`,
    before && after && before.split !== after.split ? `${before.split} → ${after.split}` : '',
    (after?.people ?? []).join(', '),
    [...why.by, why.verdict ?? '', ...why.causes, why.decision].filter((part) => part !== '').join(', '),
  ].join('\t')

export const diffDatasets = (
  project: string,
  from: string,
  to: string,
  { json, kind, limit }: WithJson & { readonly kind?: Input<'dataset.changes'>['kind']; readonly limit: number },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const diff = await desk.call('dataset.diff', { from, to })
    const changes =
      kind === undefined
        ? null
        : await inWindows(limit, (offset, window) =>
            desk.call('dataset.changes', { from, to, kind, offset, limit: window }),
          )
    if (json) await output.json({ ...diff, ...(changes === null ? {} : { changes }) })
    else {
      for (const line of diffLines(diff)) output.say(line)
      for (const change of changes?.rows ?? []) await output.line(changeLine(change))
      if (changes && changes.rows.length < changes.total)
        output.say(`… and ${changes.total - changes.rows.length} more.`)
    }
    return DONE
  })

export const verifyDataset = (project: string, dataset: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { jobId } = await desk.call('dataset.verify', { dataset })
    const check = DatasetCheck.parse((await desk.finished(jobId)).result)
    if (options.json) await output.json(check)
    else {
      for (const { key } of check.examples) output.say(`${key} is not what was frozen.`)
      if (check.changed > check.examples.length) output.say(`… and ${check.changed - check.examples.length} more.`)
      if (check.erased > 0)
        output.say(`${many(check.erased, 'case was', 'cases were')} erased since: the root cannot be made again.`)
      output.say(
        check.ok
          ? `${many(check.items, 'item')}: every hash fits, and so does the root ${check.root.frozen}.`
          : `${many(check.items - check.changed, 'item')} of ${check.items} fit; the root is${check.root.now === check.root.frozen ? '' : ' not'} what was frozen.`,
      )
    }
    return check.ok ? DONE : FINDINGS
  })

type ExportChoices = WithJson & {
  readonly to: string
  readonly format?: Input<'export.start'>['format']
  readonly images?: Input<'export.start'>['images']
}

export const exportDataset = (
  project: string,
  dataset: string,
  choices: ExportChoices,
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { json, to, format, images } = choices
    const version = await desk.call('dataset.get', { dataset })
    const { jobId } = await desk.call('dataset.export', { dataset, to: resolve(to) })
    const files = DatasetFiles.parse((await desk.finished(jobId)).result)
    if (!json) output.say(`${datasetName(version)} is written to ${files.path}: ${many(version.counts.cases, 'item')}.`)
    const splits: { split: string; report: ExportReport }[] = []
    for (const { name, cases } of format === undefined ? [] : version.counts.bySplit) {
      if (cases === 0 || format === undefined) continue
      const started = await desk.call('export.start', {
        ...{ format, dataset: { id: version.id, split: name }, to: join(resolve(to), name) },
        ...(images === undefined ? {} : { images }),
      })
      const report = ExportReport.parse((await desk.finished(started.jobId)).result)
      splits.push({ split: name, report })
      if (!json) for (const line of exportLines(report)) output.say(line)
    }
    if (json) await output.json({ ...files, splits })
    return DONE
  })
