import type { MantineColorScheme } from '@mantine/core'
import { create } from 'zustand'

/** The palette and the settings screen both choose the theme; the shell applies it through Mantine, which remembers it. */
export const useColourScheme = create<{ readonly wanted: MantineColorScheme | null }>(() => ({ wanted: null }))

export const chooseColourScheme = (wanted: MantineColorScheme): void => useColourScheme.setState({ wanted })
