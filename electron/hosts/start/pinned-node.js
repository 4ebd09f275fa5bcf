// Plain JavaScript that any Node from 18 on reads.
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

/**
 * A checkout is read from source: remembering what it compiles to halves the start, of this process, of the Node that it
 * hands over to, and of every thread. It also keeps the threads of jobs from loading the WebAssembly that takes types
 * out, whose freeing at a thread's end now and then ends Node 24 as a whole. Beside the packages, where only the owner
 * writes.
 */
const rememberCompiled = () => {
  process.env.NODE_COMPILE_CACHE ||= fileURLToPath(new URL('../../../node_modules/.cache/second-look', import.meta.url))
  module.enableCompileCache?.(process.env.NODE_COMPILE_CACHE)
}

/**
 * Runs a module as the program: in this Node where it can run the desk, otherwise in the pinned one, whose exit code
 * becomes this process's. `forwarded` names the signals that the other process is told of.
 */
export const runAsProgram = async (
  /** @type {string} */ script,
  /** @type {readonly string[]} */ args,
  /** @type {readonly NodeJS.Signals[]} */ forwarded,
) => {
  if (script.endsWith('.ts')) rememberCompiled()
  if (suffices()) {
    process.argv.splice(1, process.argv.length, script, ...args)
    await import(pathToFileURL(script).href)
    return
  }
  const node = pinnedNode()
  if (node === null) {
    process.stderr.write(
      `Second Look needs Node 22.18 or newer, and this is ${process.versions.node}. Run npm ci: it brings the right one along.\n`,
    )
    process.exit(2)
  }
  const child = spawn(node, [script, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => forwarded.includes(signal) && child.kill(signal))
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)))
}
