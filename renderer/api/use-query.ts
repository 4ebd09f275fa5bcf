import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure, Result } from '../../shared/contract/errors.ts'
import type { DeskEvent } from '../../shared/contract/events.ts'
import type { Input, OperationName, Output } from '../../shared/contract/table.ts'
import { sameJson } from '../../shared/domain/same-json.ts'
import { client } from './client.ts'
import { useTransport } from './transport.ts'

export type Query<N extends OperationName> = {
  /** The last answer; it stays while a newer one is on its way, so that nothing jumps. */
  readonly value: Output<N> | null
  readonly failure: Failure | null
  /** True while `value` does not belong to the input asked for. */
  readonly stale: boolean
  again(): void
}

type Held<N extends OperationName> = {
  readonly key: string | null
  readonly value: Output<N> | null
  readonly failure: Failure | null
}

const asking = new Map<string, Promise<Result<unknown>>>()

/** One question for all who ask the same at the same moment: a fact is told to several parts of the page at once. */
const ask = <N extends OperationName>(name: N, key: string, input: Input<N>): Promise<Result<Output<N>>> => {
  const id = `${name} ${key}`
  const known = asking.get(id)
  // Kept under the name it was asked by, so the answer is of this name's type.
  if (known) return known as Promise<Result<Output<N>>>
  const answer = client.call(name, input)
  asking.set(id, answer)
  queueMicrotask(() => asking.delete(id))
  return answer
}

/**
 * Asks the desk, and again whenever one of the named facts arrives or the connection comes back. One question is in
 * flight at a time; what changes meanwhile is asked once more afterwards. A null input asks nothing.
 */
export const useQuery = <N extends OperationName>(
  name: N,
  input: Input<N> | null,
  on: readonly DeskEvent['type'][] = [],
): Query<N> => {
  const key = input === null ? null : JSON.stringify(input)
  const [held, setHeld] = useState<Held<N>>({ key: null, value: null, failure: null })
  const wanted = useRef({ key, input })
  const isAsking = useRef(false)
  const dirty = useRef(false)
  const mounted = useRef(true)

  const again = useCallback(async (): Promise<void> => {
    dirty.current = true
    if (isAsking.current) return
    isAsking.current = true
    while (dirty.current && mounted.current) {
      dirty.current = false
      const question = wanted.current
      if (question.key === null || question.input === null) break
      const result = await ask(name, question.key, question.input)
      if (!mounted.current) break
      if (wanted.current.key !== question.key) dirty.current = true
      else if (result.ok) {
        const { key: asked } = question
        // The same answer again is no news to those who show it.
        setHeld((before) =>
          before.key === asked && before.failure === null && sameJson(before.value, result.value)
            ? before
            : { key: asked, value: result.value, failure: null },
        )
      } else setHeld((before) => ({ key: question.key, value: before.value, failure: result.error }))
    }
    isAsking.current = false
  }, [name])

  useEffect(() => {
    wanted.current = { key, input }
  })
  useEffect(() => {
    mounted.current = true
    if (key !== null) void again()
    return () => {
      mounted.current = false
    }
  }, [key, again])

  const facts = on.join(' ')
  useEffect(() => {
    const listened = new Set(facts.split(' '))
    const stopFacts = client.subscribe((event) => {
      if (listened.has(event.type)) void again()
    })
    const stopTransport = useTransport.subscribe((now, before) => {
      if (now.state === 'online' && before.state === 'offline') void again()
    })
    return () => {
      stopFacts()
      stopTransport()
    }
  }, [facts, again])

  return { value: held.value, failure: held.failure, stale: held.key !== key, again: () => void again() }
}
