#!/usr/bin/env node
// Plain JavaScript that any Node from 18 on reads: the desk itself runs in a Node that can.
import { fileURLToPath } from 'node:url'
import { runAsProgram } from './pinned-node.js'

const [first, ...others] = process.argv.slice(2)
const dev = first === 'dev'
const script = fileURLToPath(new URL(dev ? './dev.ts' : './open-desk.ts', import.meta.url))

// The terminal tells the other process of Ctrl+C by itself; it closes the project first, and is waited for.
await runAsProgram(script, dev ? others : process.argv.slice(2), ['SIGTERM', 'SIGHUP'])
