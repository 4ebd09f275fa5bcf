import { type Command, InvalidArgumentError, Option } from 'commander'
import { DATASET_CHANGES } from '../../../shared/contract/datasets.ts'
import { DeskError } from '../../../shared/contract/errors.ts'
import { EXPORT_FORMATS } from '../../../shared/model/format.ts'
import { addCard } from './lineage-program.ts'
import type { Output } from './output.ts'
import { readLikeness, readMajority, readSplits } from './read-splits.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./dataset-verbs.ts')
const truthVerbs = () => import('./truth-verbs.ts')

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const
const PROJECT = ['<project>', 'NAME.secondlook'] as const
const VERSION = ['<version>', 'NAME@NUMBER, or an id'] as const

const read =
  <T>(reader: (text: string) => T) =>
  (text: string): T => {
    try {
      return reader(text)
    } catch (error) {
      if (error instanceof DeskError) throw new InvalidArgumentError(error.message)
      throw error
    }
  }

const count =
  (most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value <= most) return value
    throw new InvalidArgumentError(`It takes a whole number up to ${most}.`)
  }

type Examples = (...lines: readonly string[]) => string

/** Verbs of dataset versions: building, comparing, checking and writing them. */
export const addDataset = (
  program: Command,
  output: Output,
  done: (code: number) => void,
  examples: Examples,
): void => {
  const dataset = program
    .command('dataset')
    .description('frozen sets of cases with agreed answers: build, list, show, diff, verify, export')
    .addHelpText(
      'after',
      examples('dataset build shop shelf --group-by meta.store', 'dataset diff shop shelf@1 shelf@2'),
    )
  addBuild(dataset, output, done, examples)
  addLooking(dataset, output, done, examples)
  addCard(dataset, output, done, examples)
  dataset
    .command('verify')
    .description('make every item again and compare it with what was frozen')
    .argument(...PROJECT)
    .argument(...VERSION)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('dataset verify shop shelf@2 && echo whole'))
    .action(async (project, version, options) =>
      done(await (await verbs()).verifyDataset(project, version, options, output)),
    )
  dataset
    .command('export')
    .description('write the manifest and, with --format, a folder of cases for each split')
    .argument(...PROJECT)
    .argument(...VERSION)
    .requiredOption('--to <dir>', 'folder to make; refused when it holds something')
    .addOption(new Option('--format <format>', 'write the cases too, a folder for each split').choices(EXPORT_FORMATS))
    .addOption(new Option('--images <how>', 'copy images, or only name them').choices(['copy', 'reference']))
    .option(...JSON_OPTION)
    .addHelpText('after', examples('dataset export shop shelf@2 --to shelf-2 --format coco --images copy'))
    .action(async (project, version, options) =>
      done(await (await verbs()).exportDataset(project, version, options, output)),
    )
}

const addBuild = (dataset: Command, output: Output, done: (code: number) => void, examples: Examples): void => {
  dataset
    .command('build')
    .description('freeze the cases that have an agreed answer, split without leaks')
    .argument(...PROJECT)
    .argument('<name>', 'of the dataset; its versions are counted')
    .option('--where <expression>', 'only cases that fit')
    .option('--split <splits>', 'names and shares, such as train=0.8,test=0.2', read(readSplits))
    .option('--seed <n>', 'the same seed gives the same splits', count(2_147_483_647))
    .option('--group-by <field>', 'cases that share it stay together: group, source, meta.NAME, or none')
    .option('--near-texts <likeness>', 'texts as alike as this stay together; off: not looked for', read(readLikeness))
    .option('--near-images <likeness>', 'the same for pictures', read(readLikeness))
    .option('--majority <share/people>', 'settles answers that differ, such as 0.6/2', read(readMajority))
    .option('--reviewer <person>', 'whose answer counts where people differ')
    .option('--no-truth', 'imported truth is no answer')
    .option('--golden <expression>', 'which of its cases are golden')
    .option('--parent <version>', 'the version it continues, or none; the newest of its name otherwise')
    .option('--no-keep-splits', 'cases of the parent may get another split')
    .option('--note <text>', 'what it is for')
    .option('--dry-run', 'say what it would be; freeze nothing')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'dataset build shop shelf --where "kind:image" --group-by meta.store --dry-run',
        'dataset build shop shelf --split train=0.7,test=0.3 --seed 7 --json',
      ),
    )
    .action(async (project, name, options) => done(await (await verbs()).buildDataset(project, name, options, output)))
}

const addLooking = (dataset: Command, output: Output, done: (code: number) => void, examples: Examples): void => {
  dataset
    .command('list')
    .description('every version, newest first')
    .argument(...PROJECT)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('dataset list shop'))
    .action(async (project, options) => done(await (await verbs()).listDatasets(project, options, output)))
  dataset
    .command('show')
    .description('what a version holds, and its items')
    .argument(...PROJECT)
    .argument(...VERSION)
    .option('--split <name>', 'only items of this split')
    .option('--label <name>', 'only items with this label')
    .addOption(new Option('--flag <flag>', 'only these').choices(['edge-case', 'golden']))
    .option('--items <n>', 'how many items are listed', count(10_000_000), 0)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('dataset show shop shelf@2', 'dataset show shop shelf@2 --split test --items 50'))
    .action(async (project, version, options) =>
      done(await (await verbs()).showDataset(project, version, options, output)),
    )
  dataset
    .command('diff')
    .description('what a version added, removed, relabelled and moved, by whom and why')
    .argument(...PROJECT)
    .argument('<from>', 'NAME@NUMBER, or an id')
    .argument('<to>', 'NAME@NUMBER, or an id')
    .addOption(new Option('--kind <kind>', 'list the cases of this kind').choices([...DATASET_CHANGES]))
    .option('--limit <n>', 'how many cases are listed', count(10_000_000), 50)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('dataset diff shop shelf@1 shelf@2 --kind relabelled'))
    .action(async (project, from, to, options) =>
      done(await (await verbs()).diffDatasets(project, from, to, options, output)),
    )
}

/** Verbs of ground truth: what people differ on, and settling it. */
export const addTruth = (program: Command, output: Output, done: (code: number) => void, examples: Examples): void => {
  const truth = program
    .command('truth')
    .description('cases on which people differ: list them, decide between their answers')
    .addHelpText(
      'after',
      examples('truth list shop', 'truth decide shop --case IMG_7 --reviewer ada --why "see page 3"'),
    )
  truth
    .command('list')
    .description('undecided cases with their answers')
    .argument(...PROJECT)
    .option('--adjudicated', 'those that somebody decided instead')
    .option('--where <expression>', 'only cases that fit')
    .option('--limit <n>', 'how many', count(10_000_000), 50)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('truth list shop --limit 20', 'truth list shop --adjudicated --json'))
    .action(async (project, options) => done(await (await truthVerbs()).listTruths(project, options, output)))
  truth
    .command('decide')
    .description('say whose answer stands')
    .argument(...PROJECT)
    .requiredOption('--case <key>', 'the case’s key in its source, or its id')
    .option('--reviewer <person>', 'whose answer stands')
    .option('--review <id>', 'the review whose answer stands')
    .option('--why <text>', 'for the record', '')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('truth decide shop --case IMG_7 --reviewer ada --why "see page 3"'))
    .action(async (project, options) => done(await (await truthVerbs()).decideTruth(project, options, output)))
  truth
    .command('withdraw')
    .description('take a decision back')
    .argument(...PROJECT)
    .requiredOption('--case <key>', 'the case’s key in its source, or its id')
    .option('--why <text>', 'the reason, for the record', '')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('truth withdraw shop --case IMG_7 --why "decided too early"'))
    .action(async (project, options) => done(await (await truthVerbs()).withdrawTruth(project, options, output)))
}
