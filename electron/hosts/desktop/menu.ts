import { app, BrowserWindow, dialog, Menu, type MenuItemConstructorOptions, shell } from 'electron'
import type { Backend, Caller } from '../../backend/backend.ts'

export type MenuParts = { readonly backend: Backend; readonly caller: Caller; readonly stateDir: string }

/** Opens the project and says why when it cannot. */
export const openProject = async ({ backend, caller }: MenuParts, path: string): Promise<void> => {
  const result = await backend.dispatch('project.open', { path }, caller)
  if (!result.ok) dialog.showErrorBox('This project did not open', result.error.message)
}

const chooseProject = async (parts: MenuParts): Promise<void> => {
  const [window] = BrowserWindow.getAllWindows()
  if (window === undefined) return
  const { filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open a project',
    properties: ['openDirectory'],
    message: 'Choose a folder whose name ends in .secondlook',
  })
  if (filePaths[0] !== undefined) await openProject(parts, filePaths[0])
}

const showProject = async ({ backend, caller }: MenuParts): Promise<void> => {
  const result = await backend.dispatch('project.overview', {}, caller)
  if (result.ok) shell.showItemInFolder(result.value.path)
  else dialog.showErrorBox('There is no folder to show', result.error.message)
}

/**
 * Undo and redo are left to the page, which has its own; on macOS the text fields need the menu's.
 * What the menu changes, the page hears about as an event.
 */
const template = (parts: MenuParts): MenuItemConstructorOptions[] => {
  const mac = process.platform === 'darwin'
  const edit: MenuItemConstructorOptions[] = [
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
  ]
  const development: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ role: 'reload' }, { role: 'toggleDevTools' }]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      role: 'fileMenu',
      submenu: [
        { label: 'Open project…', accelerator: 'CmdOrCtrl+O', click: () => void chooseProject(parts) },
        { label: 'Close project', click: () => void parts.backend.dispatch('project.close', {}, parts.caller) },
        { label: 'Show project folder', click: () => void showProject(parts) },
        { type: 'separator' },
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { label: 'Edit', submenu: mac ? [{ role: 'undo' }, { role: 'redo' }, { type: 'separator' }, ...edit] : edit },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...development,
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [{ label: 'Show log folder', click: () => void shell.openPath(parts.stateDir) }, { role: 'about' }],
    },
  ]
}

export const setMenu = (parts: MenuParts): void => Menu.setApplicationMenu(Menu.buildFromTemplate(template(parts)))
