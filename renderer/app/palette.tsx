import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useReducer, useState } from 'react'
import { useQuery } from '../api/use-query.ts'
import { englishOf, t } from '../i18n/t.ts'
import { ActionKey } from '../ui/key-caps.tsx'
import { type Action, type ActionScope, PANES, type Pane } from './action.ts'
import { ACTIONS } from './actions.ts'
import { useProject } from './desk.ts'
import { type Screen, useNavigation } from './navigation.ts'
import css from './palette.module.css'
import { usePreferences } from './preferences.ts'

const MOST_CASES = 8

/** What can be done on the screen in front, in whichever pane: choosing it by name needs no pane to have the hand. */
const offered = (action: Action, screen: Screen): boolean =>
  action.hidden !== true &&
  (action.scope === 'global' || screenOf(action.scope) === screen) &&
  (action.when?.() ?? true)

const screenOf = (scope: Exclude<ActionScope, 'global'>): Screen =>
  scope === 'queue' || isPane(scope) ? 'review' : scope

const isPane = (scope: ActionScope): scope is Pane => PANES.some((pane) => pane === scope)

/** What can be done on other screens, once something is typed: choosing it goes there first. */
const elsewhere = (typed: string, screen: Screen): SpotlightActionGroupData[] => {
  if (typed.trim() === '') return []
  const actions = ACTIONS.flatMap((action) => {
    const { scope } = action
    if (action.hidden === true || scope === 'global' || scope === 'start' || !fits(action, typed)) return []
    const there = screenOf(scope)
    return there === screen ? [] : { ...entry(action), onClick: () => goAndDo(there, action) }
  })
  return actions.length === 0 ? [] : [{ group: t('On other screens'), actions }]
}

/** The screen is painted before the action is asked whether it can be done there. */
const goAndDo = (screen: Screen, action: Action): void => {
  usePreferences.getState().usedAction(action.id)
  useNavigation.getState().go(screen)
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (action.when?.() ?? true) action.run()
    }),
  )
}

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Every typed word begins a word of the label or its group, in the language of the desk or in English. */
export const fits = (action: Pick<Action, 'label' | 'group'>, typed: string): boolean => {
  const { label, group } = action
  const said = fold(`${label} ${group} ${englishOf(label)} ${englishOf(group)}`).split(/[^\p{L}\p{N}]+/u)
  const words = fold(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return words.every((word) => said.some((one) => one.startsWith(word)))
}

const entry = (action: Action): SpotlightActionGroupData['actions'][number] => ({
  id: action.id,
  label: action.label,
  rightSection: <ActionKey action={action.id} />,
  onClick: () => {
    usePreferences.getState().usedAction(action.id)
    action.run()
  },
})

/** What is typed is how the label begins: then that is meant, not a label with the same words in another order. */
const begins = ({ label }: Pick<Action, 'label'>, typed: string): boolean => {
  const start = fold(typed.trim())
  return start !== '' && [label, englishOf(label)].some((name) => fold(name).startsWith(start))
}

/**
 * What begins as typed before the rest; of them the ones chosen lately first, then what belongs to the screen in front, before
 * what can be done anywhere.
 */
const grouped = (found: readonly Action[], recent: readonly string[], typed: string): SpotlightActionGroupData[] => {
  const meant = found.filter((action) => begins(action, typed))
  const first = meant.length === 0 ? found : meant
  const lately = recent.flatMap((id) => first.find((action) => action.id === id) ?? [])
  const others = [...meant, ...found.filter((action) => !meant.includes(action))].filter(
    (action) => !lately.includes(action),
  )
  const groups = Map.groupBy(
    meant.length > 0
      ? others
      : [...others.filter(({ scope }) => scope !== 'global'), ...others.filter(({ scope }) => scope === 'global')],
    ({ group }) => group,
  )
  return [
    ...(lately.length === 0 ? [] : [{ group: t('Used lately'), actions: lately.map(entry) }]),
    ...[...groups].map(([group, members]) => ({ group, actions: members.map(entry) })),
  ]
}

/** A search for the words as typed: quoted, so that they are never read as an expression. */
const asText = (typed: string): string => `"${typed.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

/** Cases whose text or key holds what is typed, as the desk finds them. */
const useCases = (words: string): SpotlightActionGroupData[] => {
  const project = useProject()
  const found = useQuery(
    'queue.rows',
    project === null || words.length < 2 ? null : { scope: 'all', where: asText(words), limit: MOST_CASES },
  )
  if (words.length < 2 || found.value === null || found.value.rows.length === 0) return []
  const actions = found.value.rows.map((row) => ({
    id: `case ${row.caseId}`,
    label: row.title,
    description: row.key === row.title ? undefined : row.key,
    onClick: () => useNavigation.getState().openCase(row.caseId),
  }))
  return [{ group: t('Cases'), actions }]
}

/** Everything that can be done, here first, and the cases whose text or key holds what is typed. */
export const Palette = (): ReactNode => {
  const [typed, setTyped] = useState('')
  // What can be done is asked anew each time it opens.
  const [, opened] = useReducer((times: number) => times + 1, 0)
  const screen = useNavigation((navigation) => navigation.screen)
  const recent = usePreferences((preferences) => preferences.recentActions)
  const cases = useCases(typed.trim())
  const project = useProject()
  const actions = ACTIONS.filter((action) => offered(action, screen) && fits(action, typed))
  return (
    <Spotlight
      actions={[...grouped(actions, recent, typed), ...(project === null ? [] : elsewhere(typed, screen)), ...cases]}
      filter={(_, all) => all}
      query={typed}
      onQueryChange={setTyped}
      onSpotlightOpen={opened}
      shortcut={null}
      nothingFound={t('Nothing by that name.')}
      scrollable
      maxHeight={420}
      lockScroll={false}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      classNames={{ actionsGroup: css.group }}
      transitionProps={{ duration: 0 }}
      searchProps={{
        leftSection: <IconSearch size={16} aria-hidden />,
        placeholder: t('Do something, or find a case'),
        'aria-label': t('Do something, or find a case'),
      }}
    />
  )
}
