import { expect, test } from 'vitest'
import type { Journal, JournalEntry, RefusedEntry } from '../../renderer/api/journal.ts'
import { createOutbox, type OutboxParts, type SaveState } from '../../renderer/api/outbox-queue.ts'
import type { Failure, Result } from '../../shared/contract/errors.ts'
import { applyChanges } from '../../shared/domain/changes.ts'
import { Change, Worksheet } from '../../shared/model/review.ts'

const CASE = 'c'.repeat(32)
const PREDICTION = 'b'.repeat(32)
const subject = { caseId: CASE, predictionId: PREDICTION }
const id = (number: number) => `01890000-0000-7000-8000-${String(number).padStart(12, '0')}`

const note = (number: number, before: string, after: string, baseRevision: number) => ({
  commandId: id(number),
  subject,
  baseRevision,
  changes: [{ id: 'note' as const, before, after }],
  label: 'note',
})

const blank = Worksheet.parse({
  ...subject,
  personId: 'ada',
  revision: 0,
  annotations: [],
  relations: [],
  verdict: null,
  causes: [],
  note: '',
  edgeCase: false,
  disposition: null,
  submittedAs: null,
})

/** Survives as long as the test keeps it, whatever happens to the outboxes that write to it. */
const memoryJournal = (): Journal & { readonly unsent: Map<number, JournalEntry> } => {
  const unsent = new Map<number, JournalEntry>()
  const refused = new Map<number, RefusedEntry>()
  let seq = 0
  return {
    unsent,
    append: async (projectId, entry) => {
      seq += 1
      const stored = { ...entry, projectId, seq }
      unsent.set(seq, stored)
      return stored
    },
    remove: async (at) => void unsent.delete(at),
    refuse: async (entry, failure) => {
      unsent.delete(entry.seq)
      refused.set(entry.seq, { ...entry, failure })
    },
    forget: async (at) => void refused.delete(at),
    adopt: async (projectId) => ({
      unsent: [...unsent.values()].filter((entry) => entry.projectId === projectId),
      refused: [...refused.values()].filter((entry) => entry.projectId === projectId),
    }),
  }
}

type Sent = { readonly name: string; readonly commandId: string; readonly baseRevision: number | null }

/** A desk that keeps one worksheet as the store does: seen commands are answered again, stale ones refused. */
const desk = () => {
  let worksheet = blank
  const seen = new Map<string, Result<unknown>>()
  const sent: Sent[] = []
  let down = false
  let answerLost = false
  const refusals: Failure[] = []
  const unreachable: Result<never> = {
    ok: false,
    error: { code: 'internal', message: 'away', details: { unreachable: true } },
  }
  const call = async (name: string, input: object): Promise<Result<unknown>> => {
    const commandId = 'commandId' in input ? String(input.commandId) : ''
    const baseRevision = 'baseRevision' in input ? Number(input.baseRevision) : null
    sent.push({ name, commandId, baseRevision })
    if (down) return unreachable
    const refusal = refusals.shift()
    if (refusal) return { ok: false, error: refusal }
    const known = seen.get(commandId)
    if (known) return known
    if (baseRevision !== null && baseRevision !== worksheet.revision)
      return { ok: false, error: { code: 'conflict', message: 'changed meanwhile' } }
    const changes =
      'changes' in input && Array.isArray(input.changes) ? input.changes.map((one) => Change.parse(one)) : []
    worksheet = { ...applyChanges(worksheet, changes), revision: worksheet.revision + 1 }
    const result = { ok: true as const, value: { revision: worksheet.revision } }
    seen.set(commandId, result)
    return answerLost ? unreachable : result
  }
  return {
    call: call as OutboxParts['call'],
    sent,
    refusals,
    set down(is: boolean) {
      down = is
    },
    set answerLost(is: boolean) {
      answerLost = is
    },
    get worksheet() {
      return worksheet
    },
    /** Another window of the same person changes the worksheet. */
    elsewhere: (changed: Partial<Worksheet>) => {
      worksheet = { ...worksheet, ...changed, revision: worksheet.revision + 1 }
    },
  }
}

const outboxOn = (journal: Journal, { call }: { readonly call: OutboxParts['call'] }, worksheet = () => blank) => {
  const states: SaveState[] = []
  const outbox = createOutbox({
    journal,
    call,
    isUnreachable: (failure) => failure.details?.unreachable === true,
    refetch: async () => worksheet(),
    stillHolds: (now, entry) => {
      if (entry.name !== 'review.change') return false
      try {
        applyChanges(
          now,
          entry.input.changes.map((change) => Change.parse(change)),
        )
        return true
      } catch {
        return false
      }
    },
    onState: (state) => states.push(state),
  })
  return { outbox, state: () => states.at(-1), words: () => states.map((state) => state.word) }
}

/** Lets everything that needs no more than settled promises happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('commands go out one at a time, in the order they were made', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server)
  await outbox.open('p')
  const results = await Promise.all([
    outbox.send('review.change', note(1, '', 'a', 0)),
    outbox.send('review.change', note(2, 'a', 'b', 1)),
    outbox.send('review.change', note(3, 'b', 'c', 2)),
  ])
  expect(results.map((result) => result.ok)).toEqual([true, true, true])
  expect(server.sent.map((one) => one.commandId)).toEqual([id(1), id(2), id(3)])
  expect(server.worksheet.note).toBe('c')
  expect(state()).toEqual({ word: 'saved', pending: 0, refused: [], reason: null })
})

test('a command stands in the journal before it is sent, and leaves it once answered', async () => {
  const journal = memoryJournal()
  const server = desk()
  let heldWhenSent = -1
  const watching = {
    call: ((name, input) => {
      heldWhenSent = journal.unsent.size
      return server.call(name, input)
    }) as OutboxParts['call'],
  }
  const { outbox } = outboxOn(journal, watching)
  await outbox.open('p')
  await outbox.send('review.change', note(1, '', 'a', 0))
  expect({ heldWhenSent, after: journal.unsent.size }).toEqual({ heldWhenSent: 1, after: 0 })
})

test('while the desk is away work is kept and said to be offline; it goes out in order when the desk is back', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server)
  await outbox.open('p')
  server.down = true
  const first = outbox.send('review.change', note(1, '', 'a', 0))
  const second = outbox.send('review.change', note(2, 'a', 'b', 1))
  await settle()
  expect(state()).toMatchObject({ word: 'offline', pending: 2 })
  server.down = false
  outbox.wake()
  expect([await first, await second].map((result) => result.ok)).toEqual([true, true])
  expect(server.worksheet.note).toBe('b')
  expect(state()?.word).toBe('saved')
})

test('what a page left unsent when it died is sent by the next one, once', async () => {
  const journal = memoryJournal()
  const server = desk()
  const dying = outboxOn(journal, server)
  await dying.outbox.open('p')
  server.answerLost = true
  void dying.outbox.send('review.change', note(1, '', 'a', 0))
  await settle()
  expect(server.worksheet.revision).toBe(1)
  server.answerLost = false
  const next = outboxOn(journal, server)
  await next.outbox.open('p')
  await settle()
  expect({ revision: server.worksheet.revision, note: server.worksheet.note, left: journal.unsent.size }).toEqual({
    revision: 1,
    note: 'a',
    left: 0,
  })
  expect(next.state()?.word).toBe('saved')
})

test('unsent work of another project waits for that project', async () => {
  const journal = memoryJournal()
  const server = desk()
  const { outbox } = outboxOn(journal, server)
  await outbox.open('p')
  server.down = true
  void outbox.send('review.change', note(1, '', 'a', 0))
  await settle()
  server.down = false
  const other = outboxOn(journal, server)
  await other.outbox.open('q')
  await settle()
  expect({ left: journal.unsent.size, note: server.worksheet.note }).toEqual({ left: 1, note: '' })
})

test('a conflict is sent again once, on the new revision, when everything it starts from still holds', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server, () => server.worksheet)
  await outbox.open('p')
  server.elsewhere({ edgeCase: true })
  const results = await Promise.all([
    outbox.send('review.change', note(1, '', 'a', 0)),
    outbox.send('review.change', note(2, 'a', 'b', 1)),
  ])
  expect(results.map((result) => result.ok)).toEqual([true, true])
  expect(server.sent.map((one) => one.baseRevision)).toEqual([0, 1, 2])
  expect(server.worksheet).toMatchObject({ note: 'b', edgeCase: true })
  expect(state()?.word).toBe('saved')
})

test('a true conflict is answered, kept and shown until a person discards it, and later work goes on', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server, () => server.worksheet)
  await outbox.open('p')
  server.elsewhere({ note: 'theirs' })
  const refused = await outbox.send('review.change', note(1, '', 'mine', 0))
  expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } })
  expect(state()).toMatchObject({ word: 'conflict', pending: 0 })
  expect(await outbox.send('review.change', note(2, 'theirs', 'both', 1))).toMatchObject({ ok: true })
  expect(state()?.word).toBe('conflict')
  const [entry] = state()?.refused ?? []
  await outbox.discard(entry?.seq ?? -1)
  expect({ word: state()?.word, note: server.worksheet.note }).toEqual({ word: 'saved', note: 'both' })
})

test('after a merge, and on a person’s word after a conflict, a verdict is filed on the work as it stands', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server, () => server.worksheet)
  const verdict = (number: number, baseRevision: number) => ({
    commandId: id(number),
    subject,
    baseRevision,
    activeMs: 1,
    blind: false,
    proposed: { verdict: null, causes: [], errors: [] },
  })
  await outbox.open('p')
  server.elsewhere({ edgeCase: true })
  await outbox.send('review.change', note(1, '', 'a', 0))
  expect(await outbox.send('review.submit', verdict(2, 2))).toMatchObject({ ok: true })
  server.elsewhere({ edgeCase: false })
  await outbox.send('review.submit', verdict(3, 3))
  expect(state()?.word).toBe('conflict')
  await outbox.retry(state()?.refused[0]?.seq ?? -1)
  await settle()
  expect([state()?.word, server.sent.at(-1)]).toEqual([
    'saved',
    { name: 'review.submit', commandId: id(3), baseRevision: 4 },
  ])
})

test('a change that met a conflict is made again from the worksheet as it stands', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server, () => server.worksheet)
  await outbox.open('p')
  server.elsewhere({ note: 'theirs' })
  await outbox.send('review.change', note(1, '', 'mine', 0))
  expect(state()?.word).toBe('conflict')
  await outbox.retry(state()?.refused[0]?.seq ?? -1)
  await settle()
  expect([state()?.word, server.worksheet.note]).toEqual(['saved', 'mine'])
})

test('refused work survives a restart of the page and can be sent again', async () => {
  const journal = memoryJournal()
  const server = desk()
  const first = outboxOn(journal, server)
  await first.outbox.open('p')
  server.refusals.push({ code: 'internal', message: 'the desk stumbled' })
  await first.outbox.send('review.change', note(1, '', 'a', 0))
  const next = outboxOn(journal, server)
  await next.outbox.open('p')
  expect(next.state()).toMatchObject({ word: 'refused', refused: [{ failure: { message: 'the desk stumbled' } }] })
  await next.outbox.retry(next.state()?.refused[0]?.seq ?? -1)
  await settle()
  expect({ word: next.state()?.word, note: server.worksheet.note }).toEqual({ word: 'saved', note: 'a' })
})

test('a refusal that the screen explains is not kept as lost work', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server)
  await outbox.open('p')
  server.refusals.push({ code: 'bad-input', message: 'correct on edited annotations' })
  expect(await outbox.send('review.change', note(1, '', 'a', 0))).toMatchObject({ ok: false })
  expect(state()).toEqual({ word: 'saved', pending: 0, refused: [], reason: null })
})

test('a full disk keeps the work at the head, says why, and goes on when asked', async () => {
  const server = desk()
  const { outbox, state } = outboxOn(memoryJournal(), server)
  await outbox.open('p')
  const full: Failure = { code: 'disk-full', message: 'The disk is full.' }
  server.refusals.push(full)
  const sent = outbox.send('review.change', note(1, '', 'a', 0))
  await settle()
  expect(state()).toEqual({ word: 'waiting', pending: 1, refused: [], reason: full })
  outbox.wake()
  expect(await sent).toMatchObject({ ok: true })
  expect(state()?.word).toBe('saved')
})

test('a journal that cannot be written does not stop the work', async () => {
  const server = desk()
  const broken: Journal = { ...memoryJournal(), append: async () => Promise.reject(new Error('storage is off')) }
  const { outbox, state } = outboxOn(broken, server)
  await outbox.open('p')
  expect(await outbox.send('review.change', note(1, '', 'a', 0))).toMatchObject({ ok: true })
  expect(state()?.word).toBe('saved')
})

test('without an open project nothing is taken, and that is said', async () => {
  const { outbox } = outboxOn(memoryJournal(), desk())
  expect(await outbox.send('review.change', note(1, '', 'a', 0))).toMatchObject({
    ok: false,
    error: { code: 'no-project' },
  })
})
