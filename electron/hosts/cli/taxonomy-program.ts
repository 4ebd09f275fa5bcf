import { type Command, InvalidArgumentError } from 'commander'
import type { Output } from './output.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./taxonomy-verbs.ts')

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const
const PROJECT = ['<project>', 'NAME.secondlook'] as const

const readVersion = (text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It takes a version: a whole number from 1 on.')
}

/** Verbs of the taxonomy: reading its versions as documents, comparing them, publishing a new one. */
export const addTaxonomy = (
  program: Command,
  output: Output,
  done: (code: number) => void,
  examples: (...lines: readonly string[]) => string,
): void => {
  const taxonomy = program
    .command('taxonomy')
    .description('labels, attributes, fields and causes as a document: show, compare, publish')
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
    .option(...JSON_OPTION)
    .addHelpText('after', examples('taxonomy publish shop labels.yaml --summary "two causes more"'))
    .action(async (project, file, options) =>
      done(await (await verbs()).publishTaxonomy(project, file, options, output)),
    )
}
