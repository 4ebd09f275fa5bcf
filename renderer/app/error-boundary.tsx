import { Button } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { t } from '../i18n/t.ts'
import { Notice } from '../ui/notice.tsx'

type State = { readonly error: Error | null }

/** Keeps one broken screen from taking the desk with it. The work stands in the journal and the project all the same. */
export class ErrorBoundary extends Component<{ readonly what: string; readonly children: ReactNode }, State> {
  override readonly state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === null) return this.props.children
    return (
      <div style={{ padding: '1.5rem', maxWidth: '44rem' }}>
        <Notice
          tone="error"
          title={t('{what} could not be shown', { what: this.props.what })}
          actions={
            <>
              <Button onClick={() => this.setState({ error: null })}>{t('Show it again')}</Button>
              <Button onClick={() => window.location.reload()}>{t('Reload the desk')}</Button>
            </>
          }
        >
          {t('Your work is kept. What went wrong: {message}', { message: error.message })}
        </Notice>
      </div>
    )
  }
}
