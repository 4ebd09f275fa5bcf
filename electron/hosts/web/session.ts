import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Hashed first, so that neither the time nor the length tells how much of a guess was right. */
const same = (given: string, expected: string): boolean => {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** Who may speak to this host: whoever holds the token it printed, from then on known by a cookie. */
export type Session = {
  /** Goes into the URL's fragment, which browsers send to nobody. */
  readonly token: string
  /** A token that works once: for opening a browser, whose command line every user of the machine can read. */
  ticket(): string
  /** The `Set-Cookie` value for the right token or an unused ticket; null for anything else. */
  exchange(token: string): string | null
  /** Whether a `Cookie` header carries this session. */
  holds(cookieHeader: string | undefined): boolean
}

/** Both secrets are new at each start. The cookie is named for the port because cookies are shared between ports. */
export const createSession = (port: () => number): Session => {
  const token = randomBytes(32).toString('base64url')
  const secret = randomBytes(32).toString('base64url')
  const tickets = new Set<string>()
  const name = () => `second-look-${port()}`
  const redeem = (given: string): boolean => {
    const ticket = [...tickets].find((unused) => same(given, unused))
    return ticket !== undefined && tickets.delete(ticket)
  }
  return {
    token,
    ticket: () => {
      const ticket = randomBytes(32).toString('base64url')
      tickets.add(ticket)
      return ticket
    },
    exchange: (given) =>
      same(given, token) || redeem(given) ? `${name()}=${secret}; Path=/; HttpOnly; SameSite=Strict` : null,
    holds: (header) =>
      (header ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name()}=`))
        .some((pair) => same(pair.slice(name().length + 1), secret)),
  }
}
