import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { runReporter } from './helpers/run-reporter.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where tests/run.ts reads what was found. */
const report = process.env.SECOND_LOOK_TEST_REPORT

export default defineConfig({
  test: {
    root,
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/bench/**'],
    reporters: ['default', ...(report ? [runReporter(report, root)] : [])],
    // As the commands have it: threads of jobs find their types taken out already, and load no WebAssembly that does it.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/second-look', import.meta.url)) },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes at once, or late on a busy machine; a second, as is usual, would tell the two apart.
    expect: { poll: { timeout: 15_000 } },
  },
})
