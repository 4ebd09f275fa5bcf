import { appFiles } from './app-files.ts'
import { buildPart, PARTS } from './ensure-built.ts'

/** `npm run build`: everything that the packaged app is made of, whether stale or not. */
const { root } = appFiles(import.meta.url)
try {
  for (const part of Object.values(PARTS)) {
    await buildPart(root, part)
    process.stderr.write(`Built ${part.product}\n`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
