import { mkdirSync, writeFileSync } from 'node:fs'
import { SCHEMAS, schemaFolder } from './schemas.ts'

/** Writes the published JSON Schemas anew: node tests/lint/write-schemas.ts */
mkdirSync(schemaFolder, { recursive: true })
for (const [name, text] of Object.entries(SCHEMAS)) writeFileSync(new URL(name, schemaFolder), text)
