import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureChromium } from './helpers/chromium.ts'

/** Everything that must hold, in the order in which a mistake is cheapest to see. Arguments go on to vitest. */

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name: string): string =>
  join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name)
const report = join(mkdtempSync(join(tmpdir(), 'second-look-run-')), 'report.json')

const run = (what: string, program: string, args: readonly string[]): boolean => {
  const began = performance.now()
  console.log(`\n── ${what}`)
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  console.log(`── ${what}: ${status === 0 ? 'ok' : 'failed'} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  return status === 0
}

const checks = [
  run('types', bin('tsc'), ['-p', '.']),
  run('lint', bin('biome'), ['check', '--error-on-warnings', '.']),
  run('build', 'npm', ['run', '--silent', 'build']),
]
ensureChromium()
const tested = run('tests', bin('vitest'), [
  'run',
  '--config',
  'tests/vitest.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
])

const counts = JSON.parse(readFileSync(report, 'utf8'))
rmSync(join(report, '..'), { recursive: true })
type File = { readonly status: string; readonly assertionResults: readonly { readonly status: string }[] }
const files: readonly File[] = counts.testResults
/** Files that failed before or beside their tests. */
const broken = files.filter(
  (file) => file.status === 'failed' && file.assertionResults.every((result) => result.status !== 'failed'),
)
const failed = counts.numFailedTests + broken.length + checks.filter((ok) => !ok).length
const skipped = counts.numPendingTests + counts.numTodoTests
console.log(`\n${counts.numPassedTests} passed, ${failed} failed, ${skipped} skipped`)
process.exitCode = tested && failed === 0 ? 0 : 1
