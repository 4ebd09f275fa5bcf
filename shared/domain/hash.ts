/** SHA-256 of bytes, or of a string's UTF-8. Injected, so that the rules stay free of any platform. */
export type Sha256Fn = (data: Uint8Array | string) => Uint8Array

export const hex = (bytes: Uint8Array): string => {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** The bytes of lower- or upper-case hex. Throws a RangeError when the text is not hex of even length. */
export const fromHex = (text: string): Uint8Array => {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new RangeError('not hexadecimal text of even length')
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}
