import type { Reading } from '../../../shared/domain/taxonomy/reading.ts'
import type { ReadingStore } from '../store/readings.ts'
import type { Store, Write } from '../store/store.ts'
import { type Outlook, surveyBasis, surveyInTurns, surveyReviews } from '../store/taxonomy-survey.ts'

/** Lets the desk answer others. */
export type Pause = () => Promise<unknown>

/** A change of how reviews read. */
export type Change<T> = {
  readonly before: Reading
  readonly after: Reading
  carryOut(write: Write, outlook: Outlook): T
}

/** So often the reviews are looked at anew because somebody wrote meanwhile, before everybody waits for one look. */
const LOOKS = 3

/**
 * Changes how reviews read. They are looked at in turns, outside of the transaction; one that finds that somebody wrote
 * since then changes nothing, and they are looked at again. `plan`: the change as things stand; throws where it must not be.
 */
export const surveyed = async <T>(store: Store, plan: (now: ReadingStore) => Change<T>, pause: Pause): Promise<T> => {
  for (let look = 0; look < LOOKS; look += 1) {
    const basis = surveyBasis(store)
    const { before, after, carryOut } = plan(store)
    const outlook = await surveyInTurns(store, before, after, pause)
    const done = store.write((write) => (surveyBasis(write) === basis ? { is: carryOut(write, outlook) } : null))
    if (done !== null) return done.is
  }
  return store.write((write) => {
    const { before, after, carryOut } = plan(write)
    return carryOut(write, surveyReviews(write, before, after))
  })
}
