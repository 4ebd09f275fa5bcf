/** Longer texts stand raw: laying them out would hold up the desk. Characters. */
const MOST_CHARACTERS = 20_000
/** Readers of Markdown match delimiters with each other, so their time grows with the square of how many there are. */
const MOST_DELIMITERS = 1000
const MOST_CELLS = 4000
/** Quotes within quotes are read by recursion, which ends in a full stack. */
const NESTED_QUOTES = /(?:>[ \t]*){40}/

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** Whether a text can be laid out as Markdown within a few frames, whoever wrote it; what cannot is shown as it stands. */
export const isTameMarkdown = (text: string): boolean =>
  text.length <= MOST_CHARACTERS &&
  countOf(text, /[*_~]+/g) <= MOST_DELIMITERS &&
  countOf(text, /\[/g) <= MOST_DELIMITERS &&
  countOf(text, /\|/g) <= MOST_CELLS &&
  !NESTED_QUOTES.test(text)
