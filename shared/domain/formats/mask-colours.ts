/**
 * The colours that Pascal VOC gives to numbers, as 0xRRGGBB: the bits of the number, three at a time, from the upper bit of
 * red, green and blue downwards. Every number below 2^24 has a colour of its own; 0 is black.
 */
export const colourOfNumber = (number: number): number => {
  let [red, green, blue] = [0, 0, 0]
  let rest = number
  for (let bit = 7; bit >= 0; bit -= 1) {
    red |= (rest & 1) << bit
    green |= ((rest >> 1) & 1) << bit
    blue |= ((rest >> 2) & 1) << bit
    rest >>= 3
  }
  return (red << 16) | (green << 8) | blue
}

/** The number of a colour: the same bits back. */
export const numberOfColour = (colour: number): number => {
  let number = 0
  for (let bit = 0; bit < 8; bit += 1)
    number =
      (number << 3) | (((colour >> bit) & 1) << 2) | (((colour >> (8 + bit)) & 1) << 1) | ((colour >> (16 + bit)) & 1)
  return number
}

/** Pixels of this number are nobody's: VOC draws them around objects. */
export const VOID = 255

/** Numbers from 1, leaving out the one that means nobody's. */
export const ownNumber = (index: number): number => (index + 1 < VOID ? index + 1 : index + 2)

/** The colours of the numbers 0 to 255. */
export const VOC_PALETTE: readonly number[] = Array.from({ length: 256 }, (_, number) => colourOfNumber(number))
