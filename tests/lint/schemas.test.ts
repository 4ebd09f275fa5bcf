import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SCHEMAS, schemaFolder } from './schemas.ts'

test.each(Object.entries(SCHEMAS))('%s is current (node tests/lint/write-schemas.ts writes it anew)', (name, text) => {
  expect(readFileSync(new URL(name, schemaFolder), 'utf8')).toBe(text)
})
