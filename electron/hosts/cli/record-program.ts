import type { Command } from 'commander'
import type { Output } from './output.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./record-verbs.ts')

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const

/** Verbs of the record: checking it, signing how far it has come, erasing what it holds. */
export const addRecord = (
  program: Command,
  output: Output,
  done: (code: number) => void,
  examples: (...lines: readonly string[]) => string,
): void => {
  program
    .command('verify')
    .description('recompute the hashes of the project’s record, and compare it with an exported head')
    .argument('<project>', 'NAME.secondlook')
    .option('--head <file>', 'a head exported before: finds whatever was changed since, even with all hashes made anew')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('verify shop && echo whole', 'verify shop --head head.json'))
    .action(async (project, options) => done(await (await verbs()).verifyRecord(project, options, output)))
  program
    .command('record')
    .description('export how far the record has come, signed')
    .addHelpText('after', examples('record head shop --to head.json'))
    .addCommand(
      program
        .createCommand('head')
        .description('the signed head of the record')
        .argument('<project>', 'NAME.secondlook')
        .option('--to <file>', 'write it there, instead of to standard output')
        .option('--since <file>', 'an earlier head: prove that this one continues it')
        .option(...JSON_OPTION)
        .addHelpText('after', examples('record head shop --to head.json'))
        .action(async (project, options) => done(await (await verbs()).exportHead(project, options, output))),
    )
  program
    .command('erase')
    .description('take a case out of the project and its backups for good; the record stays valid')
    .argument('<project>', 'NAME.secondlook')
    .requiredOption('--case <key>', 'the case’s key in its source')
    .requiredOption('--reason <text>', 'why; the record keeps it')
    .option('--feed <name>', 'only in this feed, where several have that key')
    .option('--dry-run', 'list what would go, change nothing')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('erase shop --case IMG_0042 --reason "asked for by the customer" --dry-run'))
    .action(async (project, options) => done(await (await verbs()).eraseCase(project, options, output)))
}
