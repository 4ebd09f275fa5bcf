import { DeskError } from '../../../shared/contract/errors.ts'
import type { Output as Answer } from '../../../shared/contract/table.ts'
import type { CardKind, LabelChange, LineageSubject, Training } from '../../../shared/model/lineage.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE } from './verbs.ts'
import { many } from './words.ts'
import { writeNew } from './write-new.ts'

type WithJson = { readonly json?: boolean }
type Asked = WithJson & { readonly model?: string; readonly dataset?: string }
type Paged = Asked & { readonly limit: number }

const subjectOf = ({ model, dataset }: Asked): LineageSubject | null => {
  if (model !== undefined && dataset !== undefined)
    throw new DeskError('bad-input', 'Ask of a model or of a dataset version, not of both at once.')
  if (model !== undefined) return { kind: 'model', name: model }
  return dataset === undefined ? null : { kind: 'dataset', name: dataset }
}

const oneSubject = (asked: Asked): LineageSubject => {
  const subject = subjectOf(asked)
  if (subject) return subject
  throw new DeskError('bad-input', 'Say of what: --model name@version, or --dataset name@number.')
}

const trainingLine = ({ model, dataset, datasetId, at, note, from }: Training): string =>
  [
    `${model} was trained on ${dataset}${datasetId === null ? ' (not known here)' : ''}`,
    at === null ? (from === 'header' ? ', says the header of its predictions' : '') : ` at ${at}`,
    note === '' ? '' : `: ${note.replaceAll(/\s+/g, ' ')}`,
  ].join('')

const changeText = ({ from, to }: LabelChange): string => `${from ?? '(nothing)'} → ${to ?? '(nothing)'}`

/** Says an answer: as one JSON value, or in lines. */
const say = async <T>(output: Output, { json }: WithJson, answer: T, lines: (answer: T) => readonly string[]) => {
  if (json) await output.json(answer)
  else for (const line of lines(answer)) await output.line(line)
  return DONE
}

/** Asks one question of a subject and says the answer. */
const ask = <T, O extends Asked>(
  project: string,
  options: O,
  output: Output,
  question: (desk: CommandDesk, subject: LineageSubject) => Promise<T>,
  lines: (answer: T) => readonly string[],
): Promise<number> => {
  const subject = oneSubject(options)
  return withDesk(project, output, async (desk) => say(output, options, await question(desk, subject), lines))
}

export const trainModel = (
  project: string,
  model: string,
  options: WithJson & { on: string; at: string; elsewhere?: boolean; note?: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { on, at, elsewhere, note } = options
    const training = await desk.call('model.train', {
      ...{ model, on, at, elsewhere: elsewhere === true },
      ...(note === undefined ? {} : { note }),
    })
    if (options.json) await output.json(training)
    else output.say(`Recorded: ${trainingLine(training)}.`)
    return DONE
  })

export const listModels = (project: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) =>
    say(output, options, await desk.call('model.list', {}), ({ models }) =>
      models.flatMap(({ name, predictions, trainings }) => [
        `${name}  ${many(predictions, 'prediction')}`,
        ...trainings.map((training) => `  ${trainingLine(training)}`),
      ]),
    ),
  )

type Version = Answer<'lineage.data'>['versions'][number]

const versionLines = ({ name, parent, at, cases, splits, taxonomyVersion, edgeCases, root }: Version): string[] => [
  `${name}  ${many(cases, 'case')}, frozen ${at}, taxonomy ${taxonomyVersion}, ${many(edgeCases, 'edge case')}${parent === null ? '' : `, grew from ${parent}`}`,
  `  ${splits.map((split) => `${split.name} ${split.cases}`).join(', ')}`,
  `  root ${root}`,
]

export const showData = (project: string, options: Asked, output: Output): Promise<number> =>
  ask(
    project,
    options,
    output,
    (desk, subject) => desk.call('lineage.data', { subject }),
    ({ trainings, versions }) => [
      ...trainings.map(trainingLine),
      ...versions.flatMap(versionLines),
      ...(trainings.length + versions.length === 0
        ? ['It is not known what trained it. Record it: second-look model train PROJECT MODEL --on DATASET --at TIME']
        : []),
    ],
  )

type Corrected = Answer<'lineage.corrected'>

const correctedLines = ({ against, since, cases, changes, rows }: Corrected): string[] => {
  if (since === null) return ['It is not known what trained it, nor when: nothing can be held against today.']
  const held = against.length > 0 ? against.join(', ') : `the answers of ${since}`
  return [
    `${many(cases, 'case')} with labels corrected, held against ${held}`,
    ...changes.map((change) => `${String(change.labels).padStart(8)}  ${changeText(change)}`),
    ...rows.map(
      ({ key, changes: made, personId, at }) => `${key}  ${made.map(changeText).join('; ')}  ${personId} ${at}`,
    ),
  ]
}

export const showCorrected = (project: string, options: Paged, output: Output): Promise<number> =>
  ask(
    project,
    options,
    output,
    (desk, subject) => desk.call('lineage.corrected', { subject, limit: options.limit }),
    correctedLines,
  )

export const showEdgeCases = (project: string, options: Paged & { to?: string }, output: Output): Promise<number> =>
  ask(
    project,
    options,
    output,
    (desk, subject) =>
      desk.call('lineage.edgeCases', {
        ...{ subject, limit: options.limit },
        ...(options.to === undefined ? {} : { to: options.to }),
      }),
    ({ total, rows, where }) => [
      `${many(total, 'edge case')} added${where === null ? '' : `: --where '${where}'`}`,
      ...rows.map(({ key, title }) => `${key}  ${title}`),
    ],
  )

export const showTaxonomyChanges = (project: string, options: Asked, output: Output): Promise<number> =>
  ask(
    project,
    options,
    output,
    (desk, subject) => desk.call('lineage.taxonomy', { subject }),
    ({ from, to, versions }) => [
      from === null ? 'The taxonomy of that data is not known.' : `Taxonomy ${from}, now ${to}`,
      ...versions.flatMap(({ version, at, personId, summary, changes }) => [
        `${version}  ${at}  ${personId}  ${summary}`,
        ...changes.map((change) => `  ${change}`),
      ]),
    ],
  )

export const showUsage = (project: string, options: Asked, output: Output): Promise<number> => {
  const subject = subjectOf(options)
  return withDesk(project, output, async (desk) =>
    say(output, options, await desk.call('lineage.usage', { subject }), ({ pairs }) => pairs.map(trainingLine)),
  )
}

type Failures = Answer<'lineage.failures'>

const failureLines = ({ reviews, cases, byModel, byError, byCause, byLabel, rows }: Failures): string[] => [
  `${many(reviews, 'review')} of ${many(cases, 'case')} came from a failure`,
  ...byModel.map(({ model, reviews: n }) => `${String(n).padStart(8)}  of ${model}`),
  ...[...byError, ...byCause].map(({ what, reviews: n }) => `${String(n).padStart(8)}  ${what}`),
  ...byLabel.map((change) => `${String(change.reviews).padStart(8)}  ${changeText(change)}`),
  ...rows.map(
    ({ key, model, verdict, errors, at }) => `${key}  ${model}  ${verdict ?? '–'}  ${errors.join(', ')}  ${at}`,
  ),
]

export const showFailures = (project: string, options: Paged, output: Output): Promise<number> =>
  ask(
    project,
    options,
    output,
    (desk, subject) => desk.call('lineage.failures', { subject, limit: options.limit }),
    failureLines,
  )

export const showGraph = (project: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) =>
    say(output, options, await desk.call('lineage.graph', {}), ({ edges, left }) => [
      ...edges.map(
        ({ from, to, is, cases }) => `${from} ${is} ${to}${cases === null ? '' : ` (${many(cases, 'case')})`}`,
      ),
      ...Object.entries(left).map(([kind, count]) => `… and ${count} more of kind ${kind}, older or smaller`),
    ]),
  )

export const writeCard = (
  project: string,
  dataset: string,
  options: WithJson & { as: CardKind; out?: string; license?: string; url?: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { as, out, license, url } = options
    const card = await desk.call('dataset.card', {
      ...{ dataset, as },
      ...(license === undefined ? {} : { license }),
      ...(url === undefined ? {} : { url }),
    })
    if (out !== undefined) {
      writeNew(out, card.text)
      output.say(`${out} describes ${dataset} (${card.mime}).`)
    }
    if (options.json) await output.json(out === undefined ? card : { name: card.name, mime: card.mime, out })
    else if (out === undefined) await output.line(card.text.trimEnd())
    return DONE
  })
