import { create } from 'zustand'
import type { Failure, Result } from '../../../shared/contract/errors.ts'
import type { ProjectOverview } from '../../../shared/contract/projects.ts'
import type { Input } from '../../../shared/contract/table.ts'
import { client } from '../../api/client.ts'
import { landOn } from '../../app/desk.ts'
import { usePreferences } from '../../app/preferences.ts'

/** What the start screen is doing, and what went wrong with it last. */
type Opening = {
  /** Names what is being opened: a path, a sample, or `new`. */
  readonly busy: string | null
  readonly failure: { readonly path: string | null; readonly failure: Failure } | null
}

export const useOpening = create<Opening>(() => ({ busy: null, failure: null }))

const run = async (
  busy: string,
  path: string | null,
  act: () => Promise<Result<ProjectOverview>>,
): Promise<ProjectOverview | null> => {
  if (useOpening.getState().busy !== null) return null
  useOpening.setState({ busy, failure: null })
  const result = await landOn(act)
  useOpening.setState({ busy: null, failure: result.ok ? null : { path, failure: result.error } })
  return result.ok ? result.value : null
}

export const openProject = (path: string): Promise<ProjectOverview | null> =>
  run(path, path, () => client.call('project.open', { path }))

export const createProject = (input: Input<'project.create'>): Promise<ProjectOverview | null> =>
  run('new', null, () => client.call('project.create', input))

/** A fresh sample comes with the first-minute prompts. */
export const createSample = async (sample: NonNullable<Input<'project.create'>['sample']>): Promise<void> => {
  const made = await run(sample, null, () => client.call('project.create', { sample }))
  if (made !== null) usePreferences.getState().setPrompts(made.project.id)
}

export const restoreProject = (path: string, backup: string): Promise<ProjectOverview | null> =>
  run(path, path, () => client.call('project.restore', { path, backup }))
