import { MantineProvider, useMantineColorScheme } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { followJobs } from '../api/jobs.ts'
import { t } from '../i18n/t.ts'
import { useColourScheme } from './colour-scheme.ts'
import { followDesk, refreshDesk } from './desk.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { loadKeyboardLayout } from './key-name.ts'
import { Shell } from './shell.tsx'
import { cssVariables, theme } from './theme.ts'

/** The host puts it into the page; only style elements that carry it are let in. */
const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

const ColourScheme = (): ReactNode => {
  const wanted = useColourScheme((state) => state.wanted)
  const { setColorScheme } = useMantineColorScheme()
  useEffect(() => {
    if (wanted !== null) setColorScheme(wanted)
  }, [wanted, setColorScheme])
  return null
}

export const App = (): ReactNode => {
  useEffect(() => {
    void loadKeyboardLayout()
    void refreshDesk()
    const stopDesk = followDesk()
    const stopJobs = followJobs()
    return () => {
      stopDesk()
      stopJobs()
    }
  }, [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <ColourScheme />
      <ErrorBoundary what={t('The desk')}>
        <Shell />
      </ErrorBoundary>
    </MantineProvider>
  )
}
