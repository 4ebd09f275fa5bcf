import { CommanderError } from 'commander'
import { DeskError, ERROR_CODES } from '../../../shared/contract/errors.ts'
import { appFiles } from '../start/app-files.ts'
import { createOutput } from './output.ts'
import { createProgram } from './program.ts'

const output = createOutput(process.stdout, process.stderr)

/** The exit code of what a verb threw, after saying it: in words, and as JSON where JSON was asked for. */
const failed = async (error: unknown): Promise<number> => {
  if (error instanceof CommanderError)
    return error.code === 'commander.help' || error.exitCode !== 0 ? ERROR_CODES['bad-input'].exit : 0
  const failure =
    error instanceof DeskError
      ? error.toFailure()
      : {
          code: 'internal' as const,
          message: `Something unforeseen happened: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        }
  output.say(failure.message)
  if (process.argv.includes('--json')) await output.json({ ok: false, error: failure })
  return ERROR_CODES[failure.code].exit
}

try {
  await createProgram(appFiles(import.meta.url).version, output, (code) => {
    process.exitCode = code
  }).parseAsync(process.argv.slice(2), { from: 'user' })
} catch (error) {
  process.exitCode = await failed(error)
}
