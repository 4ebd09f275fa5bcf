import type { ExportReport } from '../../../shared/contract/exports.ts'
import type { ImportReport } from '../../../shared/contract/imports.ts'
import type { QueueRow } from '../../../shared/contract/queue.ts'
import type { Output as Answer } from '../../../shared/contract/table.ts'

const format = new Intl.NumberFormat('en')
/** "1 row", "2,000 rows". */
export const many = (count: number, one: string, more = `${one}s`): string =>
  `${format.format(count)} ${count === 1 ? one : more}`

/** How many set-aside rows are named before the rest is only counted. */
const NAMED = 10

type SetAside = {
  readonly line: number | null
  readonly reason: string
  readonly message: string
  readonly remedy: string
}

/** `all`: what gives every row, of which only the first are named. */
export const setAsideLines = (
  rows: readonly (SetAside & { readonly file?: string })[],
  total: number,
  all: string,
): string[] => {
  if (total === 0) return []
  const named = rows.slice(0, NAMED).map(({ file, line, reason, message, remedy }) => {
    const place = [file, line === null ? undefined : `line ${line}`].filter((part) => part !== undefined).join(', ')
    return `  ${place === '' ? '' : `${place}: `}${message} ${remedy} (${reason})`
  })
  const rest = total - named.length
  return [
    `${many(total, 'row was', 'rows were')} set aside:`,
    ...named,
    ...(rest > 0 ? [`  … and ${format.format(rest)} more; ${all} gives them all.`] : []),
  ]
}

export const importLines = (report: ImportReport): string[] => {
  const { counts, taxonomy } = report
  const came = [
    counts.casesAdded > 0 && many(counts.casesAdded, 'new case'),
    counts.casesKnown > 0 && many(counts.casesKnown, 'known case'),
    counts.predictionsAdded > 0 && many(counts.predictionsAdded, 'new prediction'),
    counts.predictionsKnown > 0 && many(counts.predictionsKnown, 'known prediction'),
    counts.truthsAdded > 0 && many(counts.truthsAdded, 'answer'),
    counts.outcomesAdded > 0 && many(counts.outcomesAdded, 'outcome'),
    counts.assetsAdded > 0 && many(counts.assetsAdded, 'image'),
  ].filter((part) => part !== false)
  return [
    `${many(counts.rows, 'row')} read: ${came.length > 0 ? came.join(', ') : 'nothing new'}.`,
    ...(taxonomy === null
      ? []
      : [
          `Taxonomy version ${taxonomy.version} adds ${many(taxonomy.labelsAdded.length, 'label')}: ${taxonomy.labelsAdded.slice(0, 12).join(', ')}${taxonomy.labelsAdded.length > 12 ? ', …' : ''}.`,
        ]),
    ...report.warnings.slice(0, NAMED).map((warning) => `Note: ${warning}`),
    ...(counts.conflicts > 0
      ? [
          `${many(counts.conflicts, 'row conflicts', 'rows conflict')} with what the project holds; nothing was overwritten.`,
        ]
      : []),
    ...setAsideLines(report.rejects, counts.setAside, '--json or import.rejects'),
  ]
}

/** What the format loses, and the first rows that break the contract, before anything is written. */
export const previewLines = (format: string, { losses, broken, counts }: Answer<'export.preview'>): string[] => [
  ...losses.map(({ what, count, example }) => `${format} cannot carry ${what} (${count}), such as ${example}.`),
  ...(counts.broken === 0
    ? []
    : [`${many(counts.broken, 'case')} ${counts.broken === 1 ? 'breaks' : 'break'} the contract:`]),
  ...broken
    .slice(0, NAMED)
    .flatMap(({ key, problems }) =>
      problems.map(({ at, message }) => `  ${key}: ${at === '' ? 'the row' : at} ${message}`),
    ),
]

export const exportLines = (report: ExportReport): string[] => [
  `${many(report.counts.cases, 'case')} with ${many(report.counts.annotations, 'annotation')} written to ${report.path ?? 'the batch'} as ${report.format}: batch ${report.batchId}.`,
  ...report.losses.map(
    (loss) => `Not carried by ${report.format}: ${loss.what} (${format.format(loss.count)}), such as ${loss.example}.`,
  ),
  ...(report.counts.undecided > 0
    ? [`${many(report.counts.undecided, 'case')} left out: people differ, and no --reviewer was named.`]
    : []),
  ...(report.counts.skipped > 0
    ? [`${many(report.counts.skipped, 'case')} left out: ${report.format} cannot carry them as they are.`]
    : []),
  ...(report.contract !== null && report.counts.broken > 0
    ? [
        `${many(report.counts.broken, 'case')} left out: ${report.counts.broken === 1 ? 'it breaks' : 'they break'} the contract ${report.contract.name}.`,
      ]
    : []),
  ...(report.verified.differences.length > 0
    ? [
        'Read back, the files differ from what was meant:',
        ...report.verified.differences.slice(0, NAMED).map((one) => `  ${one}`),
      ]
    : [`Read back and compared: ${many(report.verified.items, 'item')}, no difference.`]),
]

const cut = (text: string, width: number): string => {
  const points = [...text.replaceAll(/\s+/g, ' ')]
  return points.length > width ? `${points.slice(0, width - 1).join('')}…` : points.join('').padEnd(width)
}

const reasonText = ({ reasons }: QueueRow): string =>
  reasons
    .map(
      ({ rule, value, detail }) =>
        `${rule}${value === null ? '' : ` ${Number(value.toFixed(3))}`}${detail === '' ? '' : ` (${detail})`}`,
    )
    .join('; ')

export const queueHeader = `${'place'.padStart(6)}  ${'case'.padEnd(32)}  ${'score'.padEnd(5)}  ${'label'.padEnd(18)}  ${'status'.padEnd(8)}  why`

export const queueLine = (row: QueueRow): string =>
  `${String(row.place).padStart(6)}  ${cut(row.title || row.key, 32)}  ${(row.score === null ? '–' : row.score.toFixed(2)).padEnd(5)}  ${cut(row.label ?? '–', 18)}  ${row.status.padEnd(8)}  ${reasonText(row)}`

const table = (title: string, counts: Readonly<Record<string, number>>): string[] => {
  const rows = Object.entries(counts).filter(([, count]) => count > 0)
  if (rows.length === 0) return []
  return [
    '',
    title,
    ...rows.sort(([, a], [, b]) => b - a).map(([name, count]) => `${format.format(count).padStart(10)}  ${name}`),
  ]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export const statsLines = (stats: Answer<'project.stats'>): string[] => [
  `${many(stats.cases, 'case')}, ${many(stats.predictions, 'prediction')}, ${many(stats.rejects, 'row')} set aside`,
  ...(stats.errorRate === null
    ? []
    : [
        `Wrong in production: ${percent(stats.errorRate.rate)} (95 % between ${percent(stats.errorRate.low)} and ${percent(stats.errorRate.high)}), from ${many(stats.errorRate.reviewed, 'audited case')}`,
      ]),
  ...table('Models', Object.fromEntries(stats.models.map(({ model, predictions }) => [model, predictions]))),
  ...table('Status', stats.byStatus),
  ...table('Verdicts', stats.byVerdict),
  ...table('Causes', stats.byCause),
  ...table('Error types', stats.byErrorType),
  ...table('Reviewers', stats.byReviewer),
  ...table('Queued by rule', stats.byRule),
]
