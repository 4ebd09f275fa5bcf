import { writeFileSync } from 'node:fs'
import { CATALOGS, catalogPath, catalogText, readCatalog, rendererWords } from './words.ts'

// Adds what the desk says and a catalog lacks (with empty words), drops what nobody says any more, sorts, and prints what
// is still to be translated.
const { messages, bare } = rendererWords()
for (const code of CATALOGS) {
  const before = readCatalog(code)
  const after = Object.fromEntries(messages.map((message) => [message, before[message] ?? '']))
  writeFileSync(catalogPath(code), catalogText(after))
  for (const message of messages) if (after[message] === '') console.log(`${code} ${JSON.stringify(message)}`)
}
if (process.argv.includes('--bare')) for (const what of bare) console.log(what)
