import type { Journal, JournalEntry, RefusedEntry } from './journal.ts'

const DATABASE = 'second-look'
const PREFIX = 'second-look.outbox.'

type Stored<T> = T & { readonly owner: string }

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    transaction.onerror = () => reject(transaction.error)
  })

const openDatabase = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(DATABASE, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('unsent', { keyPath: 'seq', autoIncrement: true })
    request.result.createObjectStore('refused', { keyPath: 'seq' })
  }
  return settled(request)
}

/** Holds a lock named for this page until the page is gone, so that another page can tell the living from the dead. */
const holdLock = (owner: string): Promise<void> =>
  new Promise((resolve) => {
    void navigator.locks.request(PREFIX + owner, () => {
      resolve()
      return new Promise<never>(() => {})
    })
  })

const livingPages = async (): Promise<ReadonlySet<string>> => {
  const { held = [] } = await navigator.locks.query()
  return new Set(held.flatMap((lock) => (lock.name?.startsWith(PREFIX) ? [lock.name.slice(PREFIX.length)] : [])))
}

/** The journal of one page, in the browser's own database, written through to disk before it answers. */
export const indexedDbJournal = (): Journal => {
  const owner = crypto.randomUUID()
  let opened: Promise<IDBDatabase> | null = null
  const database = (): Promise<IDBDatabase> => {
    opened ??= holdLock(owner).then(openDatabase)
    return opened
  }

  const write = async <T>(act: (unsent: IDBObjectStore, refused: IDBObjectStore) => Promise<T> | T): Promise<T> => {
    const transaction = (await database()).transaction(['unsent', 'refused'], 'readwrite', { durability: 'strict' })
    const done = committed(transaction)
    const result = await act(transaction.objectStore('unsent'), transaction.objectStore('refused'))
    await done
    return result
  }

  return {
    append: (projectId, unsent) =>
      write(async (store) => {
        const seq = Number(await settled(store.add({ ...unsent, projectId, owner })))
        return { ...unsent, projectId, seq }
      }),
    remove: (seq) => write((store) => void store.delete(seq)),
    refuse: (entry, failure) =>
      write((unsent, refused) => {
        unsent.delete(entry.seq)
        refused.put({ ...entry, owner, failure })
      }),
    forget: (seq) => write((_, refused) => void refused.delete(seq)),
    adopt: async (projectId) => {
      await database()
      const living = await livingPages()
      const orphaned = (entry: { readonly projectId: string; readonly owner: string }) =>
        entry.projectId === projectId && (entry.owner === owner || !living.has(entry.owner))
      return write(async (unsentStore, refusedStore) => {
        // Written by this module and no other, in the shape of `append` and `refuse`.
        const unsent: Stored<JournalEntry>[] = await settled(unsentStore.getAll())
        const refused: Stored<RefusedEntry>[] = await settled(refusedStore.getAll())
        const mine = { unsent: unsent.filter(orphaned), refused: refused.filter(orphaned) }
        for (const entry of mine.unsent) unsentStore.put({ ...entry, owner })
        for (const entry of mine.refused) refusedStore.put({ ...entry, owner })
        return mine
      })
    },
  }
}
