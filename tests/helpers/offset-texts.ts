/** Pieces on which offsets go wrong: joined emoji, flags, combining marks, line ends, byte order marks, two directions, Extension B. */
export const PIECES = [
  'a',
  'Zürich',
  '👩‍👩‍👧‍👦',
  '🇩🇪🇨🇭',
  'e\u0301\u0323',
  '\r\n',
  '\n',
  '\ufeff',
  'שלום',
  'مرحبا',
  '𠀀𪚥',
  '한국어',
  ' ',
  '\t',
  '👍🏽',
  '"\\',
]

export type OffsetRow = {
  readonly key: string
  readonly text: string
  readonly spans: readonly (readonly [number, number])[]
}

/** A repeatable number in [0, 1). */
const dice = (row: number, purpose: number): number => {
  const mixed = Math.imul(row * 31 + purpose, 0x9e3779b1)
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0) / 0x1_0000_0000
}

/** Texts made of such pieces, each with spans in code points that begin and end between pieces. */
export const offsetRows = (count: number): OffsetRow[] =>
  Array.from({ length: count }, (_, row) => {
    const pieces = Array.from(
      { length: 1 + Math.floor(dice(row, 1) * 40) },
      (_, at) => PIECES[Math.floor(dice(row, at + 2) * PIECES.length)] ?? '',
    )
    const ends = [0]
    for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + [...piece].length)
    const spans = Array.from({ length: Math.floor(dice(row, 90) * 4) }, (_, at) => {
      const from = Math.floor(dice(row, 100 + at) * pieces.length)
      const to = from + 1 + Math.floor(dice(row, 200 + at) * (pieces.length - from))
      return [ends[from] ?? 0, ends[Math.min(to, pieces.length)] ?? 0] as const
    })
    return { key: `row ${row}`, text: pieces.join(''), spans }
  })
