import { create } from 'zustand'
import { useNavigation } from './navigation.ts'

/** Files dropped anywhere on the desk, until the import screen takes them. */
export const useDropped = create<{ readonly files: readonly File[] }>(() => ({ files: [] }))

export const dropFiles = (files: readonly File[]): void => {
  if (files.length === 0) return
  useDropped.setState({ files })
  useNavigation.getState().go('import')
}

/** Hands the dropped files over, once. */
export const takeDropped = (): readonly File[] => {
  const { files } = useDropped.getState()
  if (files.length > 0) useDropped.setState({ files: [] })
  return files
}
