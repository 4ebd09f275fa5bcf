/** Names that a file system refuses or treats as one of its own, wherever a batch may be unpacked; or that readers trim, or pass over as hidden. */
const UNSAFE_PART = /^$|^[.\s]|[<>:"|?*\\\p{Cc}]|[.\s]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu
const MOST_BYTES = 200

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

export const isSafeName = (name: string): boolean =>
  !name.startsWith('/') && name.split('/').every((part) => !UNSAFE_PART.test(part) && bytesOf(part) <= MOST_BYTES)

/** ".jpg" of "photo.JPG"; empty where there is none. */
export const endingOf = (name: string): string => /\.[a-z0-9]{1,5}$/i.exec(name)?.[0].toLowerCase() ?? ''

/** The name without its ending: what an image and the file of its labels share. */
export const stemOf = (name: string): string => name.slice(0, name.length - endingOf(name).length)

/** Readers find labels by replacing the one by the other in a path: a second one would mislead them. */
const OWN_FOLDERS = new Set(['images', 'labels'])

/** Endings by which trainers and importers know an image among other files. */
const IMAGE_ENDING = /\.(?:jpe?g|png|webp|gif|tiff?|avif|bmp)$/i

/** With an ending of images; readers look at what is inside. */
export const withImageEnding = (name: string): string => (IMAGE_ENDING.test(name) ? name : `${name}.jpg`)

/**
 * Names for images that have a file of labels each, so that no two of them share a stem: an image's own where that is
 * safe and free, else one made of its hash. `endings`: an image without one gets it. Ask in the batch's order: the same order gives the same names.
 */
export const createStemNames = (endings = false) => {
  const taken = new Set<string>()
  return (name: string, sha256: string): string => {
    const made = sha256.slice(0, 32)
    const own = endings ? withImageEnding(name) : name
    const kept = own.split('/').filter((part, index, all) => index === all.length - 1 || !OWN_FOLDERS.has(part))
    let wanted = isSafeName(own) ? kept.join('/') : `${made}${endingOf(own)}`
    for (let nr = 1; taken.has(stemOf(wanted).toLowerCase()); nr += 1)
      wanted = `${made}${nr === 1 ? '' : `-${nr}`}${endingOf(own)}`
    taken.add(stemOf(wanted).toLowerCase())
    return wanted
  }
}
