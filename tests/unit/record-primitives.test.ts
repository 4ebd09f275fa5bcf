import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../electron/backend/files/sha256.ts'
import { canonicalJson } from '../../shared/domain/canonical-json.ts'
import { clockToInstant, nextClock } from '../../shared/domain/clock.ts'
import { contentId } from '../../shared/domain/content-id.ts'
import { hex } from '../../shared/domain/hash.ts'
import {
  consistencyProof,
  inclusionProof,
  leafHash,
  merkleRoot,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '../../shared/domain/merkle.ts'
import { uuidV7 } from '../../shared/domain/uuid-v7.ts'
import { wilson } from '../../shared/domain/wilson.ts'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text))
const golden = new URL('../../../shared/golden/rfc6962-proofs.json', import.meta.url)

test('RFC 6962 hashes are the published ones', () => {
  expect(hex(merkleRoot(sha256, []))).toMatch(/^e3b0c442.*b855$/)
  expect(hex(leafHash(sha256, bytes('')))).toMatch(/^6e340b9c.*a01d$/)
  expect(hex(leafHash(sha256, bytes('L123456')))).toMatch(/^395aa064.*4d56$/)
  expect(hex(nodeHash(sha256, bytes('N123'), bytes('N456')))).toMatch(/^aa217fe8.*6bbb$/)
})

test('the roots of the eight standard leaves are the published ones', () => {
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const hashes = leaves.map((leaf) => leafHash(sha256, Buffer.from(leaf, 'hex')))
  const roots = leaves.map((_, i) => hex(merkleRoot(sha256, hashes.slice(0, i + 1))).slice(0, 8))
  expect(roots).toEqual([
    '6e340b9c',
    'fac54203',
    'aeb6bcfe',
    'd37ee418',
    '4e3bbb1f',
    '76e67dad',
    'ddb89be4',
    '5dc9da79',
  ])
})

test.skipIf(!existsSync(golden))('all 196 published proof cases are judged as published', () => {
  const cases = JSON.parse(readFileSync(golden, 'utf8'))
  const from64 = (text: string | null) => Uint8Array.from(Buffer.from(text ?? '', 'base64'))
  const path = (proof: string[] | null) => (proof ?? []).map(from64)
  const wrong: string[] = []
  for (const c of cases.inclusion) {
    const ok = verifyInclusion(sha256, from64(c.leafHash), c.leafIdx, c.treeSize, path(c.proof), from64(c.root))
    if (ok === c.wantErr) wrong.push(c.name)
  }
  for (const c of cases.consistency) {
    const ok = verifyConsistency(sha256, c.size1, c.size2, path(c.proof), from64(c.root1), from64(c.root2))
    if (ok === c.wantErr) wrong.push(c.name)
  }
  expect([cases.inclusion.length + cases.consistency.length, wrong]).toEqual([196, []])
})

test('every inclusion and consistency proof of a tree verifies, and fails for any other root', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { minLength: 1, maxLength: 20 }), fc.nat(), (data, pick) => {
      const leaves = data.map((leaf) => leafHash(sha256, leaf))
      const index = pick % leaves.length
      const root = merkleRoot(sha256, leaves)
      const proof = inclusionProof(sha256, leaves, index)
      const leaf = leaves[index]!
      expect(verifyInclusion(sha256, leaf, index, leaves.length, proof, root)).toBe(true)
      expect(verifyInclusion(sha256, leaf, index, leaves.length, proof, sha256('other'))).toBe(false)
      const size = index + 1
      const before = merkleRoot(sha256, leaves.slice(0, size))
      const path = consistencyProof(sha256, leaves, size)
      expect(verifyConsistency(sha256, size, leaves.length, path, before, root)).toBe(true)
      expect(verifyConsistency(sha256, size, leaves.length, path, sha256('other'), root)).toBe(false)
    }),
  )
})

test('canonical JSON sorts members by UTF-16 units and refuses what JSON cannot hold', () => {
  expect(canonicalJson({ b: [1, 1e21, -0, 0.1], a: { '\u20ac': 'é\n', '\ud83d\ude00': null } })).toBe(
    '{"a":{"€":"é\\n","😀":null},"b":[1,1e+21,0,0.1]}',
  )
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError)
  expect(() => canonicalJson('\ud800')).toThrow(RangeError)
})

test('content ids tell lists of parts apart that would join to the same text', () => {
  expect(contentId(sha256, 'ab', 'c')).not.toBe(contentId(sha256, 'a', 'bc'))
  expect(contentId(sha256, 'ab', 'c')).toMatch(/^[0-9a-f]{32}$/)
})

test('a clock never goes back, whatever the wall clock does, and its text sorts as it ticks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 47 }), { minLength: 1, maxLength: 60 }), (walls) => {
      let clock: string | null = null
      for (const wall of walls) {
        const next = nextClock(clock, wall)
        if (clock !== null) expect(next > clock).toBe(true)
        expect(Date.parse(clockToInstant(next))).toBeGreaterThanOrEqual(wall)
        clock = next
      }
    }),
  )
  expect(nextClock('0000000003e8-ffff', 0)).toBe('0000000003e9-0000')
})

test('a UUIDv7 carries its time, version and variant', () => {
  expect(uuidV7(0x017f22e279b0, new Uint8Array(10).fill(0xff))).toBe('017f22e2-79b0-7fff-bfff-ffffffffffff')
})

test('Wilson intervals are those of R (golden 20)', () => {
  const rounded = (n: number) => Number(n.toFixed(7))
  const a = wilson(682, 925)
  expect([rounded(a.low), rounded(a.high)]).toEqual([0.707996, 0.7646358])
  expect(rounded(wilson(0, 50).high)).toBe(0.0713476)
})
