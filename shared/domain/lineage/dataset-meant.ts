type Named = { readonly name: string; readonly number: number }

/**
 * The dataset version that a file's header means ("shelves@3", "shelves-3", or a name that has one version only); null
 * where none of these is, or where it could be several.
 */
export const datasetMeant = <V extends Named>(text: string, versions: readonly V[]): V | null => {
  const written = text.trim()
  const exact = versions.find(({ name, number }) => `${name}@${number}` === written)
  if (exact) return exact
  const [sole, ...others] = versions.filter(({ name }) => name === written)
  if (sole) return others.length === 0 ? sole : null
  return versions.find(({ name, number }) => `${name}-${number}` === written) ?? null
}

/** The version that a person asks for: "shelves@3", or "shelves" for its newest. */
export const datasetAsked = <V extends Named>(text: string, versions: readonly V[]): V | null => {
  const written = text.trim()
  const exact = versions.find(({ name, number }) => `${name}@${number}` === written)
  if (exact) return exact
  return versions
    .filter(({ name }) => name === written)
    .reduce<V | null>((newest, one) => (newest === null || one.number > newest.number ? one : newest), null)
}
