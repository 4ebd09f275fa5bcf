import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { ROOT } from './desk.ts'

const schema = (name: string): object =>
  JSON.parse(
    readFileSync(
      new URL(`node_modules/@cyclonedx/cyclonedx-library/res/schema/${name}.SNAPSHOT.schema.json`, ROOT),
      'utf8',
    ),
  )

/** The published JSON Schema of CycloneDX 1.6, as its own library ships it, by the draft that it names. */
const compile = () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addFormat('iri-reference', (text: string) => !/[\s<>"{}|\\^`]/.test(text))
  ajv.addFormat('idn-email', (text: string) => /^[^@\s]+@[^@\s]+$/.test(text))
  for (const name of ['spdx', 'jsf-0.82'])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`)
  return ajv.compile(schema('bom-1.6'))
}

let validate: ReturnType<typeof compile> | null = null

/** What is wrong with a bill of materials; nothing where it is valid. */
export const cyclonedxProblems = (bom: unknown): string[] => {
  validate ??= compile()
  validate(bom)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
