import { temporaryDesk } from '../helpers/desk.ts'
import { exifMismatches } from '../helpers/exif-crops.ts'
import type { Bench } from './row.ts'

/** Boxes of exports that lie on other pixels than they should, over eight orientations and every exporter of images. */
export const bench: Bench = {
  name: 'exif',
  run: async () => {
    await using desk = await temporaryDesk()
    const counts = Object.entries(await exifMismatches(desk))
    return counts.map(([format, { of, wrong }]) => ({
      name: `exif.${format}.mismatches`,
      value: wrong,
      unit: `of ${of}`,
      target: '0',
      pass: wrong === 0,
    }))
  },
}
