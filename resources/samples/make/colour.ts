/** Colours as "#rrggbb". */
export const mix = (a: string, b: string, share: number): string => {
  const part = (text: string, at: number): number => Number.parseInt(text.slice(at, at + 2), 16)
  const one = (at: number): string =>
    Math.round(part(a, at) + (part(b, at) - part(a, at)) * share)
      .toString(16)
      .padStart(2, '0')
  return `#${one(1)}${one(3)}${one(5)}`
}
export const darker = (colour: string, share: number): string => mix(colour, '#0a0c10', share)
export const lighter = (colour: string, share: number): string => mix(colour, '#ffffff', share)
