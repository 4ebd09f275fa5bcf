import { basename } from 'node:path'
import type { PersonId } from '../../../shared/model/ids.ts'
import { ProjectSettings } from '../../../shared/model/project.ts'
import { DEFAULT_TRIGGERS } from '../../../shared/model/trigger.ts'
import type { Store, Write } from './store.ts'

const DEFAULTS: ProjectSettings = { triggers: DEFAULT_TRIGGERS, blindFirst: false, metadataFields: [] }

/** What the project is called; its folder's name where it was given none. */
export const projectName = (store: Pick<Store, 'prepare' | 'path'>): string =>
  store.prepare<{ value: string }>("SELECT value FROM meta WHERE key = 'name'").get()?.value ?? basename(store.path)

/** The project's settings; what was never set has its default. */
export const readSettings = (store: Pick<Store, 'prepare'>): ProjectSettings => {
  const stored: Record<string, unknown> = {}
  for (const row of store.prepare<{ key: string; value: string }>('SELECT key, value FROM settings').all()) {
    stored[row.key] = JSON.parse(row.value)
  }
  return ProjectSettings.parse({ ...DEFAULTS, ...stored })
}

/** Changes the members given, records the decision and its reason, and answers all of them. */
export const writeSettings = (
  write: Write,
  personId: PersonId,
  patch: Partial<ProjectSettings>,
  why: string,
): ProjectSettings => {
  const before = readSettings(write)
  const after = ProjectSettings.parse({ ...before, ...patch })
  const changed = Object.entries(after).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, key)),
  )
  if (changed.length === 0) return before
  for (const [key, value] of changed) {
    write
      .prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
      .run(key, JSON.stringify(value))
  }
  write.log({
    kind: 'settings',
    personId,
    summary: { changed: changed.map(([key]) => key) },
    payload: { before, after, why },
  })
  return after
}
