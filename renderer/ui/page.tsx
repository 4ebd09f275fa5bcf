import { type ReactNode, useEffect, useRef } from 'react'
import css from './page.module.css'

type PageProps = {
  readonly title: string
  /** For tables with many columns. */
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A screen that is read from top to bottom. It takes the focus when it comes, so that Tab goes on from its first control. */
export const Page = ({ title, wide = false, children }: PageProps): ReactNode => {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    main.current?.focus({ preventScroll: true })
  }, [])
  return (
    <main ref={main} tabIndex={-1} className={css.page} aria-label={title}>
      <div className={css.column} data-wide={wide}>
        <h1 className={css.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
