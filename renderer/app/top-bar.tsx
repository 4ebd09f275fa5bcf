import { Tooltip } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../i18n/t.ts'
import { ActionKey } from '../ui/key-caps.tsx'
import { rove } from '../ui/roving.ts'
import { useDesk, useProject } from './desk.ts'
import { type Screen, useNavigation } from './navigation.ts'
import { ProjectMenu } from './project-menu.tsx'
import { SaveStateWord } from './save-state.tsx'
import css from './top-bar.module.css'

const TABS = [
  ['review', t('Review')],
  ['taxonomy', t('Taxonomy')],
  ['datasets', t('Datasets')],
  ['quality', t('Quality')],
  ['import', t('Import')],
  ['export', t('Export')],
  ['settings', t('Settings')],
] as const satisfies readonly (readonly [Screen, string])[]

/** "Anna Bo" → "AB"; one word gives its first two letters. */
export const initials = (name: string): string => {
  const words = name.split(/[\s._-]+/u).filter(Boolean)
  const letters = words.length > 1 ? words.map((word) => [...word][0] ?? '') : [...(words[0] ?? '')]
  return letters.slice(0, 2).join('').toLocaleUpperCase()
}

const Tabs = (): ReactNode => {
  const screen = useNavigation((navigation) => navigation.screen)
  const go = useNavigation((navigation) => navigation.go)
  const tabs = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the tabs do not all fit, the one in front is in sight.
  useEffect(() => {
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [screen])
  return (
    <nav ref={tabs} className={css.tabs} aria-label={t('Screens')} onKeyDown={rove}>
      {TABS.map(([name, word], index) => {
        const stop = screen === name || (index === 0 && TABS.every(([other]) => other !== screen))
        return (
          <button
            key={name}
            type="button"
            data-rove
            className={css.tab}
            tabIndex={stop ? 0 : -1}
            {...(screen === name ? { 'aria-current': 'page' as const } : {})}
            onClick={() => go(name)}
          >
            {word}
          </button>
        )
      })}
    </nav>
  )
}

/** 44 px: where you are, where else there is, whether your work is kept, who you are. */
export const TopBar = (): ReactNode => {
  const project = useProject()
  const person = useDesk((desk) => desk.state?.personId ?? '')
  return (
    <header className={css.bar}>
      <div className={css.start}>
        {project === null ? <span className={css.product}>Second Look</span> : <ProjectMenu project={project} />}
      </div>
      {project === null ? <span /> : <Tabs />}
      <div className={css.end}>
        {project === null ? null : (
          <button type="button" className={css.search} onClick={() => spotlight.open()}>
            <IconSearch size={14} aria-hidden />
            <span className={css.searchWord}>{t('Search')}</span>
            <ActionKey action="shell.palette" />
          </button>
        )}
        {project === null ? null : <SaveStateWord />}
        {person === '' ? null : (
          <Tooltip label={person} position="bottom-end">
            <span className={css.person} role="img" aria-label={t('You are {person}', { person })}>
              {initials(person)}
            </span>
          </Tooltip>
        )}
      </div>
    </header>
  )
}
