#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on reads: it finds a Node that can run the desk, and hands over to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** TypeScript runs from 22.18 on, and the database driver needs Node-API 10: with less it ends without a message. */
const suffices = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return Number(process.versions.napi) >= 10 && (major > 22 || (major === 22 && minor >= 18))
}

/** The Node that `npm ci` installed beside the desk, or null. */
const pinnedNode = () => {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const name = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
    const path = fileURLToPath(new URL(name, pathToFileURL(manifest)))
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** The source in a checkout, the bundle in the packaged app. */
const source = fileURLToPath(new URL('./main.ts', import.meta.url))
const script = existsSync(source) ? source : fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))
const rest = process.argv.slice(2)

if (suffices()) {
  // A checkout is read from source: remembering what it compiles to halves the start. Inside the package, where only its owner writes.
  if (script === source)
    module.enableCompileCache?.(fileURLToPath(new URL('../../../node_modules/.cache/second-look', import.meta.url)))
  process.argv.splice(1, process.argv.length, script, ...rest)
  await import(pathToFileURL(script).href)
} else {
  const node = pinnedNode()
  if (node === null) {
    process.stderr.write(
      `Second Look needs Node 22.18 or newer, and this is ${process.versions.node}. Run npm ci: it brings the right one along.\n`,
    )
    process.exit(2)
  }
  const child = spawn(node, [script, ...rest], { stdio: 'inherit' })
  // A terminal sends Ctrl+C to both; from elsewhere only this process hears it. The child takes a signal once a second at most.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
