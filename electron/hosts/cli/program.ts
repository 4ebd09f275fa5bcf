import { Command, InvalidArgumentError, Option } from 'commander'
import { DeskError } from '../../../shared/contract/errors.ts'
import { SAMPLES } from '../../../shared/contract/projects.ts'
import {
  EXPORT_FORMATS,
  IMPORT_FORMATS,
  LOSS_CHOICES,
  OFFSET_UNITS,
  TAG_SCHEMES,
} from '../../../shared/model/format.ts'
import { VERDICTS } from '../../../shared/model/verdict.ts'
import { addDataset, addTruth } from './dataset-program.ts'
import { addFailures } from './failure-program.ts'
import { addLineage } from './lineage-program.ts'
import type { Output } from './output.ts'
import { readColumns } from './read-columns.ts'
import { readInput } from './read-input.ts'
import { readPort } from './read-port.ts'
import { addRecord } from './record-program.ts'
import { addTaxonomy } from './taxonomy-program.ts'

/** Loaded when a verb runs: help and usage errors need no desk. */
const verbs = () => import('./verbs.ts')

const EXITS = `
Exit codes: 0 done · 1 findings, such as rows set aside, or cancelled · 2 usage · 3 bad input · 4 conflict or busy · 5 internal.
Results go to standard output (JSON with --json), words and progress to standard error.`

const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  second-look ${line}`).join('\n')}\n${EXITS}`

/** Turns what a reader of an option throws into a usage error that names the option. */
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

const readLimit = (text: string): number => {
  const limit = Number(text)
  if (/^\d+$/.test(text) && limit >= 1 && limit <= 10_000_000) return limit
  throw new InvalidArgumentError('It takes a whole number from 1 to 10000000.')
}

const JSON_OPTION = ['--json', 'answer with one JSON value on standard output'] as const

/** The command line. `done` is told the exit code of the verb that ran. */
export const createProgram = (version: string, output: Output, done: (code: number) => void): Command => {
  const program = new Command('second-look')
    .description('Gives a model’s predictions a second look: import, queue, review, export.')
    .version(version)
    .helpOption('-h, --help', 'show help')
    .showHelpAfterError('(second-look --help shows how)')
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        'new shop --sample retail-shelf',
        'import shop predictions.jsonl --images photos',
        'queue shop --limit 20',
        'export shop --to batch-1 --format coco',
        'serve shop',
      ),
    )
  addFilling(program, output, done)
  addReading(program, output, done)
  addRecord(program, output, done, examples)
  addTaxonomy(program, output, done, examples)
  addFailures(program, output, done, examples)
  addLineage(program, output, done, examples)
  addTruth(program, output, done, examples)
  addDataset(program, output, done, examples)
  addLeaving(program, output, done)
  return program
}

type Add = (program: Command, output: Output, done: (code: number) => void) => void

/** Verbs that bring something into a project. */
const addFilling: Add = (program, output, done) => {
  program
    .command('new')
    .description('make a project, empty or from a sample')
    .argument('<project>', 'folder to make; .secondlook is added')
    .addOption(new Option('--sample <name>', 'fill it from a shipped sample').choices(SAMPLES))
    .option(...JSON_OPTION)
    .addHelpText('after', examples('new shop', 'new shop --sample retail-shelf --json'))
    .action(async (project, options) => done(await (await verbs()).newProject(project, options, output)))
  program
    .command('import')
    .description('bring in what a model predicted, a person’s truth, or late outcomes')
    .argument('<project>', 'NAME.secondlook')
    .argument('<files...>', 'files or folders')
    .addOption(new Option('--format <format>', 'instead of the detected one').choices(IMPORT_FORMATS))
    .option('--images <dir...>', 'where images that the files name are')
    .option('--instances <file>', 'COCO instances that give a results file its images and categories')
    .option('--model <name@version>', 'which model predicted this, where the file does not say')
    .addOption(new Option('--role <role>', 'what the files hold').choices(['prediction', 'truth', 'outcome']))
    .option('--as <person>', 'whose truth it is, with --role truth')
    .option('--link', 'reference images where they are instead of copying them')
    .option('--feed <name>', 'keeps sources apart whose keys collide')
    .option('--columns <columns>', 'which CSV column means what: text=body,label=class,meta=region', read(readColumns))
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'import shop predictions.jsonl --images photos',
        'import shop results.json --instances instances.json --images photos --model shelf@8',
        'import shop gold.conll --role truth --as ada',
        'import shop tickets.csv --columns text=body,label=team,score=p,meta=region',
      ),
    )
    .action(async (project, files, options) => done(await (await verbs()).importFiles(project, files, options, output)))
  program
    .command('review')
    .description('take in reviews made elsewhere, validated like the desk’s own')
    .argument('<project>', 'NAME.secondlook')
    .requiredOption('--from <file>', 'native JSON Lines with reviews, as export writes them')
    .requiredOption('--as <person>', 'whose reviews they are')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('review shop --from reviewed.jsonl --as ada'))
    .action(async (project, options) => done(await (await verbs()).importReviews(project, options, output)))
}

/** Verbs that look at a project. */
const addReading: Add = (program, output, done) => {
  program
    .command('queue')
    .description('the ranked cases with their reasons, worst first')
    .argument('<project>', 'NAME.secondlook')
    .option('--limit <n>', 'how many', readLimit, 50)
    .option('--where <expression>', 'only cases that fit, such as "status:waiting and score<0.5"', '')
    .option('--all', 'every case in the source’s order, queued or not')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples('queue shop --limit 20', `queue shop --where 'status:waiting and any(label:person score<0.5)' --json`),
    )
    .action(async (project, options) => done(await (await verbs()).listQueue(project, options, output)))
  program
    .command('stats')
    .description('counts by status, verdict, cause, error type, reviewer and rule')
    .argument('<project>', 'NAME.secondlook')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('stats shop', 'stats shop --json'))
    .action(async (project, options) => done(await (await verbs()).showStats(project, options, output)))
}

/** Verbs that carry something out of a project, or open it to others. */
const addLeaving: Add = (program, output, done) => {
  program
    .command('export')
    .description('write a relabeled batch, read it back and compare')
    .argument('<project>', 'NAME.secondlook')
    .requiredOption('--to <dir>', 'folder to make; refused when it holds something')
    .addOption(new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory())
    .option('--where <expression>', 'only cases that fit')
    .option('--since <batch>', 'only what is new, changed or withdrawn since a batch id, or "last"')
    .addOption(new Option('--verdict <verdict...>', 'only these verdicts').choices(VERDICTS))
    .option('--no-truth', 'leave imported truth out')
    .option('--reviewer <person>', 'whose answer counts where people differ')
    .addOption(
      new Option('--images <how>', 'copy images into the batch, or only name them').choices(['copy', 'reference']),
    )
    .addOption(new Option('--offsets <unit>', 'what text offsets count').choices(OFFSET_UNITS))
    .addOption(new Option('--tags <scheme>', 'how CoNLL tags its tokens').choices(TAG_SCHEMES))
    .addOption(
      new Option('--losses <choice>', 'what becomes of annotations the format cannot carry as they are').choices(
        LOSS_CHOICES,
      ),
    )
    .option('--contract <file>', 'a JSON Schema that every row must keep')
    .addOption(new Option('--broken <choice>', 'rows that break the contract').choices(['stop', 'leave-out']))
    .option('--again <batch>', 'write the state as of that batch again, byte for byte')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      examples(
        'export shop --to batch-1 --format coco --images copy',
        'export shop --to batch-2 --format native --since last --json',
      ),
    )
    .action(async (project, options) => done(await (await verbs()).exportBatch(project, options, output)))
  program
    .command('serve')
    .description('serve the desk to a browser on this machine')
    .argument('<project>', 'NAME.secondlook')
    .option('--port <n>', 'instead of the project’s own port', read(readPort))
    .option('--no-open', 'open no browser')
    .option(...JSON_OPTION)
    .addHelpText('after', examples('serve shop', 'serve shop --port 8080 --no-open'))
    .action(async (project, options) => done(await (await import('./serve.ts')).serveProject(project, options, output)))
  program
    .command('call')
    .description('any operation of the desk: its input as JSON on standard input, its Result on standard output')
    .argument('<project>', 'NAME.secondlook, or - for none')
    .argument('<operation>', 'such as queue.rows')
    .addHelpText(
      'after',
      `${examples('call shop taxonomy.get < /dev/null', `call - desk.state < /dev/null`)}\nWork that the operation starts is waited for; each job then stands on a line of its own.`,
    )
    .action(async (project, operation) =>
      done(await (await verbs()).callOperation(project, operation, await readInput(process.stdin), output)),
    )
}
