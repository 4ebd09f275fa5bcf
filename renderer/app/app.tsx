import { MantineProvider } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { followDesk, refreshDesk } from './desk.ts'
import { loadKeyboardLayout } from './key-name.ts'
import { Shell } from './shell.tsx'
import { cssVariables, theme } from './theme.ts'

/** What the host wrote into this page: its policy refuses styles that are added without it. */
const styleNonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''

export const App = (): ReactNode => {
  useEffect(() => {
    void loadKeyboardLayout()
    void refreshDesk()
    return followDesk()
  }, [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Shell />
    </MantineProvider>
  )
}
