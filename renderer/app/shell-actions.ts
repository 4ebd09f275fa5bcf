import { spotlight } from '@mantine/spotlight'
import { chooseLanguage, LANGUAGES, type Language, language } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import type { Action } from './action.ts'
import { chooseColourScheme } from './colour-scheme.ts'
import { useDesk } from './desk.ts'
import { useHelp } from './help.ts'
import { useNavigation } from './navigation.ts'
import { USUAL_WIDTHS, usePreferences } from './preferences.ts'

const open = (): boolean => useDesk.getState().state?.open != null
const go = (screen: 'review' | 'taxonomy' | 'datasets' | 'quality' | 'import' | 'export' | 'settings') => () =>
  useNavigation.getState().go(screen)

/** In their own words too, so that each is found from any other. */
const SPEAK: Readonly<Record<Language, string>> = {
  en: t('Speak English'),
  de: t('Speak German (Deutsch)'),
  ar: t('Speak Arabic (العربية)'),
}

/** What the shell itself can do, on every screen. */
export const shellActions: readonly Action[] = [
  {
    id: 'shell.palette',
    label: t('Search everything'),
    group: t('Desk'),
    scope: 'global',
    keys: ['mod+k'],
    run: () => spotlight.toggle(),
    hidden: true,
  },
  {
    id: 'shell.help',
    label: t('Show all shortcuts'),
    group: t('Desk'),
    scope: 'global',
    keys: ['shift+slash', 'f1'],
    run: () => useHelp.getState().toggle(),
  },
  {
    id: 'go.review',
    label: t('Go to review'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+1'],
    when: open,
    run: go('review'),
  },
  {
    id: 'go.taxonomy',
    label: t('Go to the taxonomy'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+5'],
    when: open,
    run: go('taxonomy'),
  },
  {
    id: 'go.datasets',
    label: t('Go to datasets'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+6'],
    when: open,
    run: go('datasets'),
  },
  {
    id: 'go.quality',
    label: t('Go to quality'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+7'],
    when: open,
    run: go('quality'),
  },
  {
    id: 'go.import',
    label: t('Go to import'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+2'],
    when: open,
    run: go('import'),
  },
  {
    id: 'go.export',
    label: t('Go to export'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+3'],
    when: open,
    run: go('export'),
  },
  {
    id: 'go.settings',
    label: t('Go to settings'),
    group: t('Go'),
    scope: 'global',
    keys: ['alt+4'],
    when: open,
    run: go('settings'),
  },
  {
    id: 'go.projects',
    label: t('Open another project'),
    group: t('Go'),
    scope: 'global',
    keys: [],
    when: open,
    run: () => useNavigation.getState().go('start'),
  },
  {
    id: 'theme.light',
    label: t('Use the light theme'),
    group: t('Look'),
    scope: 'global',
    keys: [],
    run: () => chooseColourScheme('light'),
  },
  {
    id: 'theme.dark',
    label: t('Use the dark theme'),
    group: t('Look'),
    scope: 'global',
    keys: [],
    run: () => chooseColourScheme('dark'),
  },
  {
    id: 'theme.system',
    label: t('Follow the system’s theme'),
    group: t('Look'),
    scope: 'global',
    keys: [],
    run: () => chooseColourScheme('auto'),
  },
  {
    id: 'shell.single-keys',
    label: t('Switch single-key shortcuts on or off'),
    group: t('Desk'),
    scope: 'global',
    keys: ['mod+alt+k'],
    run: () => {
      const preferences = usePreferences.getState()
      preferences.setSingleKeys(!preferences.singleKeys)
    },
  },
  {
    id: 'look.usual-layout',
    label: t('Give every panel its usual width'),
    group: t('Look'),
    scope: 'global',
    keys: [],
    run: () => usePreferences.setState({ widths: USUAL_WIDTHS, paneShares: {}, queueOpen: true, sideOpen: true }),
  },
  ...LANGUAGES.map(
    ({ code }): Action => ({
      id: `language.${code}`,
      label: SPEAK[code],
      group: t('Look'),
      scope: 'global',
      keys: [],
      when: () => code !== language,
      run: () => chooseLanguage(code),
    }),
  ),
]
