import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['tests/bench/**'],
    // As the commands have it: threads of jobs find their types taken out already, and load no WebAssembly that does it.
    env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('../node_modules/.cache/second-look', import.meta.url)) },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
