import { Model } from '../../../shared/model/prediction.ts'
import type { PreparedAsset } from './import-images.ts'
import type { PreparedPrediction, PreparedRow } from './import-prepare.ts'

/**
 * Rows in columns, for their way between threads: copying a million small objects costs the writing thread a third of its
 * time, copying a few flat arrays next to nothing.
 */
export type PackedRows = {
  readonly count: number
  /** Three hashes a row: case, content (zeros where there is none), prediction. */
  readonly hashes: Uint8Array
  readonly numbers: Float64Array
  /** Strings that rows repeat; `numbers` hold their places. */
  readonly names: readonly string[]
  /** key, title (null: the text itself), text, meta, time, and with a prediction its body. */
  readonly strings: readonly (string | null)[]
  /** What few rows have, by the row's place. */
  readonly rare: ReadonlyMap<number, Rare>
}

type Rare = {
  readonly assets: readonly PreparedAsset[]
  readonly truth: string | null
  readonly outcomeValue: string | null
  readonly outcomeTime: string | null
}

const HASH = 16
const HASHES = 3 * HASH
const NONE = -1
const NOTHING: Rare = { assets: [], truth: null, outcomeValue: null, outcomeTime: null }

export const packRows = (rows: readonly PreparedRow[]): PackedRows => {
  const hashes = new Uint8Array(rows.length * HASHES)
  const numbers: number[] = []
  const strings: (string | null)[] = []
  const places = new Map<string, number>()
  const rare = new Map<number, Rare>()
  const name = (text: string | null): number => {
    if (text === null) return NONE
    const place = places.get(text)
    if (place !== undefined) return place
    places.set(text, places.size)
    return places.size - 1
  }
  for (const [index, row] of rows.entries()) {
    const at = index * HASHES
    const { prediction, signals: seen } = row
    hashes.set(row.uid, at)
    if (row.contentHash) hashes.set(row.contentHash, at + HASH)
    if (prediction) hashes.set(prediction.uid, at + 2 * HASH)
    strings.push(row.key, row.title === row.text ? null : row.title, row.text, row.meta, row.time)
    numbers.push(
      row.line ?? NONE,
      row.kind,
      row.contentHash ? 1 : 0,
      row.severity,
      row.draw,
      row.inclusion ?? NONE,
      name(row.body),
      name(row.extra),
      name(row.feed),
      name(row.source),
      name(row.group),
      seen.score ?? NONE,
      seen.margin ?? NONE,
      seen.annotations,
      name(seen.label),
      seen.risk,
      prediction ? prediction.labels.length : NONE,
    )
    if (prediction) {
      strings.push(prediction.body)
      numbers.push(name(JSON.stringify(prediction.model)))
      for (let each = 0; each < prediction.labels.length; each += 1)
        numbers.push(name(prediction.labels[each] ?? ''), prediction.scores[each] ?? NONE)
    }
    if (row.assets.length > 0 || row.truth !== null || row.outcomeValue !== null)
      rare.set(index, {
        assets: row.assets,
        truth: row.truth,
        outcomeValue: row.outcomeValue,
        outcomeTime: row.outcomeTime,
      })
  }
  return { count: rows.length, hashes, numbers: Float64Array.from(numbers), names: [...places.keys()], strings, rare }
}

/** Gives the rows one by one, in their order. */
export const createUnpacker = (packed: PackedRows): (() => PreparedRow) => {
  const { hashes, numbers, names, strings, rare } = packed
  const models = new Map<number, PreparedPrediction['model']>()
  const buffer = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength)
  let [index, number, string] = [0, 0, 0]
  const next = (): number => numbers[number++] ?? 0
  const known = (value: number): number | null => (value === NONE ? null : value)
  const named = (place: number): string | null => (place === NONE ? null : (names[place] ?? ''))
  const modelAt = (place: number): PreparedPrediction['model'] => {
    const found = models.get(place)
    if (found) return found
    const made = Model.parse(JSON.parse(names[place] ?? ''))
    models.set(place, made)
    return made
  }
  const prediction = (count: number, uid: Uint8Array): PreparedPrediction => {
    const body = strings[string++] ?? ''
    const model = modelAt(next())
    const labels: string[] = []
    const scores: (number | null)[] = []
    for (let each = 0; each < count; each += 1) {
      labels.push(names[next()] ?? '')
      scores.push(known(next()))
    }
    return { uid, model, body, labels, scores }
  }
  return () => {
    const at = index * HASHES
    const key = strings[string++] ?? ''
    const title = strings[string++] ?? null
    const text = strings[string++] ?? null
    const meta = strings[string++] ?? ''
    const time = strings[string++] ?? null
    const line = known(next())
    const kind = next()
    const hasContent = next() === 1
    const severity = next()
    const draw = next()
    const inclusion = known(next())
    const body = named(next()) ?? ''
    const extra = named(next()) ?? ''
    const feed = named(next()) ?? ''
    const source = named(next())
    const group = named(next())
    const signals = {
      score: known(next()),
      margin: known(next()),
      disagreement: null,
      annotations: next(),
      label: named(next()),
      risk: next() === 1 ? (1 as const) : (0 as const),
    }
    const count = next()
    const { assets, truth, outcomeValue, outcomeTime } = rare.get(index) ?? NOTHING
    index += 1
    return {
      line,
      uid: buffer.subarray(at, at + HASH),
      key,
      feed,
      kind,
      title: title ?? text ?? '',
      body,
      text,
      meta,
      extra,
      contentHash: hasContent ? buffer.subarray(at + HASH, at + 2 * HASH) : null,
      source,
      group,
      time,
      severity,
      draw,
      inclusion,
      assets,
      signals,
      prediction: count === NONE ? null : prediction(count, buffer.subarray(at + 2 * HASH, at + HASHES)),
      truth,
      outcomeValue,
      outcomeTime,
    }
  }
}
