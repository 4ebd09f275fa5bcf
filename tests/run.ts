import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseCLI } from 'vitest/node'
import { ensureChromium } from './helpers/chromium.ts'
import { countsOf, filesToRunAgain, type RunReport, withSecondRun } from './helpers/run-report.ts'

/** Everything that must hold, in the order in which a mistake is cheapest to see. Arguments go on to vitest. */

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string =>
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const run = (what: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean => {
  const began = performance.now()
  console.log(`\n── ${what}`)
  const { status } = spawnSync(program, args, {
    ...{ cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
    env: { ...process.env, ...env },
  })
  console.log(`── ${what}: ${status === 0 ? 'ok' : 'failed'} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  return status === 0
}

const reports = mkdtempSync(join(tmpdir(), 'second-look-run-'))

/** Runs tests, and says what was found of every file. Nothing said is an error of its own. */
const runTests = (what: string, args: readonly string[]): RunReport => {
  const path = join(reports, `${what}.json`)
  const ok = run(what, bin('vitest'), ['run', '--config', 'tests/vitest.config.ts', ...args], {
    SECOND_LOOK_TEST_REPORT: path,
  })
  const report: RunReport = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { files: [], errors: 0 }
  const { failed } = countsOf(report)
  return ok || failed > 0 ? report : { ...report, errors: 1 }
}

/**
 * What was found in the end. A file whose process died is run once more: Node 24 now and then ends as a whole when
 * WebAssembly is freed at the end of a thread (nodejs/node#64500), which says nothing about the tests.
 */
const runAllTests = (args: readonly string[]): RunReport => {
  const first = runTests('tests', args)
  const again = filesToRunAgain(first)
  if (again.length === 0) return first
  console.log(`\n${again.map((file) => `── again: ${file}, whose process died`).join('\n')}`)
  const { filter } = parseCLI(['vitest', 'run', ...args])
  const options = args.filter((arg) => !filter.includes(arg))
  return withSecondRun(first, runTests('tests again', [...again, ...options]))
}

const checks = [
  run('types', bin('tsc'), ['-p', '.']),
  run('lint', bin('biome'), ['check', '--error-on-warnings', '.']),
  run('build', 'npm', ['run', '--silent', 'build']),
]
ensureChromium()
const found = countsOf(runAllTests(process.argv.slice(2)))
rmSync(reports, { recursive: true })
const failed = found.failed + checks.filter((ok) => !ok).length
console.log(`\n${found.passed} passed, ${failed} failed, ${found.skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
