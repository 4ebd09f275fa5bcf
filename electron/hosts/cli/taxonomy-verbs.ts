import { readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { parseDocument, stringify } from 'yaml'
import { DeskError } from '../../../shared/contract/errors.ts'
import type { MigrationCounts } from '../../../shared/model/migration.ts'
import { type Taxonomy, TaxonomyDocument, type TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { type CommandDesk, withDesk } from './desk.ts'
import type { Output } from './output.ts'
import { DONE } from './verbs.ts'
import { many } from './words.ts'
import { writeNew } from './write-new.ts'

export type WithJson = { readonly json?: boolean }

const MOST_BYTES = 64 * 1024 * 1024

const isJsonName = (path: string): boolean => /\.json$/i.test(path)

/** A version's document: everything but how it came about. */
const documentOf = (taxonomy: Taxonomy, json: boolean): string => {
  const { withdraws: _withdraws, derived: _derived, version, publishedAt, ...draft } = taxonomy
  const document = { version, publishedAt, ...draft } satisfies TaxonomyDocument
  return json ? `${JSON.stringify(document, null, 2)}\n` : stringify(document, { lineWidth: 100 })
}

/** Reads a YAML or JSON document. Throws `bad-file`, naming the file and where in it the fault is. */
const readDocument = (path: string): TaxonomyDocument => {
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
  const document = TaxonomyDocument.safeParse(plainOf(parsed, name))
  if (document.success) return document.data
  const [issue] = document.error.issues
  throw new DeskError(
    'bad-file',
    `${name} is no taxonomy: ${issue?.path.join('.') || 'the document'}: ${issue?.message}. The schema is resources/schemas/taxonomy.schema.json; second-look taxonomy show writes one.`,
  )
}

/** Throws `bad-file` where aliases of aliases would make far more of the document than stands in it. */
const plainOf = (parsed: ReturnType<typeof parseDocument>, name: string): unknown => {
  try {
    return parsed.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new DeskError('bad-file', `${name} cannot be taken apart: ${why}. Write out what its aliases stand for.`)
  }
}

/** What a document says, without the version that it was written from. */
export const readDraft = (path: string): TaxonomyDraft => {
  const { version: _version, publishedAt: _publishedAt, ...draft } = readDocument(path)
  return draft
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
    const document = documentOf(taxonomy, options.json === true || isJsonName(options.to ?? ''))
    if (options.to !== undefined) {
      writeNew(options.to, document)
      output.say(`${options.to} holds version ${taxonomy.version}: ${many(taxonomy.labels.length, 'label')}.`)
    } else if (options.json) await output.json(JSON.parse(document))
    else await output.line(document.trimEnd())
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

/** The version that a document was written from; undefined where it names none, or one of another project. */
const baseOf = async (
  desk: CommandDesk,
  { version, publishedAt }: Pick<TaxonomyDocument, 'version' | 'publishedAt'>,
): Promise<number | undefined> => {
  if (version === undefined || publishedAt === undefined) return version
  const { taxonomy } = await desk.call('taxonomy.get', { version })
  return taxonomy?.publishedAt === publishedAt ? version : undefined
}

export const publishTaxonomy = (
  project: string,
  file: string,
  options: WithJson & { summary?: string; base?: number },
  output: Output,
): Promise<number> =>
  withDesk(project, output, async (desk) => {
    const { version: from, publishedAt, ...draft } = readDocument(resolve(file))
    const summary = options.summary ?? `From ${basename(file)}`
    const base = options.base ?? (await baseOf(desk, { version: from, publishedAt }))
    const { version, counts } = await desk.call('taxonomy.publish', { draft, summary, base })
    await desk.allFinished()
    if (options.json) await output.json({ version, counts })
    else output.say(`Version ${version} is published: ${many(draft.labels.length, 'label')}. ${countsWords(counts)}`)
    if (from !== undefined)
      output.say(
        `${basename(file)} still says version ${from}: begin the next change from taxonomy show, or say --base ${version}.`,
      )
    return DONE
  })
