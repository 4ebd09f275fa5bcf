import { mkdir } from 'node:fs/promises'
import { makeRetailShelf } from './retail-shelf.ts'
import { makeTicketRouting } from './ticket-routing.ts'

/** `npm run samples [NAME…]`: makes the shipped samples again, the same every time. */
const makers = { 'retail-shelf': makeRetailShelf, 'ticket-routing': makeTicketRouting } as const

const wanted = process.argv.slice(2)
for (const [name, make] of Object.entries(makers)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const folder = new URL(`../${name}/`, import.meta.url).pathname
  await mkdir(folder, { recursive: true })
  await make(folder)
  process.stderr.write(`${name}: made\n`)
}
