import { type Command, InvalidArgumentError, Option } from 'commander'
import { CARD_KINDS } from '../../../shared/model/lineage.ts'
import type { Output } from './output.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./lineage-verbs.ts')

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const
const PROJECT = ['<project>', 'NAME.secondlook'] as const

/** A day, a time with its offset, or "now", as an instant. */
const readTime = (text: string): string => {
  if (text === 'now') return new Date().toISOString()
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const at = new Date(text)
  const real = !Number.isNaN(at.getTime()) && (!day || at.toISOString().startsWith(text))
  if ((day || time) && real) return at.toISOString()
  throw new InvalidArgumentError('It takes a day (2026-06-01), a time with its zone (2026-06-01T10:00Z), or now.')
}

const readLimit = (text: string): number => {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 500) return Number(text)
  throw new InvalidArgumentError('It takes a whole number from 0 to 500.')
}

type Examples = (...lines: readonly string[]) => string

/** Verbs of models and of what trained them; the questions of the lineage. */
export const addLineage = (
  program: Command,
  output: Output,
  done: (code: number) => void,
  examples: Examples,
): void => {
  addModel(program, output, done, examples)
  addQuestions(program, output, done, examples)
}

/** `dataset card`: a version described. */
export const addCard = (dataset: Command, output: Output, done: (code: number) => void, examples: Examples): void => {
  dataset
    .command('card')
    .description('describe a version: a data card, Croissant, or a CycloneDX bill of materials')
    .argument(...PROJECT)
    .argument('<version>', 'NAME@NUMBER, or NAME for its newest')
    .addOption(new Option('--as <kind>', 'what to write').choices(CARD_KINDS).makeOptionMandatory())
    .option('--out <file>', 'a file to make, instead of standard output')
    .option('--license <license>', 'the licence of the data, by address or name (Croissant)')
    .option('--url <url>', 'where the dataset is found (Croissant)')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('dataset card shop shelf@2 --as html --out shelf-2.html'))
    .action(async (project, version, options) =>
      done(await (await verbs()).writeCard(project, version, options, output)),
    )
}

const addModel = (program: Command, output: Output, done: (code: number) => void, examples: Examples): void => {
  const model = program
    .command('model')
    .description('models and what they were trained on')
    .addHelpText('after', examples('model train shop router@4 --on tickets@3 --at now', 'model list shop'))
  model
    .command('train')
    .description('record that a model was trained on a dataset version')
    .argument(...PROJECT)
    .argument('<model>', 'name@version')
    .requiredOption('--on <dataset>', 'the dataset version, as name@number')
    .requiredOption('--at <time>', 'when: a day, a time with its zone, or now', readTime)
    .option('--elsewhere', 'the dataset was made by another project or tool')
    .option('--note <text>', 'what else is worth knowing')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('model train shop router@4 --on tickets@3 --at 2026-06-01T10:00Z'))
    .action(async (project, name, options) => done(await (await verbs()).trainModel(project, name, options, output)))
  model
    .command('list')
    .description('list every model with its predictions and trainings')
    .argument(...PROJECT)
    .option(...JSON_OPTION)
    .action(async (project, options) => done(await (await verbs()).listModels(project, options, output)))
}

const addQuestions = (program: Command, output: Output, done: (code: number) => void, examples: Examples): void => {
  const lineage = program
    .command('lineage')
    .description('what trained a model, and what changed since')
    .addHelpText(
      'after',
      examples(
        'lineage data shop --model router@4',
        'lineage corrected shop --dataset tickets@3 --json',
        'lineage usage shop',
      ),
    )
  const question = (name: string, description: string): Command =>
    lineage
      .command(name)
      .description(description)
      .argument(...PROJECT)
      .option('--model <name@version>', 'of this model')
      .option('--dataset <name@number>', 'of this dataset version')
      .option(...JSON_OPTION)
  const paged = (name: string, description: string): Command =>
    question(name, description).option('--limit <n>', 'how many cases are named', readLimit, 20)
  question('data', 'which data trained it: the versions back to the first, with their splits').action(
    async (project, options) => done(await (await verbs()).showData(project, options, output)),
  )
  paged('corrected', 'which labels of that data were corrected since').action(async (project, options) =>
    done(await (await verbs()).showCorrected(project, options, output)),
  )
  paged('edge-cases', 'which edge cases were added since')
    .option('--to <name@number>', 'up to this version, instead of until now')
    .action(async (project, options) => done(await (await verbs()).showEdgeCases(project, options, output)))
  question('taxonomy', 'which taxonomy versions came since, and what each changed').action(async (project, options) =>
    done(await (await verbs()).showTaxonomyChanges(project, options, output)),
  )
  question('usage', 'which model used which version; all pairs without --model and --dataset').action(
    async (project, options) => done(await (await verbs()).showUsage(project, options, output)),
  )
  paged('failures', 'which reviews came from a model’s failure').action(async (project, options) =>
    done(await (await verbs()).showFailures(project, options, output)),
  )
  lineage
    .command('graph')
    .description('what grew from what')
    .argument(...PROJECT)
    .option(...JSON_OPTION)
    .action(async (project, options) => done(await (await verbs()).showGraph(project, options, output)))
}
