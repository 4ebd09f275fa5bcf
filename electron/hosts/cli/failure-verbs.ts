import { DeskError } from '../../../shared/contract/errors.ts'
import type { FailureBoard, FailureTrend, Fault } from '../../../shared/contract/failures.ts'
import { Plan, type PlanListed, PlanPreview } from '../../../shared/contract/plans.ts'
import type { FailureDimension, FailureKind, FailureRate, PlanOptions } from '../../../shared/model/failure.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE } from './verbs.ts'
import { many } from './words.ts'

type WithJson = { readonly json?: boolean }

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

const rateText = ({ count, of, rate, low, high }: FailureRate): string =>
  `${count} of ${of}${rate === null || low === null || high === null ? '' : `: ${percent(rate)} (95 % between ${percent(low)} and ${percent(high)})`}`

const whatText = (what: FailureKind): string => {
  switch (what.kind) {
    case 'any':
      return 'any failure'
    case 'error':
      return what.error
    case 'cause':
      return what.culprit === null ? `cause ${what.cause}` : `cause ${what.cause} (${what.culprit})`
  }
}

const faultText = ({ says, culprit, failed }: Fault): string => {
  switch (says) {
    case 'nothing-failed':
      return 'Nothing that was reviewed has failed.'
    case 'mostly-unsaid':
      return `Most of ${many(failed, 'failure')} carry no cause, so nothing can be said of what is at fault.`
    case 'too-little':
      return `${many(failed, 'failure')}: too few, or too mixed, to say what is most likely at fault.`
    case 'culprit':
      return `Most likely at fault: the ${culprit}, first cause of more of ${many(failed, 'failure')} than any other.`
  }
}

/** Works out what older reviews found, where that was never done. */
const findOlder = async (desk: CommandDesk): Promise<void> => {
  const { counts } = await desk.call('failures.board', { by: [] })
  if (counts.uncounted > 0) await desk.finished((await desk.call('failures.find', {})).jobId)
}

export type FailureChoices = WithJson & {
  readonly by: readonly FailureDimension[]
  readonly where: string
  readonly production?: boolean
  readonly trend?: FailureTrend['every']
  readonly most: number
}

export const showFailures = (project: string, choices: FailureChoices, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { by, where, production = false, trend, most } = choices
    await findOlder(desk)
    const board = await desk.call('failures.board', { by: [...by], where, production, most })
    const fault = await desk.call('failures.fault', { where })
    const trends = trend === undefined ? null : await desk.call('failures.trend', { where, production, every: trend })
    if (choices.json) await output.json({ board, fault, ...(trends ? { trend: trends } : {}) })
    else {
      output.say(faultText(fault))
      output.say(basisText(board, production))
      for (const line of boardLines(board, trends)) await output.line(line)
    }
    return DONE
  })

const basisText = ({ counts }: FailureBoard, production: boolean): string =>
  production
    ? `Shares of production, from ${many(counts.reviewed, 'review')} of cases that the random audit drew.`
    : `Shares of ${many(counts.reviewed, 'review')}, chosen by the queue: no rates of production.`

const boardLines = ({ rows, slices, moreSlices }: FailureBoard, trends: FailureTrend | null): readonly string[] => [
  ...rows.flatMap(({ what, total, cells }) => {
    const trend = trends?.rows.find((row) => whatText(row.what) === whatText(what))
    return [
      `${whatText(what)}: ${rateText(total)}${trend ? trendText(trend) : ''}`,
      ...cells.flatMap((cell, at) =>
        cell.count === 0
          ? []
          : [`    ${(slices[at]?.values ?? []).map((value) => value ?? 'unknown').join(' · ')}: ${rateText(cell)}`],
      ),
    ]
  }),
  ...(moreSlices === 0 ? [] : [`… and ${many(moreSlices, 'slice')} more; --most shows more.`]),
]

const trendText = ({ trend, adjusted }: FailureTrend['rows'][number]): string =>
  adjusted === null ? '; no trend to test' : `; ${trend ?? 'no trend to be seen'} (p ${adjusted.toFixed(3)})`

export type PlanChoices = WithJson & {
  readonly where: string
  readonly what: PlanOptions['what']
  readonly slice?: PlanOptions['slice']
  readonly perCell: number
  readonly collapse: boolean
}

const optionsOf = ({ where, what, slice = null, perCell, collapse }: PlanChoices): PlanOptions => ({
  ...{ where, what, slice, perCell, collapse },
})

const sizeText = ({ size, atLeast, cells, failing }: PlanPreview): string =>
  `${many(size, 'case covers', 'cases cover')} all ${many(cells.length, 'failure cell')}, of ${many(failing, 'failing case')}; ${size === atLeast ? 'no smaller set does' : `at least ${atLeast} are needed`}.`

const planLines = (plan: PlanPreview): readonly string[] => {
  const cellText = (at: number): string => {
    const cell = plan.cells[at]
    if (cell === undefined) return ''
    const slice = plan.options.slice === null ? [] : [cell.slice ?? 'unknown']
    return [whatText(cell.what), cell.label ?? 'no label', ...slice].join(' · ')
  }
  return plan.cases.map(
    ({ key, cells, standsFor, done }) =>
      `${done ? 'done ' : '     '}${key}: ${cells.map(cellText).join('; ')}${standsFor === 0 ? '' : ` (stands for ${many(standsFor, 'near-duplicate')})`}`,
  )
}

const tellPlan = async (plan: PlanPreview, json: boolean | undefined, output: Output): Promise<number> => {
  if (json) await output.json(plan)
  else {
    for (const line of planLines(plan)) await output.line(line)
    output.say(sizeText(plan))
  }
  return DONE
}

export const previewPlan = (project: string, choices: PlanChoices, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { jobId } = await desk.call('plan.preview', optionsOf(choices))
    return tellPlan(PlanPreview.parse((await desk.finished(jobId)).result), choices.json, output)
  })

export const makePlan = (project: string, name: string, choices: PlanChoices, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { jobId } = await desk.call('plan.make', { name, options: optionsOf(choices) })
    const plan = Plan.parse((await desk.finished(jobId)).result)
    if (!choices.json) output.say(`Made the plan ${plan.name}; ${plan.where} finds its cases in the queue.`)
    return tellPlan(plan, choices.json, output)
  })

export const listPlans = (project: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { plans } = await desk.call('plan.list', {})
    if (options.json) await output.json({ plans })
    else
      for (const { name, at, size, done, closedAt } of plans)
        await output.line(`${at}  ${done} of ${size}${closedAt === null ? '' : ' (closed)'}  ${name}`)
    return DONE
  })

const named = async (desk: CommandDesk, name: string): Promise<PlanListed> => {
  const { plans } = await desk.call('plan.list', {})
  const plan = plans.find((one) => one.name === name.normalize('NFC').trim())
  if (plan) return plan
  throw new DeskError('not-found', `There is no plan ${JSON.stringify(name)}. second-look plan list shows them.`)
}

export const showPlan = (project: string, name: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { id } = await named(desk, name)
    return tellPlan(await desk.call('plan.get', { id }), options.json, output)
  })

export const closePlan = (project: string, name: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { id } = await named(desk, name)
    const plan = await desk.call('plan.close', { id })
    if (options.json) await output.json(plan)
    else output.say(`Closed the plan ${plan.name}: ${plan.done} of ${many(plan.size, 'case')} relabeled.`)
    return DONE
  })
