import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseDocument, stringify } from 'yaml'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { MigrationCounts } from '../../../shared/model/migration.ts'
import { type Taxonomy, TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE } from './verbs.ts'
import { many } from './words.ts'
import { writeNew } from './write-new.ts'

export type WithJson = { readonly json?: boolean }

const MOST_BYTES = 64 * 1024 * 1024

const isJsonName = (path: string): boolean => /\.json$/i.test(path)

/** A taxonomy's document: everything but its number, its day and how it came about. */
const draftOf = (taxonomy: Taxonomy): TaxonomyDraft => {
  const { version: _version, publishedAt: _publishedAt, withdraws: _withdraws, derived: _derived, ...draft } = taxonomy
  return draft
}

const documentOf = (draft: TaxonomyDraft, json: boolean): string =>
  json ? `${JSON.stringify(draft, null, 2)}\n` : stringify(draft, { lineWidth: 100 })

/** Reads a YAML or JSON document. Throws `bad-file`, naming the file and where in it the fault is. */
export const readDraft = (path: string): TaxonomyDraft => {
  const name = basename(path)
  const text = readText(path)
  const parsed = parseDocument(text, { uniqueKeys: true })
  const [fault] = parsed.errors
  if (fault) {
    const line = fault.linePos?.[0].line
    throw new DeskError(
      'bad-file',
      `${name} is neither YAML nor JSON${line === undefined ? '' : `: line ${line}`}: ${fault.message.split('\n')[0]} Correct it and publish again.`,
    )
  }
  const draft = TaxonomyDraft.safeParse(parsed.toJS({ maxAliasCount: 100 }))
  if (draft.success) return draft.data
  const [issue] = draft.error.issues
  throw new DeskError(
    'bad-file',
    `${name} is no taxonomy: ${issue?.path.join('.') || 'the document'}: ${issue?.message}. The schema is resources/schemas/taxonomy.schema.json; second-look taxonomy show writes one.`,
  )
}

const readText = (path: string): string => {
  try {
    if (statSync(path).size > MOST_BYTES)
      throw new DeskError('bad-file', `${basename(path)} is larger than 64 MiB, which no taxonomy is.`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof DeskError) throw error
    throw new DeskError(
      'not-found',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

/** What a version did, or would do, to the reviews. */
export const countsWords = ({ reviews, unchanged, rewritten, again }: MigrationCounts): string =>
  reviews === 0
    ? 'There are no reviews yet.'
    : `Of ${many(reviews, 'review')}, ${unchanged} read as before, ${rewritten} are rewritten by rule, ${again} must be seen again.`

const taxonomyOf = async (desk: CommandDesk, version: number | undefined): Promise<Taxonomy> => {
  const { taxonomy } = await desk.call('taxonomy.get', version === undefined ? {} : { version })
  if (taxonomy) return taxonomy
  throw new DeskError(
    'not-found',
    version === undefined
      ? 'This project has no taxonomy yet: import something, or publish one with second-look taxonomy publish.'
      : `The taxonomy has no version ${version}. second-look taxonomy versions lists them.`,
  )
}

const standing = ({ withdraws, withdrawn }: { withdraws: number | null; withdrawn: boolean }): string =>
  `${withdraws === null ? '' : ` (takes back ${withdraws})`}${withdrawn ? ' (withdrawn)' : ''}`

export const listVersions = (project: string, options: WithJson, output: Output): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { versions } = await desk.call('taxonomy.versions', {})
    if (options.json) await output.json({ versions })
    else
      for (const one of versions)
        await output.line(
          `${String(one.version).padStart(4)}  ${one.publishedAt}  ${many(one.labels, 'label')}  ${one.summary}${standing(one)}`,
        )
    return DONE
  })

export const showTaxonomy = (
  project: string,
  options: WithJson & { versionOf?: number; to?: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const taxonomy = await taxonomyOf(desk, options.versionOf)
    const draft = draftOf(taxonomy)
    if (options.to !== undefined) {
      writeNew(options.to, documentOf(draft, options.json === true || isJsonName(options.to)))
      output.say(`${options.to} holds version ${taxonomy.version}: ${many(draft.labels.length, 'label')}.`)
    } else if (options.json) await output.json(draft)
    else await output.line(documentOf(draft, false).trimEnd())
    return DONE
  })

export const diffTaxonomy = (
  project: string,
  from: number,
  to: string,
  options: WithJson,
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { changes } = await desk.call('taxonomy.diff', {
      from,
      to: /^[1-9]\d{0,8}$/.test(to) ? Number(to) : readDraft(resolve(to)),
    })
    if (options.json) await output.json({ changes })
    else for (const { words } of changes) await output.line(words)
    output.say(changes.length === 0 ? 'Nothing differs.' : `${many(changes.length, 'change')}.`)
    return DONE
  })

export const publishTaxonomy = (
  project: string,
  file: string,
  options: WithJson & { summary?: string },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const draft = readDraft(resolve(file))
    const summary = options.summary ?? `From ${basename(file)}`
    const { version, counts } = await desk.call('taxonomy.publish', { draft, summary })
    await desk.allFinished()
    if (options.json) await output.json({ version, counts })
    else output.say(`Version ${version} is published: ${many(draft.labels.length, 'label')}. ${countsWords(counts)}`)
    return DONE
  })
