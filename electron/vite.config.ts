import { rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { defineConfig, type EnvironmentOptions } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** Not bundled: what the runtime brings, and what loads native code from its own folder. */
const outside = [/^node:/, ...builtinModules, 'electron', 'better-sqlite3', 'sharp']

const environment = (input: Record<string, string>, format: 'es' | 'cjs', ending: string): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external: ['electron', 'better-sqlite3', 'sharp'] },
  build: {
    ssr: true,
    outDir: here('../dist'),
    // The renderer's build stands in the same folder.
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input,
      external: outside,
      output: { format, entryFileNames: `[name].${ending}`, chunkFileNames: `chunks/[name]-[hash].${ending}` },
    },
  },
})

/** The backend and its hosts for the packaged app; a checkout runs their source (docs/architecture.md). */
export default defineConfig({
  root: here('.'),
  environments: {
    desk: environment(
      {
        'desktop/main': here('hosts/desktop/main.ts'),
        cli: here('hosts/cli/main.ts'),
        worker: here('backend/jobs/worker.ts'),
        'import-reading': here('backend/jobs/import-reading.ts'),
      },
      'es',
      'js',
    ),
    // A sandboxed preload script is one CommonJS file that may require nothing but electron.
    preload: environment({ 'desktop/preload': here('hosts/desktop/preload.ts') }, 'cjs', 'cjs'),
  },
  builder: {
    buildApp: async (builder) => {
      // Names of chunks carry hashes: those of earlier builds would be packaged too.
      for (const folder of ['../dist/chunks', '../dist/desktop']) rmSync(here(folder), { recursive: true, force: true })
      const { desk, preload } = builder.environments
      if (desk) await builder.build(desk)
      if (preload) await builder.build(preload)
    },
  },
})
