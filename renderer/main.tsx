import '@fontsource-variable/inter'
import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import './app/theme.css'
import { DirectionProvider } from '@mantine/core'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { direction, language } from './i18n/language.ts'

document.documentElement.lang = language
document.documentElement.dir = direction

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <DirectionProvider initialDirection={direction} detectDirection={false}>
      <App />
    </DirectionProvider>
  </StrictMode>,
)
