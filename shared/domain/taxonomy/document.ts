import { parseDocument, stringify } from 'yaml'
import { TaxonomyDraft } from '../../model/taxonomy.ts'

/** A taxonomy as people keep it in files: YAML, or JSON. */
export const taxonomyDocument = (draft: TaxonomyDraft, as: 'yaml' | 'json'): string =>
  as === 'json' ? `${JSON.stringify(draft, null, 2)}\n` : stringify(draft, { lineWidth: 100 })

export type ReadDocument =
  | { readonly ok: true; readonly draft: TaxonomyDraft }
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
  const draft = TaxonomyDraft.safeParse(aliased(parsed))
  if (draft.success) return { ok: true, draft: draft.data }
  const [issue] = draft.error.issues
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
