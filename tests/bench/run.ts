import { readdirSync } from 'node:fs'
import type { Bench, Row } from './row.ts'

/**
 * npm run bench [-- NAME… --json]: runs the benches whose rows begin with one of the names (all of them without), prints
 * one table, or one JSON row a line. A row passes when its target is met; the exit code is 1 when one is not.
 */
const args = process.argv.slice(2)
const json = args.includes('--json')
const names = args.filter((arg) => !arg.startsWith('--'))

const folder = new URL('./', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.bench.ts'))
const benches: Bench[] = []
for (const file of files.sort()) {
  const own = file.replace('.bench.ts', '')
  // A bench that is not asked for is not loaded: its parts would count as another's memory.
  if (names.length > 0 && !names.some((name) => name.startsWith(own) || own.startsWith(name))) continue
  const { bench }: { bench: Bench } = await import(new URL(file, folder).href)
  benches.push(bench)
}
if (benches.length === 0) {
  console.error(
    `No bench has such a name. There are: ${files.map((file) => file.replace('.bench.ts', '')).join(', ')}.`,
  )
  process.exit(2)
}

const shown = (row: Row): string =>
  [
    row.pass === null ? '  ' : row.pass ? 'ok' : 'NO',
    row.name.padEnd(44),
    (Number.isInteger(row.value) ? row.value : Number(row.value.toPrecision(4))).toString().padStart(12),
    row.unit.padEnd(10),
    row.target,
  ].join('  ')

let missed = 0
for (const bench of benches) {
  if (!json) console.error(`running ${bench.name}…`)
  for (const row of await bench.run()) {
    if (names.length > 0 && !names.some((name) => row.name.startsWith(name) || name === bench.name)) continue
    if (row.pass === false) missed++
    console.log(json ? JSON.stringify(row) : shown(row))
  }
}
process.exitCode = missed === 0 ? 0 : 1
