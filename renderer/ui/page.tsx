import { type ReactNode, useEffect, useRef } from 'react'
import css from './page.module.css'

/** A screen that is read from top to bottom. It takes the focus when it comes, so that Tab goes on from its first control. */
export const Page = ({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode => {
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    main.current?.focus({ preventScroll: true })
  }, [])
  return (
    <main ref={main} tabIndex={-1} className={css.page} aria-label={title}>
      <div className={css.column}>
        <h1 className={css.title}>{title}</h1>
        {children}
      </div>
    </main>
  )
}
