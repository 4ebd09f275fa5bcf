import { create } from 'zustand'
import type { MappedName } from '../../../shared/contract/taxonomies.ts'
import type { LabelId } from '../../../shared/model/ids.ts'
import { client } from '../../api/client.ts'
import { t } from '../../i18n/t.ts'
import { tell } from './taxonomy-state.ts'

/** A name is known by its model and itself. */
export const keyOf = ({ model, name }: Pick<MappedName, 'model' | 'name'>): string => JSON.stringify([model, name])

type Mapping = { readonly marked: ReadonlySet<string>; readonly failure: string | null }
export const useMapping = create<Mapping>(() => ({ marked: new Set(), failure: null }))

export const mark = (key: string, on: boolean): void =>
  useMapping.setState(({ marked }) => ({
    marked: on ? new Set([...marked, key]) : new Set([...marked].filter((one) => one !== key)),
  }))

/** Says what names mean; null takes it back. What was marked is done with. */
export const mapNames = async (
  names: readonly { readonly model: string; readonly name: string; readonly labelId: LabelId | null }[],
): Promise<void> => {
  if (names.length === 0) return
  const mapped = await client.call('taxonomy.map', { names: names.map((one) => ({ ...one })) })
  if (!mapped.ok) return useMapping.setState({ failure: mapped.error.message })
  const done = new Set(names.map(keyOf))
  useMapping.setState(({ marked }) => ({
    marked: new Set([...marked].filter((key) => !done.has(key))),
    failure: null,
  }))
  tell(t('{count, plural, one {# name is mapped.} other {# names are mapped.}}', { count: mapped.value.changed }))
}

/** What the desk thinks the name may mean: its first suggestion, where it has any. */
export const suggestionOf = (name: MappedName): LabelId | null => name.suggestions[0]?.labelId ?? null
