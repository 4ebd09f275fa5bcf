import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import css from './notice.module.css'

type NoticeProps = {
  readonly tone: 'error' | 'caution' | 'plain'
  readonly title?: string
  readonly children: ReactNode
  /** Buttons that remedy it. */
  readonly actions?: ReactNode
}

/** What happened, to what, and what to do. An error is announced as soon as it stands there. */
export const Notice = ({ tone, title, children, actions }: NoticeProps): ReactNode => {
  const Icon = tone === 'plain' ? IconInfoCircle : IconAlertTriangle
  return (
    <div className={css.notice} data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon size={16} stroke={1.75} aria-hidden className={css.icon} />
      <div className={css.words}>
        {title === undefined ? null : <p className={css.title}>{title}</p>}
        <div>{children}</div>
        {actions === undefined ? null : <div className={css.actions}>{actions}</div>}
      </div>
    </div>
  )
}
