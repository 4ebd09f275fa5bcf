import type { Read, ReadRow } from '../../../shared/domain/formats/read-row.ts'
import { excerptOf } from '../../../shared/domain/formats/read-row.ts'
import { FileKeys } from './import-prepare.ts'

/** After this many sentences without a known one, a file is one of its own. */
const NEW_AFTER = 20_000

/**
 * Puts sentences of several files onto the same cases: equal tokens are the same case, equal texts are matched in order.
 * A sentence that stands where a known one is missing has other tokens than that one: it is set aside, not attached and
 * not added beside it.
 */
export class ConllAlignment {
  /** Keys of known sentences, in their order. */
  readonly #known = new Map<string, number>()

  constructor(known: Iterable<string>) {
    for (const key of known) this.#known.set(key, this.#known.size)
  }

  /** Rows of one file, keyed. Call it file by file. */
  async *align(reads: AsyncIterable<readonly Read[]>, name: string): AsyncGenerator<readonly Read[]> {
    const keys = new FileKeys()
    const reference = this.#known.size
    const added: string[] = []
    let held: ReadRow[] = []
    let previous = -1
    let count = 0
    let matched = 0
    let isNew = reference === 0
    const add = (row: ReadRow): Read => {
      if (row.case.key !== null) added.push(row.case.key)
      return { is: 'row', row }
    }
    for await (const some of reads) {
      const out: Read[] = []
      for (const read of some) {
        if (read.is !== 'row') {
          out.push(read)
          continue
        }
        count += 1
        const key = keys.derive(read.row.case, [])
        const row = { ...read.row, case: { ...read.row.case, key } }
        const place = this.#known.get(key)
        if (isNew) out.push(add(row))
        else if (place === undefined) held.push(row)
        else {
          const differ = place > previous + 1
          for (const each of held) out.push(differ ? setAside(each, name) : add(each))
          held = []
          previous = Math.max(previous, place)
          matched += 1
          out.push({ is: 'row', row })
        }
        if (matched === 0 && held.length >= NEW_AFTER) {
          isNew = true
          out.push(...held.map(add), newWarning(name))
          held = []
        }
      }
      yield out
    }
    const differ = matched > 0 ? previous < reference - 1 : count === reference
    const last = held.map((row) => (differ ? setAside(row, name) : add(row)))
    yield held.length > 0 && !differ && matched === 0 ? [...last, newWarning(name)] : last
    for (const key of added) if (!this.#known.has(key)) this.#known.set(key, this.#known.size)
  }
}

const newWarning = (name: string): Read => ({
  is: 'warning',
  text: `No sentence of ${name} has the tokens of one that was there before; all came in as new cases.`,
})

const setAside = (row: ReadRow, name: string): Read => ({
  is: 'failure',
  failure: {
    line: row.line,
    reason: 'tokens-differ',
    message: `The sentence stands where ${name} should have a known one, but its tokens are others.`,
    remedy: 'Tag the same tokens as the first file, or import this file as a feed of its own.',
    excerpt: excerptOf(row.excerpt),
  },
})
