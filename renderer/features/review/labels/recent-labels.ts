import { create } from 'zustand'

const MOST = 5

/** Names of the labels given lately in this sitting, last one first. */
export const useRecentLabels = create<{ readonly names: readonly string[] }>(() => ({ names: [] }))

export const labelUsed = (name: string): void =>
  useRecentLabels.setState(({ names }) => ({ names: [name, ...names.filter((one) => one !== name)].slice(0, MOST) }))
