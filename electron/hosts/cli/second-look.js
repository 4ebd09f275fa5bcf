#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on reads: the command itself runs in a Node that can.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runAsProgram } from '../start/pinned-node.js'

/** The source in a checkout, the bundle in the packaged app. */
const source = fileURLToPath(new URL('./main.ts', import.meta.url))
const script = existsSync(source) ? source : fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

// A terminal sends Ctrl+C to both; from elsewhere only this process hears it. The command takes a signal once a second at most.
await runAsProgram(script, process.argv.slice(2), ['SIGINT', 'SIGTERM', 'SIGHUP'])
