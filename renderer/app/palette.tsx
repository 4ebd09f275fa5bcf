import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useQuery } from '../api/use-query.ts'
import { KeyCaps } from '../ui/key-caps.tsx'
import type { Action } from './action.ts'
import { ACTIONS } from './actions.ts'
import { useProject } from './desk.ts'
import { activeScopes } from './hotkeys.tsx'
import { useNavigation } from './navigation.ts'
import css from './palette.module.css'
import { usePane } from './pane.ts'

const MOST_CASES = 8

const offered = (action: Action, scopes: readonly string[]): boolean =>
  action.hidden !== true && scopes.includes(action.scope) && (action.when?.() ?? true)

const grouped = (actions: readonly Action[]): SpotlightActionGroupData[] => {
  const groups = Map.groupBy(actions, (action) => action.group)
  return [...groups].map(([group, members]) => ({
    group,
    actions: members.map((action) => ({
      id: action.id,
      label: action.label,
      rightSection: action.keys[0] === undefined ? null : <KeyCaps keys={action.keys[0]} />,
      onClick: () => action.run(),
    })),
  }))
}

/** What belongs to the screen in front comes before what can be done anywhere. */
const nearestFirst = (actions: readonly Action[]): readonly Action[] => [
  ...actions.filter((action) => action.scope !== 'global'),
  ...actions.filter((action) => action.scope === 'global'),
]

/** A search for the words as typed: quoted, so that they are never read as an expression. */
const asText = (typed: string): string => `"${typed.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** Everything that can be done now, and the cases whose text or key holds what is typed. */
export const Palette = (): ReactNode => {
  const [typed, setTyped] = useState('')
  const project = useProject()
  const screen = useNavigation((navigation) => navigation.screen)
  const pane = usePane((state) => state.pane)
  const words = typed.trim()
  const found = useQuery(
    'queue.rows',
    project === null || words.length < 2 ? null : { scope: 'all', where: asText(words), limit: MOST_CASES },
  )
  const cases: SpotlightActionGroupData[] =
    words.length < 2 || found.value === null
      ? []
      : [
          {
            group: 'Cases',
            actions: found.value.rows.map((row) => ({
              id: `case ${row.caseId}`,
              label: row.title,
              // The desk matched it by more than its title, so the palette's own filter must let it pass.
              keywords: [words],
              description: row.key === row.title ? undefined : row.key,
              onClick: () => useNavigation.getState().openCase(row.caseId),
            })),
          },
        ]
  return (
    <Spotlight
      actions={[
        ...grouped(nearestFirst(ACTIONS.filter((action) => offered(action, activeScopes(screen, pane))))),
        ...cases,
      ]}
      query={typed}
      onQueryChange={setTyped}
      shortcut={null}
      nothingFound="Nothing by that name."
      scrollable
      maxHeight={420}
      lockScroll={false}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      classNames={{ actionsGroup: css.group }}
      transitionProps={{ duration: 0 }}
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: 'Do something, or find a case',
        'aria-label': 'Do something, or find a case',
      }}
    />
  )
}
