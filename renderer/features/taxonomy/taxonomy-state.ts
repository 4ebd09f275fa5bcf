import { create } from 'zustand'
import type { Failure } from '../../../shared/contract/errors.ts'
import { sameJson } from '../../../shared/domain/same-json.ts'
import {
  beginHistory,
  type DraftHistory,
  editDraft,
  redoDraft,
  restDraft,
  undoDraft,
} from '../../../shared/domain/taxonomy/draft-history.ts'
import { draftOf } from '../../../shared/domain/taxonomy/draft-of.ts'
import { labelTree } from '../../../shared/domain/taxonomy/label-tree.ts'
import {
  type Begun,
  type Both,
  isBegunFrom,
  type Rebased,
  rebaseDraft,
} from '../../../shared/domain/taxonomy/rebase-draft.ts'
import type { LabelId, ProjectId } from '../../../shared/model/ids.ts'
import { type Taxonomy, TaxonomyDraft } from '../../../shared/model/taxonomy.ts'
import { BUILT_IN_CAUSES } from '../../../shared/model/verdict.ts'
import { client } from '../../api/client.ts'
import { useTransport } from '../../api/transport.ts'
import { t } from '../../i18n/t.ts'

export const SECTIONS = [
  'labels',
  'attributes',
  'relationTypes',
  'fields',
  'causes',
  'constraints',
  'guideline',
  'mapping',
  'versions',
] as const
export type Section = (typeof SECTIONS)[number]

type Phase = { readonly name: 'loading' | 'ready' } | { readonly name: 'failed'; readonly failure: Failure }

type TaxonomyState = {
  /** Whose taxonomy it is; null before the screen was first opened. */
  readonly projectId: ProjectId | null
  readonly phase: Phase
  /** The newest version, which the draft changes; null in a project without any. */
  readonly base: Taxonomy | null
  readonly history: DraftHistory
  /** The draft as the desk has it. */
  readonly saved: TaxonomyDraft | null
  /** When that was; null where the desk has none. */
  readonly savedAt: string | null
  readonly saveFailure: Failure | null
  readonly section: Section
  /** The label that is edited, and the place of the record that is in each other list. */
  readonly labelId: LabelId | null
  readonly item: number
  /** Where versions that were published meanwhile say otherwise than the draft, which stands; none once that was seen. */
  readonly both: readonly Both[]
  /** What just happened, in words: said aloud, and shown beside the draft's state. */
  readonly told: string
}

/** What a project without a taxonomy begins with. */
const EMPTY: TaxonomyDraft = TaxonomyDraft.parse({ name: 'labels', labels: [], causes: BUILT_IN_CAUSES })

const START: TaxonomyState = {
  projectId: null,
  phase: { name: 'loading' },
  base: null,
  history: beginHistory(EMPTY),
  saved: null,
  savedAt: null,
  saveFailure: null,
  section: 'labels',
  labelId: null,
  item: 0,
  both: [],
  told: '',
}

export const useTaxonomy = create<TaxonomyState>(() => START)
export const taxonomy = (): TaxonomyState => useTaxonomy.getState()
const set = (part: Partial<TaxonomyState>): void => useTaxonomy.setState(part)

/** What the draft would be without a change. */
export const baseDraft = ({ base }: Pick<TaxonomyState, 'base'>): TaxonomyDraft =>
  base === null ? EMPTY : draftOf(base)

let compared: { readonly base: Taxonomy | null; readonly now: TaxonomyDraft; readonly changed: boolean } | null = null
/** Whether there is anything to publish. Asked by many at each step, so compared once a draft. */
export const isChanged = ({ base, history }: Pick<TaxonomyState, 'base' | 'history'>): boolean => {
  const { now } = history
  if (compared?.base !== base || compared.now !== now)
    compared = { base, now, changed: !sameJson(now, baseDraft({ base })) }
  return compared.changed
}

export const tell = (told: string): void => set({ told })
export const showSection = (section: Section): void => {
  if (taxonomy().section !== section) set({ section, item: 0 })
}
export const showLabel = (labelId: LabelId | null): void => set({ section: 'labels', labelId })
export const showItem = (section: Section, item: number): void => set({ section, item })

/** One edit of the draft; `gesture` names what is typed into, so that typing is one step. */
export const edit = (change: (draft: TaxonomyDraft) => TaxonomyDraft, gesture: string | null = null): void => {
  const { history } = taxonomy()
  set({ history: editDraft(history, change(history.now), gesture), told: '' })
  void save()
}

/** The hand left the field it typed into. */
export const rest = (): void => set({ history: restDraft(taxonomy().history) })

export const undo = (): void => {
  set({ history: undoDraft(taxonomy().history), told: t('Undone.') })
  void save()
}

export const redo = (): void => {
  set({ history: redoDraft(taxonomy().history), told: t('Done again.') })
  void save()
}

let sending: Promise<void> | null = null

/** Sends the draft as it is now, one at a time: what changes meanwhile goes with the next. Resolves when all is kept. */
export const save = (): Promise<void> => {
  sending ??= sendAll().finally(() => {
    sending = null
  })
  return sending
}

const sendAll = async (): Promise<void> => {
  for (;;) {
    const { history, saved, base } = taxonomy()
    const { now } = history
    if (now === saved) return
    const draft = isChanged({ base, history }) ? now : null
    const kept = await client.call('taxonomy.saveDraft', { draft, base: base?.version ?? null })
    // Another project, or another version, was opened meanwhile: what was sent belongs to it no more.
    if (taxonomy().base !== base) continue
    if (!kept.ok) return set({ saveFailure: kept.error })
    set({ saved: now, savedAt: kept.value.savedAt, saveFailure: null })
  }
}

/** Reads the newest version and the draft, as this screen last left it or a person on another. */
export const openDraft = async (): Promise<void> => {
  const [newest, kept] = await Promise.all([client.call('taxonomy.get', {}), client.call('taxonomy.draft', {})])
  if (!newest.ok) return set({ phase: { name: 'failed', failure: newest.error } })
  if (!kept.ok) return set({ phase: { name: 'failed', failure: kept.error } })
  const base = newest.value.taxonomy
  const { draft, base: begunFrom, savedAt } = kept.value
  set({ savedAt })
  if (draft === null) {
    const now = baseDraft({ base })
    return begin(base, now, now)
  }
  const old = await versionOf(begunFrom)
  const taken = old === null ? { draft, both: [] } : takeUp(old, base, draft)
  begin(base, taken.draft, draft)
  set({ both: taken.both })
  void save()
}

const begin = (base: Taxonomy | null, now: TaxonomyDraft, saved: TaxonomyDraft): void =>
  set({
    phase: { name: 'ready' },
    base,
    history: beginHistory(now),
    saved,
    saveFailure: null,
    both: [],
    labelId: taxonomy().labelId ?? labelTree(now.labels)[0]?.label.id ?? null,
  })

const versionOf = async (version: number | null): Promise<Taxonomy | null> => {
  if (version === null) return null
  const got = await client.call('taxonomy.get', { version })
  return got.ok ? got.value.taxonomy : null
}

const takeUp = (old: Taxonomy | null, base: Taxonomy | null, draft: TaxonomyDraft): Rebased =>
  old?.version === base?.version
    ? { draft, both: [] }
    : rebaseDraft(baseDraft({ base: old }), baseDraft({ base }), draft)

/** Puts a document in the place of the draft. One that was written from an older version takes up what came since. */
export const takeDocument = async (document: TaxonomyDraft, from: Begun | null): Promise<void> => {
  const { base } = taxonomy()
  const old = from === null || from.version === base?.version ? null : await versionOf(from.version)
  const isOurs = old !== null && from !== null && isBegunFrom(old, from)
  const { draft, both } = isOurs ? takeUp(old, base, document) : { draft: document, both: [] }
  edit(() => draft)
  set({ both })
}

export const forgetBoth = (): void => set({ both: [] })

/**
 * A version was published, here or elsewhere. The draft and every step of its history go on from it. Where nothing is left
 * to publish, the history begins anew.
 */
export const followVersions = async (): Promise<void> => {
  const got = await client.call('taxonomy.get', {})
  const { base: old, history, phase, both } = taxonomy()
  const base = got.ok ? got.value.taxonomy : null
  if (phase.name !== 'ready' || base === null || base.version === old?.version) return
  const on = (draft: TaxonomyDraft): TaxonomyDraft => takeUp(old, base, draft).draft
  const { draft: now, both: more } = takeUp(old, base, history.now)
  if (sameJson(now, draftOf(base))) {
    set({ base, history: beginHistory(now), saved: null, both: [] })
  } else {
    const { past, future } = history
    set({
      base,
      history: { past: past.map(on), now, future: future.map(on), gesture: null },
      saved: null,
      both: [...both.filter((one) => !more.some((each) => sameJson(each, one))), ...more],
      told: t('Version {version} was published meanwhile. The draft goes on from it.', { version: base.version }),
    })
  }
  void save()
}

/**
 * The draft may have been changed on another page since this one kept it: that is taken as a step of its own, which undo
 * takes back, so that neither page's work is lost under the other's.
 */
const followDraft = async (): Promise<void> => {
  await followVersions()
  await save()
  const kept = await client.call('taxonomy.draft', {})
  const { phase, history, saved, savedAt } = taxonomy()
  if (!kept.ok || phase.name !== 'ready' || history.now !== saved || kept.value.savedAt === savedAt) return
  const theirs = kept.value.draft ?? baseDraft(taxonomy())
  set({ savedAt: kept.value.savedAt })
  if (sameJson(theirs, history.now)) return
  set({
    history: editDraft(history, theirs),
    saved: theirs,
    told: t('The draft was changed on another page. Undo brings back what it was here.'),
  })
}

/**
 * Publishes the draft. Answers why not, or null. Where another version was published since the one the draft goes on from,
 * nothing is, and the draft takes that one up: what publishing does then is for the person to see first.
 */
export const publish = async (summary: string): Promise<Failure | null> => {
  await save()
  const { history, base } = taxonomy()
  const asked = { draft: history.now, summary, base: base?.version ?? null }
  const published = await client.call('taxonomy.publish', asked)
  if (!published.ok && published.error.code !== 'conflict') return published.error
  await followVersions()
  if (!published.ok) return published.error
  tell(t('Version {version} is published.', { version: published.value.version }))
  return null
}

/** Follows the facts while the screen is in front: new versions, and the connection that comes back. */
export const runTaxonomy = (projectId: ProjectId): (() => void) => {
  // Coming back from another screen, the draft and its undo are as they were left; nothing of another project stays.
  if (taxonomy().projectId !== projectId) useTaxonomy.setState({ ...START, projectId }, true)
  void (taxonomy().phase.name === 'ready' ? followDraft() : openDraft())
  const stopFacts = client.subscribe((event) => {
    if (event.type === 'taxonomy.published') void followVersions()
  })
  const stopTransport = useTransport.subscribe((now, before) => {
    if (now.state === 'online' && before.state === 'offline') void save()
  })
  const warn = (event: BeforeUnloadEvent): void => {
    const { history, saved, phase } = taxonomy()
    if (phase.name === 'ready' && history.now !== saved) event.preventDefault()
  }
  const look = (): void => void followDraft()
  window.addEventListener('beforeunload', warn)
  window.addEventListener('focus', look)
  return () => {
    stopFacts()
    stopTransport()
    window.removeEventListener('beforeunload', warn)
    window.removeEventListener('focus', look)
  }
}
