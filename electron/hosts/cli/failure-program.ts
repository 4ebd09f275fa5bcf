import { type Command, InvalidArgumentError, Option } from 'commander'
import { FailureDimension, PlanOptions } from '../../../shared/model/failure.ts'
import type { Output } from './output.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./failure-verbs.ts')

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const
const PROJECT = ['<project>', 'NAME.secondlook'] as const
const DIMENSIONS = 'label, source, model, day, week, month or meta.FIELD'

const readBy = (text: string): FailureDimension[] => {
  const read = FailureDimension.array()
    .max(2)
    .safeParse(text.split(',').filter((part) => part !== ''))
  if (read.success) return read.data
  throw new InvalidArgumentError(`It takes one or two of ${DIMENSIONS}, joined by a comma.`)
}

const readSlice = (text: string): PlanOptions['slice'] => {
  const read = PlanOptions.shape.slice.safeParse(text)
  if (read.success) return read.data
  throw new InvalidArgumentError('It takes source, model, day, week, month or meta.FIELD.')
}

const readCount = (text: string): number => {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && count <= 100) return count
  throw new InvalidArgumentError('It takes a whole number from 1 to 100.')
}

type Add = (
  program: Command,
  output: Output,
  done: (code: number) => void,
  examples: (...lines: readonly string[]) => string,
) => void

/** Verbs of what reviews found wrong, and of what to relabel for it. */
export const addFailures: Add = (program, output, done, examples) => {
  program
    .command('failures')
    .description('error types and causes by label, source, model or time, and what is most likely at fault')
    .argument(...PROJECT)
    .option('--by <dimensions>', `one or two of ${DIMENSIONS}`, readBy, ['label'] as FailureDimension[])
    .option('--where <expression>', 'only cases that fit', '')
    .option('--production', 'shares of production, from the random audit alone')
    .addOption(new Option('--trend <every>', 'whether each rises or falls').choices(['day', 'week', 'month']))
    .option('--most <n>', 'values of each dimension', readCount, 12)
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'failures shop --by source',
        'failures shop --by label,model --production --json',
        'failures shop --trend week',
      ),
    )
    .action(async (project, options) => done(await (await verbs()).showFailures(project, options, output)))
  addPlans(program, output, done, examples)
}

const withOptions = (command: Command): Command =>
  command
    .option('--where <expression>', 'only failures of cases that fit', '')
    .addOption(new Option('--what <what>', 'what every cell is').choices(['errors', 'causes', 'both']).default('both'))
    .option('--slice <dimension>', 'cells by this too: source, model, day, week, month or meta.FIELD', readSlice)
    .option('--per-cell <n>', 'so many cases for each cell, where there are as many', readCount, 1)
    .option('--no-collapse', 'near-duplicates count each for itself')
    .option(...JSON_OPTION)

const addPlans: Add = (program, output, done, examples) => {
  const plan = program
    .command('plan')
    .description('the fewest cases to relabel that show every failure: look, make, follow, close')
    .addHelpText('after', examples('plan preview shop', 'plan make shop spring --per-cell 2', 'plan show shop spring'))
  withOptions(
    plan
      .command('preview')
      .description('find the fewest cases, change nothing')
      .argument(...PROJECT),
  )
    .addHelpText('after', examples('plan preview shop --what errors --slice source'))
    .action(async (project, options) => done(await (await verbs()).previewPlan(project, options, output)))
  withOptions(
    plan
      .command('make')
      .description('find them, and queue them under a name')
      .argument(...PROJECT)
      .argument('<name>', 'what the plan is called: plan:NAME finds its cases'),
  )
    .addHelpText('after', examples('plan make shop spring', `queue shop --where 'plan:spring'`))
    .action(async (project, name, options) => done(await (await verbs()).makePlan(project, name, options, output)))
  plan
    .command('list')
    .description('the plans, and how far each has come')
    .argument(...PROJECT)
    .option(...JSON_OPTION)
    .action(async (project, options) => done(await (await verbs()).listPlans(project, options, output)))
  plan
    .command('show')
    .description('what a plan covers, and why each case is in it')
    .argument(...PROJECT)
    .argument('<name>', 'its name')
    .option(...JSON_OPTION)
    .action(async (project, name, options) => done(await (await verbs()).showPlan(project, name, options, output)))
  plan
    .command('close')
    .description('end a plan: what it still asks for waits no longer on its account')
    .argument(...PROJECT)
    .argument('<name>', 'its name')
    .option(...JSON_OPTION)
    .action(async (project, name, options) => done(await (await verbs()).closePlan(project, name, options, output)))
}
