import { type ReactNode, useEffect, useState } from 'react'
import { client } from '../api/client.ts'
import { useTransport } from '../api/transport.ts'
import { Finished } from '../features/queue/finished.tsx'
import { ReviewScreen } from '../features/review/review-screen.tsx'
import { t } from '../i18n/t.ts'
import { useNavigation } from './navigation.ts'

/** Where the review screen is put. Without a case on the desk, the worst one that waits is put there. */
export const ReviewSlot = (): ReactNode => {
  const caseId = useNavigation((navigation) => navigation.caseId)
  return caseId === null ? <NextCase /> : <ReviewScreen />
}

/** Finds the first case of the queue as filtered; when none waits, says what was found. */
const NextCase = (): ReactNode => {
  const where = useNavigation((navigation) => navigation.where)
  const [none, setNone] = useState(false)
  useEffect(() => {
    let gone = false
    const find = async (): Promise<void> => {
      const next = await client.call('queue.next', { where, limit: 1 })
      if (gone || !next.ok) return
      const [first] = next.value.rows
      if (first === undefined) setNone(true)
      else if (useNavigation.getState().caseId === null) useNavigation.getState().openCase(first.caseId)
    }
    void find()
    const stop = client.subscribe((event) => {
      if (event.type === 'queue.changed') void find()
    })
    const stopTransport = useTransport.subscribe(({ state }) => {
      if (state === 'online') void find()
    })
    return () => {
      gone = true
      stopTransport()
      stop()
    }
  }, [where])
  return <main aria-label={t('Case')}>{none ? <Finished /> : null}</main>
}
