import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Output } from './output.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./taxonomy-verbs.ts')

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const
const PROJECT = ['<project>', 'NAME.secondlook'] as const

const readVersion = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It takes a version: a whole number from 1 on.')
}

/** Verbs of the taxonomy: its versions as documents, comparing, trying, publishing and withdrawing them, names of models. */
export const addTaxonomy = (
  program: Command,
  output: Output,
  done: (code: number) => void,
  examples: (...lines: readonly string[]) => string,
): void => {
  const taxonomy = program
    .command('taxonomy')
    .description('labels, attributes, fields and causes as a document: show, compare, try, publish, withdraw')
    .addHelpText('after', examples('taxonomy show shop --to labels.yaml', 'taxonomy publish shop labels.yaml'))
  taxonomy
    .command('versions')
    .description('list the published versions')
    .argument(...PROJECT)
    .option(...JSON_OPTION)
    .action(async (project, options) => done(await (await verbs()).listVersions(project, options, output)))
  taxonomy
    .command('show')
    .description('write a version as YAML (or JSON, by the name of the file)')
    .argument(...PROJECT)
    .option('--version-of <n>', 'this version instead of the newest', readVersion)
    .option('--to <file>', 'write it there, instead of to standard output')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy show shop', 'taxonomy show shop --version-of 2 --to old.json'))
    .action(async (project, options) => done(await (await verbs()).showTaxonomy(project, options, output)))
  taxonomy
    .command('diff')
    .description('say what changed from one version to another, or to a document')
    .argument(...PROJECT)
    .argument('<from>', 'a version', readVersion)
    .argument('<to>', 'a version, or a YAML or JSON file')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy diff shop 1 3', 'taxonomy diff shop 3 labels.yaml'))
    .action(async (project, from, to, options) =>
      done(await (await verbs()).diffTaxonomy(project, from, to, options, output)),
    )
  taxonomy
    .command('publish')
    .description('publish a document as the next version')
    .argument(...PROJECT)
    .argument('<file>', 'YAML or JSON, as show writes it')
    .option('--summary <text>', 'what changed, for the list of versions')
    .option('--base <n>', 'the version it was begun from (default: what the document says)', readVersion)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy publish shop labels.yaml --summary "two causes more"'))
    .action(async (project, file, options) =>
      done(await (await verbs()).publishTaxonomy(project, file, options, output)),
    )
  taxonomy
    .command('codes')
    .description(
      'list the code lists, or take one in from a file: CSV, TSV or JSON Lines with code, name, parent, deprecated',
    )
    .argument(...PROJECT)
    .argument('[list]', 'LIST@VERSION; every list where left out')
    .argument('[file]', 'the codes; what stands under a version never changes')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy codes shop', 'taxonomy codes shop icd-10-cm@2026 codes.csv'))
    .action(async (project, list, file, options) =>
      done(await (await import('./code-lists.ts')).codeLists(project, list, file, options, output)),
    )
  addMigrations(taxonomy, output, done, examples)
}

const migrations = () => import('./taxonomy-migrations.ts')

/** What changes reviews: trying a version, withdrawing one, saying what models' names mean. */
const addMigrations = (
  taxonomy: Command,
  output: Output,
  done: (code: number) => void,
  examples: (...lines: readonly string[]) => string,
): void => {
  taxonomy
    .command('dry-run')
    .description('say what publishing a document, or withdrawing a version, would do to the reviews, without doing it')
    .argument(...PROJECT)
    .argument('[file]', 'YAML or JSON, as show writes it')
    .addOption(new Option('--withdraw <n>', 'try taking this version back instead').argParser(readVersion))
    .option('--fail-if-again <n>', 'exit 1 where more reviews than this must be seen again', readCount)
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy dry-run shop labels.yaml', 'taxonomy dry-run shop --withdraw 4'))
    .action(async (project, file, options) =>
      done(await (await migrations()).dryRunTaxonomy(project, file, options, output)),
    )
  taxonomy
    .command('withdraw')
    .description(
      'take the newest decided version back: reviews read as before, those made meanwhile return to the queue',
    )
    .argument(...PROJECT)
    .argument('<version>', 'the version to take back', readVersion)
    .requiredOption('--why <text>', 'the reason, for the list of versions and the record')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy withdraw shop 4 --why "split too early"'))
    .action(async (project, version, options) =>
      done(await (await migrations()).withdrawTaxonomy(project, version, options, output)),
    )
  taxonomy
    .command('map')
    .description('list the names that models use for labels, or say what one of them means')
    .argument(...PROJECT)
    .argument('[name]', 'the name, as the model gives it; the list of all names where left out')
    .argument('[label]', 'the label that it means, by its name')
    .option('--model <name>', 'of this model only; of every model where left out')
    .option('--clear', 'take back what was said of the name')
    .option('--open', 'list only names that nobody decided about')
    .option('--why <text>', 'the reason, for the record', '')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy map shop --open', 'taxonomy map shop kitty cat --model animals'))
    .action(async (project, name, label, options) =>
      done(await (await migrations()).mapNames(project, name, label, options, output)),
    )
}

const readCount = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It takes a whole number from 0 on.')
}
