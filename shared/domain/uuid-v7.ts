import { hex } from './hash.ts'

/** RFC 9562 UUID version 7 from Unix milliseconds and ten random bytes. */
export const uuidV7 = (nowMs: number, random: Uint8Array): string => {
  const tail = Uint8Array.from(random.subarray(0, 10))
  if (tail.length < 10) throw new RangeError('a UUIDv7 needs ten random bytes')
  tail[0] = 0x70 | ((tail[0] ?? 0) & 0x0f)
  tail[2] = 0x80 | ((tail[2] ?? 0) & 0x3f)
  const text = Math.floor(nowMs).toString(16).padStart(12, '0') + hex(tail)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`
}
