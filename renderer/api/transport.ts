import { create } from 'zustand'

/**
 * How the page and its desk stand. `refused`: the desk answered, but this page has no valid session.
 * Under the desktop shell it is always `online`: the backend lives in the same process tree.
 */
type Transport = { readonly state: 'connecting' | 'online' | 'offline' | 'refused' }

export const useTransport = create<Transport>(() => ({ state: 'connecting' }))

export const setTransport = (state: Transport['state']): void => {
  if (useTransport.getState().state !== state) useTransport.setState({ state })
}
