import { useQuery } from '../api/use-query.ts'
import { useNavigation } from './navigation.ts'

/** Above this many cases an exact total takes long enough to notice, so it is not asked for after every verdict. */
const LARGE = 50_000

/** Where the case stands in the list that is shown, and how long that list is. Null while not known. */
export const useQueuePlace = (): { readonly place: number | null; readonly total: number | null } => {
  const caseId = useNavigation((navigation) => navigation.caseId)
  const scope = useNavigation((navigation) => navigation.scope)
  const where = useNavigation((navigation) => navigation.where)
  const place = useQuery('queue.place', caseId === null ? null : { scope, where, caseId }, ['queue.changed'])
  const total = useQueueTotal()
  return { place: place.stale ? null : (place.value?.place ?? null), total }
}

export const useQueueTotal = (): number | null => {
  const scope = useNavigation((navigation) => navigation.scope)
  const where = useNavigation((navigation) => navigation.where)
  const counted = useQuery('queue.count', { scope, where }, ['queue.changed'])
  const small = counted.value !== null && counted.value.total <= LARGE && where !== ''
  const followed = useQuery('queue.count', small ? { scope, where } : null, ['case.changed'])
  if (counted.stale) return null
  return (small && !followed.stale ? followed.value?.total : undefined) ?? counted.value?.total ?? null
}
