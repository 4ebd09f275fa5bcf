import { spotlight } from '@mantine/spotlight'
import type { Action } from './action.ts'
import { chooseColourScheme } from './colour-scheme.ts'
import { useDesk } from './desk.ts'
import { useHelp } from './help.ts'
import { useNavigation } from './navigation.ts'
import { usePreferences } from './preferences.ts'

const open = (): boolean => useDesk.getState().state?.open != null
const go = (screen: 'review' | 'import' | 'export' | 'settings') => () => useNavigation.getState().go(screen)

/** What the shell itself can do, on every screen. */
export const shellActions: readonly Action[] = [
  {
    id: 'shell.palette',
    label: 'Search everything',
    group: 'Desk',
    scope: 'global',
    keys: ['mod+k'],
    run: () => spotlight.toggle(),
    hidden: true,
  },
  {
    id: 'shell.help',
    label: 'Show all shortcuts',
    group: 'Desk',
    scope: 'global',
    keys: ['shift+slash', 'f1'],
    run: () => useHelp.getState().toggle(),
  },
  {
    id: 'go.review',
    label: 'Go to review',
    group: 'Go',
    scope: 'global',
    keys: ['alt+1'],
    when: open,
    run: go('review'),
  },
  {
    id: 'go.import',
    label: 'Go to import',
    group: 'Go',
    scope: 'global',
    keys: ['alt+2'],
    when: open,
    run: go('import'),
  },
  {
    id: 'go.export',
    label: 'Go to export',
    group: 'Go',
    scope: 'global',
    keys: ['alt+3'],
    when: open,
    run: go('export'),
  },
  {
    id: 'go.settings',
    label: 'Go to settings',
    group: 'Go',
    scope: 'global',
    keys: ['alt+4'],
    when: open,
    run: go('settings'),
  },
  {
    id: 'go.projects',
    label: 'Open another project',
    group: 'Go',
    scope: 'global',
    keys: [],
    when: open,
    run: () => useNavigation.getState().go('start'),
  },
  {
    id: 'theme.light',
    label: 'Use the light theme',
    group: 'Look',
    scope: 'global',
    keys: [],
    run: () => chooseColourScheme('light'),
  },
  {
    id: 'theme.dark',
    label: 'Use the dark theme',
    group: 'Look',
    scope: 'global',
    keys: [],
    run: () => chooseColourScheme('dark'),
  },
  {
    id: 'theme.system',
    label: 'Follow the system’s theme',
    group: 'Look',
    scope: 'global',
    keys: [],
    run: () => chooseColourScheme('auto'),
  },
  {
    id: 'shell.single-keys',
    label: 'Switch single-key shortcuts on or off',
    group: 'Desk',
    scope: 'global',
    keys: ['mod+alt+k'],
    run: () => {
      const preferences = usePreferences.getState()
      preferences.setSingleKeys(!preferences.singleKeys)
    },
  },
]
