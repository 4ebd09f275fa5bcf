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
  /** The `Set-Cookie` value for the right token; null for a wrong one. */
  exchange(token: string): string | null
  /** Whether a `Cookie` header carries this session. */
  holds(cookieHeader: string | undefined): boolean
}

/** Both secrets are new at each start. The cookie is named for the port because cookies are shared between ports. */
export const createSession = (port: () => number): Session => {
  const token = randomBytes(32).toString('base64url')
  const secret = randomBytes(32).toString('base64url')
  const name = () => `second-look-${port()}`
  return {
    token,
    exchange: (given) => (same(given, token) ? `${name()}=${secret}; Path=/; HttpOnly; SameSite=Strict` : null),
    holds: (header) =>
      (header ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name()}=`))
        .some((pair) => same(pair.slice(name().length + 1), secret)),
  }
}
