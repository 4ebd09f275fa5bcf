/** A stroke alphabet on a 4 × 6 grid, so that no picture depends on a machine's fonts. Points are digit pairs x y, y down. */
const STROKES: Readonly<Record<string, readonly string[]>> = {
  A: ['062046', '1434'],
  B: ['003041423303', '0333444536', '0006', '3606'],
  C: ['4130100105163645'],
  D: ['00304145360600'],
  E: ['40000646', '0333'],
  F: ['400006', '0333'],
  G: ['41301001051636454323'],
  H: ['0006', '4046', '0343'],
  I: ['2026'],
  J: ['4045361605'],
  K: ['0006', '400346'],
  L: ['000646'],
  M: ['0600234046'],
  N: ['06004640'],
  O: ['103041453616050110'],
  P: ['06003041423303'],
  Q: ['103041453616050110', '3446'],
  R: ['06003041423303', '2346'],
  S: ['413010010213334445361605'],
  T: ['0040', '2026'],
  U: ['000516364540'],
  V: ['002640'],
  W: ['0016233640'],
  X: ['0046', '4006'],
  Y: ['002340', '2326'],
  Z: ['00400646'],
  '0': ['103041453616050110'],
  '1': ['112026'],
  '2': ['01103041420646'],
  '3': ['01103041423313', '334445361605'],
  '4': ['36300444'],
  '5': ['400003334445361605'],
  '6': ['4130100105163645443303'],
  '7': ['004016'],
  '8': ['103041423313020110', '3344453616050413'],
  '9': ['051636454130100102133342'],
  ':': ['2122', '2425'],
  '-': ['1333'],
  '.': ['2526'],
}

/** The strokes of a text as polylines, in letter heights: x grows by about 0.87 a letter, y runs from 0 (top) to 1. */
export const letterStrokes = (text: string): (readonly [x: number, y: number])[][] =>
  [...text].flatMap((letter, at) =>
    (STROKES[letter] ?? []).map((stroke) => {
      const points: (readonly [number, number])[] = []
      for (let i = 0; i + 1 < stroke.length; i += 2)
        points.push([(Number(stroke[i]) + at * 5.2) / 6, Number(stroke[i + 1]) / 6])
      return points
    }),
  )

/** The width of a text in letter heights. */
export const letterWidth = (text: string): number => (text.length * 5.2 - 1.2) / 6
