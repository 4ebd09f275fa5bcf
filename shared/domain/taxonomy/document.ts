import { parseDocument, stringify } from 'yaml'
import { TaxonomyDocument, type TaxonomyDraft } from '../../model/taxonomy.ts'
import type { Begun } from './rebase-draft.ts'

/** A taxonomy as people keep it in files: YAML, or JSON. `from`: the version that it changes, where there is one. */
export const taxonomyDocument = (draft: TaxonomyDraft, from: Begun | null, as: 'yaml' | 'json'): string => {
  const begun = from && { version: from.version, publishedAt: from.publishedAt }
  const document = { ...begun, ...draft } satisfies TaxonomyDocument
  return as === 'json' ? `${JSON.stringify(document, null, 2)}\n` : stringify(document, { lineWidth: 100 })
}

export type ReadDocument =
  | { readonly ok: true; readonly draft: TaxonomyDraft; readonly from: Begun | null }
  /** What is wrong and where, as the end of a sentence that begins with the document's name. */
  | { readonly ok: false; readonly problem: string }

/** Reads YAML or JSON, which is YAML too. A key that stands twice is refused: one of the two would be lost. */
export const readTaxonomyDocument = (text: string): ReadDocument => {
  const parsed = parseDocument(text, { uniqueKeys: true })
  const [fault] = parsed.errors
  if (fault) {
    const line = fault.linePos?.[0].line
    const where = line === undefined ? '' : `: line ${line}`
    return { ok: false, problem: `is neither YAML nor JSON${where}: ${fault.message.split('\n')[0]}` }
  }
  const document = TaxonomyDocument.safeParse(aliased(parsed))
  if (document.success) {
    const { version, publishedAt, ...draft } = document.data
    return { ok: true, draft, from: version === undefined ? null : { version, publishedAt } }
  }
  const [issue] = document.error.issues
  return { ok: false, problem: `is no taxonomy: ${issue?.path.join('.') || 'the document'}: ${issue?.message}.` }
}

/** The document's value; null where its aliases would grow beyond measure. */
const aliased = (parsed: ReturnType<typeof parseDocument>): unknown => {
  try {
    return parsed.toJS({ maxAliasCount: 100 })
  } catch {
    return null
  }
}
