/**
 * 32 bits from a text, FNV-1a (Fowler, Noll, Vo) over UTF-16 units, mixed once more (Murmur3's finalizer): even for ids that
 * differ little.
 */
export const drawOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** `count` of these ids, drawn at random but the same again for the same seed, in the order drawn. */
export const seededSample = <Id extends string>(ids: readonly Id[], count: number, seed: string): readonly Id[] =>
  ids
    .map((id) => ({ id, draw: drawOf(`${seed} ${id}`) }))
    .sort((a, b) => a.draw - b.draw || (a.id < b.id ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id)
