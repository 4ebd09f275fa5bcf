/** SQL text with its parameters, so that nothing a person wrote ever becomes part of the text. */
export type Sql = { readonly text: string; readonly parameters: readonly (string | number)[] }

export const sql = (text: string, ...parameters: readonly (string | number)[]): Sql => ({ text, parameters })

/** Puts pieces into a template's gaps: sql pieces as they are. */
export const build = (strings: TemplateStringsArray, ...pieces: readonly Sql[]): Sql => ({
  text: strings.map((part, index) => part + (pieces[index]?.text ?? '')).join(''),
  parameters: pieces.flatMap((piece) => piece.parameters),
})

/** Pieces joined by AND or OR, in parentheses. */
export const joined = (pieces: readonly Sql[], by: 'AND' | 'OR'): Sql => ({
  text: `(${pieces.map((piece) => piece.text).join(` ${by} `)})`,
  parameters: pieces.flatMap((piece) => piece.parameters),
})
