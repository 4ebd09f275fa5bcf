import type { Problem } from './expression.ts'

/** Thrown while reading; `readWhere` turns it into a `Problem`. */
export class SyntaxProblem extends Error {
  readonly problem: Problem

  constructor(message: string, from: number, to: number) {
    super(message)
    this.problem = { message, from, to }
  }
}

/** A piece of text as written: where it stands, what it says, and whether it was quoted. */
export type Piece = {
  readonly text: string
  readonly quoted: boolean
  /** An asterisk follows directly. */
  readonly star: boolean
  readonly from: number
  readonly to: number
}

export type Operator = ':' | '<' | '<=' | '>' | '>=' | '!='

/** Ends a bare word. Operators end it too where a field's name may stand, but not inside a value (`10:30`). */
const ENDS_VALUE = /[\s()",]/
const ENDS_WORD = /[\s()":<>=]/

/** Walks an expression's characters. It knows words, quotes and operators, and nothing of fields. */
export const createScanner = (source: string) => {
  let at = 0
  const skipSpace = () => {
    while (at < source.length && /\s/.test(source.charAt(at))) at += 1
  }

  /** A quoted text: `\"` and `\\` stand for the character itself; any other backslash is one. */
  const quoted = (): Piece => {
    const from = at
    let text = ''
    at += 1
    while (source.charAt(at) !== '"') {
      if (at >= source.length) {
        throw new SyntaxProblem(
          'This quotation mark is never closed. Write a second " where the quoted text ends.',
          from,
          at,
        )
      }
      if (source.charAt(at) === '\\' && (source.charAt(at + 1) === '"' || source.charAt(at + 1) === '\\')) at += 1
      text += source.charAt(at)
      at += 1
    }
    at += 1
    const star = source.charAt(at) === '*'
    if (star) at += 1
    return { text, quoted: true, star, from, to: at }
  }

  const bare = (ends: RegExp): Piece => {
    const from = at
    while (at < source.length && !ends.test(source.charAt(at)) && !(ends === ENDS_WORD && source.startsWith('!=', at)))
      at += 1
    const text = source.slice(from, at)
    const star = text.endsWith('*')
    return { text: star ? text.slice(0, -1) : text, quoted: false, star, from, to: at }
  }

  return {
    /** The offset of what comes next, after white space. */
    position: (): number => {
      skipSpace()
      return at
    },
    atEnd: (): boolean => {
      skipSpace()
      return at >= source.length
    },
    /** The next character after white space, left where it is; empty at the end. */
    peek: (): string => {
      skipSpace()
      return source.charAt(at)
    },
    /** Takes the character if it comes next, directly (no white space between). */
    takeDirectly: (character: string): boolean => {
      if (!source.startsWith(character, at)) return false
      at += character.length
      return true
    },
    take: (character: string): boolean => {
      skipSpace()
      if (source.charAt(at) !== character) return false
      at += 1
      return true
    },
    /** A bare word or a quoted text where a term may begin. */
    word: (): Piece => {
      skipSpace()
      return source.charAt(at) === '"' ? quoted() : bare(ENDS_WORD)
    },
    /** A bare or quoted value directly after an operator or comma. */
    value: (): Piece => (source.charAt(at) === '"' ? quoted() : bare(ENDS_VALUE)),
    /**
     * The operator that follows; null when none does. A comparison may have white space on either side (`score < 0.4`);
     * a colon stands directly, so that a text that ends in one is not taken for a field.
     */
    operator: (): Operator | null => {
      const start = at
      skipSpace()
      for (const operator of ['<=', '>=', '!=', '<', '>', '='] as const) {
        if (!source.startsWith(operator, at)) continue
        at += operator.length
        skipSpace()
        return operator === '=' ? ':' : operator
      }
      at = start
      if (source.charAt(at) !== ':') return null
      at += 1
      return ':'
    },
    back: (position: number) => {
      at = position
    },
  }
}

export type Scanner = ReturnType<typeof createScanner>
