import { spawnSync } from 'node:child_process'
import { closeSync, openSync, writeSync } from 'node:fs'

const LABELS = ['person', 'place', 'brand', 'product', 'event', 'amount', 'date', 'address']
const CLASSES = ['billing', 'delivery', 'returns', 'account', 'praise', 'other']

const word = (index: number): string => {
  let rest = index * 7919 + 13
  let made = ''
  for (let syllable = 0; syllable < 3; syllable += 1) {
    made += 'bdfgklmnprst'.charAt(rest % 12) + 'aeiou'.charAt(Math.floor(rest / 12) % 5)
    rest = Math.floor(rest / 60) + index * 31
  }
  return made
}

/** A repeatable number in [0, 1). */
const dice = (row: number, purpose: number): number => {
  const mixed = Math.imul(row + purpose * 40_503, 0x9e3779b1) ^ (row >>> 3)
  return ((Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0) % 1_000_003) / 1_000_003
}

const line = (row: number): string => {
  const words = Array.from({ length: 14 }, (_, place) => word(Math.floor(dice(row, place + 20) ** 2 * 5000)))
  const text = words.join(' ')
  const second = (words[0]?.length ?? 0) + 1
  const score = Number(dice(row, 1).toFixed(4))
  return JSON.stringify({
    key: `s${row % 97}/${row.toString().padStart(8, '0')}`,
    text,
    time: new Date(1_767_225_600_000 + row * 31_000).toISOString(),
    source: `cam${row % 12}`,
    group: `store${Math.floor(dice(row, 2) * 2000)}`,
    meta: { aisle: Math.floor(dice(row, 3) * 40) },
    prediction: {
      id: `r${row}`,
      class: CLASSES[row % CLASSES.length],
      scores: { [CLASSES[row % CLASSES.length] ?? 'other']: score },
      objects: [
        { label: LABELS[row % 8], score: Number(dice(row, 4).toFixed(4)), span: [0, second - 1], quote: words[0] },
        {
          label: LABELS[(row + 3) % 8],
          score: Number(dice(row, 5).toFixed(4)),
          span: [second, second + (words[1]?.length ?? 0)],
        },
      ],
    },
  })
}

/** Writes a native file of so many rows, about 400 bytes each; the same count gives the same file. */
export const writeRows = (path: string, count: number, from = 0): void => {
  const file = openSync(path, 'w')
  try {
    writeSync(file, '{"secondLook":1,"model":{"name":"tagger","version":"8"}}\n')
    let chunk = ''
    for (let row = from; row < from + count; row += 1) {
      chunk += `${line(row)}\n`
      if (chunk.length < 4_000_000) continue
      writeSync(file, chunk)
      chunk = ''
    }
    writeSync(file, chunk)
  } finally {
    closeSync(file)
  }
}

/** The same in a process of its own, whose memory is not that of what is measured. */
export const writeRowsElsewhere = (path: string, count: number, from = 0): void => {
  const call = `import { writeRows } from ${JSON.stringify(import.meta.url)}; writeRows(${JSON.stringify(path)}, ${count}, ${from})`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', call], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
