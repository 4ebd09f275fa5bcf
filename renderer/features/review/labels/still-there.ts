import type { Taxonomy } from '../../../../shared/model/taxonomy.ts'

/** A label chosen earlier, as long as the taxonomy has it, as a label that may be given or as a field; null after that. */
export const stillThere = (taxonomy: Pick<Taxonomy, 'labels' | 'fields'> | null, name: string | null): string | null =>
  taxonomy?.labels.some((label) => label.name === name && !label.deprecated) ||
  taxonomy?.fields?.some((field) => field.name === name)
    ? name
    : null
