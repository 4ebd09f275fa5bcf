import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { useJobs } from '../api/jobs.ts'
import { t } from '../i18n/t.ts'
import { ActionKey, KeyCaps } from '../ui/key-caps.tsx'
import { count, percent } from '../ui/numbers.ts'
import { useProject } from './desk.ts'
import { useNavigation } from './navigation.ts'
import { usePreferences } from './preferences.ts'
import { useQueuePlace } from './queue-place.ts'
import { type KeyHint, useStatus } from './status.ts'
import css from './status-bar.module.css'

const Running = (): ReactNode => {
  const job = useJobs(({ jobs }) => jobs.findLast((one) => one.state === 'running') ?? null)
  if (job === null) return null
  const share = job.total === null || job.total === 0 ? '' : ` ${percent(Math.min(1, job.done / job.total))}`
  return (
    <span className={css.job}>
      {job.title}
      {share}
    </span>
  )
}

const Place = (): ReactNode => {
  const { place, total } = useQueuePlace()
  if (total === null) return null
  return (
    <span>{place === null ? count(total) : t('{place} of {total}', { place: count(place), total: count(total) })}</span>
  )
}

/** What the keys do on a screen that says nothing of its own. */
const ANYWHERE: readonly KeyHint[] = [
  { action: 'shell.palette', does: t('do anything, find a case') },
  { action: 'shell.help', does: t('all shortcuts') },
]
const WITH_PROJECT: readonly KeyHint[] = [{ action: 'go.review', does: t('to the review') }, ...ANYWHERE]

const Page = (): ReactNode => {
  const page = useStatus((status) => status.page)
  return page === null ? null : <span>{t('Page {page} of {pages}', page)}</span>
}

const Zoom = (): ReactNode => {
  const zoom = useStatus((status) => status.zoom)
  return <span className={css.zoom}>{zoom === null ? '' : percent(zoom)}</span>
}

/** As often as numbers that run can be read: written oftener, they would cost every step of a drag a layout. */
const READ_MS = 200

/** Where the pointer is, and what is there. Written past React: it changes with every move of the pointer. */
const Pointed = (): ReactNode => {
  const pixel = useRef<HTMLSpanElement>(null)
  const cursor = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    let [written, later] = [0, 0]
    const write = (): void => {
      const status = useStatus.getState()
      const { x, y } = status.cursor ?? { x: 0, y: 0 }
      if (pixel.current) pixel.current.textContent = status.pixel
      if (cursor.current)
        cursor.current.textContent = status.cursor === null ? '' : `${Math.round(x)}, ${Math.round(y)} px`
      written = performance.now()
      later = 0
    }
    write()
    const stop = useStatus.subscribe((now, before) => {
      if ((now.cursor === before.cursor && now.pixel === before.pixel) || later !== 0) return
      // The last one is always written.
      const rest = READ_MS - (performance.now() - written)
      if (rest <= 0) write()
      else later = window.setTimeout(write, rest)
    })
    return () => {
      clearTimeout(later)
      stop()
    }
  }, [])
  return (
    <>
      <span ref={pixel} className={css.pixel} />
      <span ref={cursor} className={css.cursor} />
    </>
  )
}

/** 28 px: what the keys do right now, zoom, cursor, how far along. */
export const StatusBar = (): ReactNode => {
  const hints = useStatus((status) => status.hints)
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  const onReview = useNavigation((navigation) => navigation.screen === 'review')
  const project = useProject()
  const own = singleKeys ? hints : []
  const elsewhere = project === null ? ANYWHERE : WITH_PROJECT
  const said = own.length > 0 ? own : onReview ? ANYWHERE : elsewhere
  return (
    <footer className={css.bar}>
      <div className={css.hints}>
        {onReview && !singleKeys ? <span>{t('Single-key shortcuts are off')}</span> : null}
        {said.map((hint) => (
          <span key={hint.does} className={css.hint}>
            {'action' in hint ? <ActionKey action={hint.action} /> : <KeyCaps keys={hint.keys} />} {hint.does}
          </span>
        ))}
      </div>
      <Running />
      <Page />
      <Pointed />
      <Zoom />
      <span className={css.place}>{onReview && project !== null ? <Place /> : null}</span>
    </footer>
  )
}
